"""Supervision: tiers applied, the two lists, findings, how long work takes, what waits."""
