"""Clocks: limits counted in working time, what was promised, pauses, what is provisional."""
