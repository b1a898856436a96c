"""What is known of an installation before its first call, and what a look at it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from service.domain.permissions import Role


class Verdict(StrEnum):
    """How a check ended, worst first."""

    MUST = "must"
    SHOULD = "should"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Installed:
    """What the settings and the machine say. ``free_share``: of the disk under the data folder."""

    city: str = ""
    profile: str = ""
    is_demo: bool = False
    is_encrypted: bool = False
    has_secure_cookies: bool = False
    public_url: str = ""
    has_sms: bool = False
    has_mail: bool = False
    unknown_settings: Sequence[str] = ()
    free_share: float = 1.0
    free_gb: float = 1000.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says. The lists hold names; ``…_at`` is None for never."""

    people: Mapping[Role, int] = field(default_factory=dict)
    first_passwords: int = 0
    places: int = 0
    units: int = 0
    sample_units: Sequence[str] = ()
    empty_units: Sequence[str] = ()
    topics: int = 0
    homeless_topics: Sequence[str] = ()
    known_years: frozenset[int] = frozenset()
    old_waiting: int = 0
    last_step_at: datetime | None = None
    worker_at: datetime | None = None
    backup_at: datetime | None = None
    sms_tested_at: datetime | None = None
    mail_tested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it is, what to do, and the page where it is done."""

    title: str
    verdict: Verdict
    said: str
    advice: str = ""
    href: str = ""
