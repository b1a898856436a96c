"""One file per stage: each flow loads, lets the domain decide, and records."""
