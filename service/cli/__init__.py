"""The command line ``minsheng``: one file per group of commands, put together in ``main``."""

import sys

from service.cli.entry import execute


def main() -> None:
    """Run the command that the shell gave and leave with its exit status."""
    sys.exit(execute(sys.argv[1:]))
