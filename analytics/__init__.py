"""Frames in, frames out: figures, topics, trends."""
