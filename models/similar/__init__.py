"""Earlier requests like a new one, and texts that say the same again."""
