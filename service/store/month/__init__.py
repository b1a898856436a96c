"""The month's product: hot topics, agenda items with their papers, reports, what was foretold."""
