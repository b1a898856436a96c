"""Places: the city's list, and names known by how they look."""
