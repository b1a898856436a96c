"""Signs of the last days and weeks: bursts, and what is few yet but new."""
