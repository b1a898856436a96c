"""Text models: strings in, values out."""
