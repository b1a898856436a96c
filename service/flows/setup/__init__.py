"""What a city brings along before its first call: places, units, people and days as tables."""
