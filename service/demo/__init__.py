"""A simulated city with known truth: places, units, people and two years of requests."""
