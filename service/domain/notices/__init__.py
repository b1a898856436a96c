"""Notices: which step tells whom what, in which words, and mentions in notes."""
