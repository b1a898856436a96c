"""Patterns of poor handling: which cases show one, which units more than their peers."""
