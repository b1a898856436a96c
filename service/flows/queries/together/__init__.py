"""Several units on one matter: what each is asked, and matters across borders."""
