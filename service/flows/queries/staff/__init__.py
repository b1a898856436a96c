"""People: accounts and units as lists, and who did or read what."""
