"""An agenda item under governance: comparison and target, duties, acceptance, policies left."""
