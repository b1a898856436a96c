"""The installation: whether it is ready, what watches over it asks, what the night looks at."""
