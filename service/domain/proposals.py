"""What the program proposes after learning from people's work; a person decides each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ProposalKind(StrEnum):
    """What is proposed: another reader, or a change of the dispatch catalogue."""

    READER = "reader"
    TOPIC = "topic"
    LEAD = "lead"
    NEW_TOPIC = "new_topic"
    UNUSED = "unused"
    PRECEDENT = "precedent"


class ProposalState(StrEnum):
    """Where a proposal stands; the program itself withdraws what no longer holds."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth proposing: what about (``key``), its figures, and what speaks for it.

    ``evidence``: numbers of tickets, or codes of topics for one about topics without tickets.
    """

    kind: ProposalKind
    key: str
    figures: dict[str, Any]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding on record, with what became of it."""

    id: int
    finding: Finding
    state: ProposalState
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is not to be proposed again: the evidence of each kind and key that was decided on."""

    evidence: dict[tuple[ProposalKind, str], frozenset[str]] = field(default_factory=dict)

    def of(self, kind: ProposalKind, key: str) -> frozenset[str]:
        """The evidence that people have judged already; empty where they have not."""
        return self.evidence.get((kind, key), frozenset())
