"""Desks: what waits for whom, as lists that are filtered and turned page by page."""
