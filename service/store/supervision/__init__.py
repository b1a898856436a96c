"""Supervision: the two lists, findings of poor handling, how long work usually takes."""
