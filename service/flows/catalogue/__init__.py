"""The dispatch catalogue: edited in a draft, checked, published, kept as a spreadsheet."""
