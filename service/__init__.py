"""The running hotline."""
