"""What is decided on, asked of units and measured when an agenda item is governed."""
