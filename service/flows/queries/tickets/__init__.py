"""One ticket: what it is, what was promised, who is like it, who asked before."""
