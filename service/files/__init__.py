"""What people send along: what a file really is, what it may be called, how a picture is shown."""
