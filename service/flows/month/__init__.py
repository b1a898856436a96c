"""The month's product: its data, topics, agenda and report."""
