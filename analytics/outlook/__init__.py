"""What comes: levels and seasons taken apart, and months foretold with how sure that is."""
