"""Tickets: the one door that changes one, its rows and files, its caller, who may see it."""
