"""Calling back: who calls whom now, and the closed orders drawn to be called again."""
