"""Files with a step: looked into, kept, shown to whom they may be."""
