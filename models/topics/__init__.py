"""Topics: the catalogue, the classifier that knows it, and who answers for what."""
