"""From rows to figures: counts, series, and the frame of tickets that analytics works on."""
