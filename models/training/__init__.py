"""Learning from a city's own history, and the figures that say how well."""
