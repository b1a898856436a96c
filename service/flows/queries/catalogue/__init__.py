"""The dispatch catalogue: its topics, its versions, what people's work says of them."""
