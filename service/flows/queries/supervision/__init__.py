"""Supervision: what runs late or waits, the two lists, findings of poor handling."""
