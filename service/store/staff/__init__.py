"""People: accounts and signing in, what each is told, what goes out to them."""
