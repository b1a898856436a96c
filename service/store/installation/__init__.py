"""An installation as a whole: its keys, its memory, its runs, the one file that carries it."""
