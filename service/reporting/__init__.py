"""A finished month as paper: one model of what is said, written as HTML, Word and Excel."""
