"""Data files of the service: deadline profiles."""
