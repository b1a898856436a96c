"""Ways out of the program: each sends one text to one address, and says when it could not."""
