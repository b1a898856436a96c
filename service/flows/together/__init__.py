"""Several units on one matter: co-handling, joint sessions, precedents."""
