"""When a reply is so short that its writer is asked whether that is all."""

SHORTEST = 15
"""So many characters a reply that says what was looked at, done and reached usually has."""


def length(reply: str) -> int:
    """How many characters a reply has without blanks."""
    return len("".join(reply.split()))


def is_terse(reply: str) -> bool:
    """Whether something is written, and less than a reply usually takes."""
    return 0 < length(reply) < SHORTEST
