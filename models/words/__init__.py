"""Letters and words: text cleaned, cut, searched and masked."""
