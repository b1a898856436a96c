"""Proposals of the program, with who decided them and why."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.proposals import Finding, Proposal, ProposalKind, ProposalState, Settled
from service.store.database.changes import rows_changed
from service.store.tables.lessons import ProposalRow

_DECIDED = (ProposalState.ACCEPTED, ProposalState.DISMISSED)


class Proposals:
    """The proposals of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, finding: Finding, now: datetime) -> int:
        """Propose; one that is open for the same kind and key is brought up to date. Its id."""
        mark = _mark(finding)
        row = self._session.scalar(select(ProposalRow).where(ProposalRow.open_mark == mark))
        if row is None:
            row = ProposalRow(
                kind=finding.kind.value,
                key=finding.key,
                state=ProposalState.OPEN.value,
                created_at=now,
                open_mark=mark,
                decided_at=None,
                decided_by="",
                note="",
            )
            self._session.add(row)
        row.figures, row.evidence = dict(finding.figures), list(finding.evidence)
        self._session.flush()
        return row.id

    def get(self, proposal_id: int) -> Proposal:
        """One proposal. Raises ``NotFound``."""
        row = self._session.get(ProposalRow, proposal_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这条建议，请刷新。")
        return _proposal(row)

    def open(self) -> list[Proposal]:
        """The proposals that wait for a person, the newest first."""
        wanted = ProposalRow.state == ProposalState.OPEN.value
        return self._found(wanted, 1_000)

    def decided(self, most: int = 50) -> list[Proposal]:
        """The proposals that were decided last, the newest first."""
        return self._found(ProposalRow.state != ProposalState.OPEN.value, most)

    def newest(self, kind: ProposalKind) -> Proposal | None:
        """The newest proposal of a kind, whatever became of it."""
        found = self._found(ProposalRow.kind == kind.value, 1)
        return found[0] if found else None

    def settled(self) -> Settled:
        """The evidence that people have judged, by kind and key."""
        row = ProposalRow
        query = select(row.kind, row.key, row.evidence)
        query = query.where(row.state.in_([state.value for state in _DECIDED]))
        known: dict[tuple[ProposalKind, str], set[str]] = defaultdict(set)
        for kind, key, evidence in self._session.execute(query):
            known[ProposalKind(kind), key].update(evidence)
        return Settled({about: frozenset(numbers) for about, numbers in known.items()})

    def decide(self, proposal_id: int, state: ProposalState, by: By) -> None:
        """End a proposal. Raises ``Stale`` when somebody else has done so, ``NotFound``."""
        known = self.get(proposal_id)
        ended = rows_changed(
            self._session,
            update(ProposalRow)
            .where(ProposalRow.id == known.id, ProposalRow.state == ProposalState.OPEN.value)
            .values(
                state=state.value,
                open_mark=None,
                decided_at=by.at,
                decided_by=by.actor.name,
                note=by.note,
            ),
        )
        if not ended:
            raise Stale("这条建议已经有人处理了，请刷新后再看。")

    def _found(self, wanted: object, most: int) -> list[Proposal]:
        query = select(ProposalRow).where(wanted).order_by(ProposalRow.id.desc()).limit(most)  # type: ignore[arg-type]
        return [_proposal(row) for row in self._session.scalars(query)]


def _mark(finding: Finding) -> str:
    return f"{finding.kind.value}:{finding.key}"


def _proposal(row: ProposalRow) -> Proposal:
    finding = Finding(ProposalKind(row.kind), row.key, dict(row.figures), tuple(row.evidence))
    return Proposal(
        id=row.id,
        finding=finding,
        state=ProposalState(row.state),
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        note=row.note,
    )
