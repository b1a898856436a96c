"""Whether what is kept is what was written: the chain of steps, their rows, the seals."""
