"""The dispatch catalogue: its versions, the next one's draft, what the program proposes."""
