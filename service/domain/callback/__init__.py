"""Callback: the questions, who may call when, attempts, second calls."""
