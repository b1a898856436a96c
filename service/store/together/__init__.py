"""Several units on one matter: matters across borders, and precedents for the next one."""
