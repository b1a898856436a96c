"""The month's product: its topics, agenda items, reports, and the outlook on the year."""
