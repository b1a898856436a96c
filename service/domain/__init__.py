"""The rules of a hotline: pure values and functions, no clock, no I/O, no chance."""
