"""What the figures over many requests claim, measured on series whose truth is known."""
