"""A consultation (会商): units are asked for their opinion on whose duty a matter is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stance(StrEnum):
    """What a unit says of its own duty."""

    OURS = "ours"
    NOT_OURS = "not_ours"
    MAY_HELP = "may_help"


class Ending(StrEnum):
    """How a consultation ends that named no unit."""

    DESIGNATE = "designate"
    JOINT_SESSION = "joint_session"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One unit's answer; ``named``: whose duty it says it is, where it is not its own."""

    unit: str
    stance: Stance
    words: str
    at: datetime
    by: str = ""
    legal_basis: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """The question, who was asked, and what they said; each unit's newest answer counts.

    ``ending`` is None while it runs, and when a dispatch ended it.
    """

    question: str
    asked: tuple[str, ...]
    asked_at: datetime
    due_at: datetime
    opinions: tuple[Opinion, ...] = ()
    reminders: int = 0
    ended_at: datetime | None = None
    ending: Ending | None = None

    @property
    def silent(self) -> tuple[str, ...]:
        """The units that have not answered, in the order in which they were asked."""
        answered = {opinion.unit for opinion in self.opinions}
        return tuple(unit for unit in self.asked if unit not in answered)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the answers point to: a lead unit (empty: they agree on none) and who could help."""

    lead: str = ""
    co_units: tuple[str, ...] = ()


def proposal(consultation: Consultation) -> Proposal:
    """What the answers come to: one unit that says it is its duty, else whom most others name."""
    said = {opinion.unit: opinion for opinion in consultation.opinions}
    takers = [o.unit for o in said.values() if o.stance is Stance.OURS]
    named = [o.named for o in said.values() if o.named]
    most = max(map(named.count, named), default=0)
    leaders = takers or [unit for unit in dict.fromkeys(named) if named.count(unit) == most]
    lead = leaders[0] if len(leaders) == 1 else ""
    helping = tuple(o.unit for o in said.values() if o.stance is Stance.MAY_HELP)
    return Proposal(lead, tuple(unit for unit in helping if unit != lead))
