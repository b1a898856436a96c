"""By whom something was done, when, and what was said of it: so every kept step begins."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class By:
    """Who did it at which instant; ``note``: why, or what came of it, in that person's words."""

    actor: Actor
    at: datetime
    note: str = ""
