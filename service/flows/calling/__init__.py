"""Calling back: every caller of an order, and others again by a sample."""
