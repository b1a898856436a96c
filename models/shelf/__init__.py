"""Trained readers as files: packed, checked, kept, put in use, taken back."""
