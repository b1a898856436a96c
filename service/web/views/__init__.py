"""Turns what flows return into the words, rows and forms of pages."""
