"""What the reader claims, measured: one module per claim, each rerun by ``minsheng evaluate``."""
