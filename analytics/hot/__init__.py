"""Hot topics: which requests speak of the same matter, what it is called, how hot it is."""
