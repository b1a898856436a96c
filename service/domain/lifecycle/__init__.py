"""The life cycle: one table of states and steps, its guards and effects, and the step itself."""
