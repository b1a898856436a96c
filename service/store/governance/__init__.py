"""An agenda item under governance: comparisons, duties, surveys, meetings, the policy library."""
