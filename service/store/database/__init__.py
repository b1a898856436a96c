"""Engines and what only one database understands, column types, the newest revision."""
