"""An agenda item under governance: its effect, its duties, its meetings."""
