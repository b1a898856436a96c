"""What can go wrong, drawn as a tree. Messages are Chinese and say what to do next.

DomainError
├── BadInput        what was given cannot be read or is not allowed there
├── NotFound        there is no such thing, or it is not this person's to see
├── NotAllowed      this person's roles do not include it
├── NotSignedIn     nobody is signed in, or the sign-in has lapsed
├── PasswordDue     somebody else chose the password; it has to be changed first
├── TooMany         too many tries in a short time
├── IllegalStep     the table has no such step from the state the ticket is in
├── Refused         the table has the step, a guard says no
├── Stale           somebody else was faster: the version is not the newest
└── Misconfigured   the installation lacks something; an administrator has to act
"""


class DomainError(Exception):
    """Root of the tree; ``message`` is a Chinese sentence for the person who acted.

    ``fields``: what is wrong in which field; ``BadInput`` alone has any.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, str] = {}


class BadInput(DomainError):
    """What was given cannot be read; ``fields`` names each offending field."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class NotFound(DomainError):
    """There is no such thing, or it is not this person's to see."""


class NotAllowed(DomainError):
    """This person's roles do not include it."""


class NotSignedIn(DomainError):
    """Nobody is signed in, or the sign-in has lapsed."""


class PasswordDue(DomainError):
    """Somebody else chose the password; it has to be changed before anything else."""


class TooMany(DomainError):
    """Too many tries in a short time."""


class IllegalStep(DomainError):
    """The table has no such step from the state the ticket is in."""


class Refused(DomainError):
    """The table has the step, but a guard says no; ``rule`` is the guard's name."""

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class Stale(DomainError):
    """Somebody else was faster; ``version`` is the newest one."""

    def __init__(self, message: str, version: int = 0, status: str = "") -> None:
        super().__init__(message)
        self.version = version
        self.status = status


class Misconfigured(DomainError):
    """The installation lacks something; an administrator has to act."""
