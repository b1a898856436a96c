"""Supervision: time left, tiers, the two lists, findings of poor handling."""
