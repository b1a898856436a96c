"""Several units on one matter: co-handling, consultation, joint sessions, who must take it."""
