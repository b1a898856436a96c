"""People: accounts, signing in, their notices, the demonstration's accounts."""
