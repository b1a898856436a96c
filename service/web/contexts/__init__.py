"""What each page shows: one documented dataclass per template."""
