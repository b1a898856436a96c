"""Findings of poor handling in the words of the pages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from service.domain.catalogue import Catalogue
from service.domain.supervision.findings import FindingState, HandlingFinding, Lessons, Shown
from service.flows.queries.supervision.findings import Told
from service.flows.supervision.findings import definition_of
from service.labels import label
from service.web.contexts.findings import EvidenceRow, FindingRow, Part
from service.web.render import moment

_ENOUGH = 20
_TONES = {
    FindingState.OPEN: "waiting",
    FindingState.CONFIRMED: "overdue",
    FindingState.DISMISSED: "done",
    FindingState.WITHDRAWN: "refused",
}


def finding_row(found: HandlingFinding, catalogue: Catalogue) -> FindingRow:
    """One finding in words."""
    shown = found.shown
    definition = definition_of(shown.pattern)
    return FindingRow(
        url=f"/findings/{found.id}",
        kind=definition.kind,
        pattern=definition.name,
        unit=unit_name(shown.unit, catalogue),
        says=f"{shown.whole} 件里有 {shown.count} 件{_share(shown)}，"
        f"同类事项的其他单位 {shown.usual:.0%}",
        confidence=f"{shown.confidence:.0%}",
        month=shown.month,
        state=label(found.state),
        tone=_TONES[found.state],
    )


def facts(shown: Shown) -> list[dict[str, str]]:
    """The figures of a finding, each with what it means."""
    return [
        {"term": "本单位", "value": f"{shown.whole} 件里 {shown.count} 件{_share(shown)}"},
        {"term": "95% 区间", "value": f"{shown.low:.0%} 到 {shown.high:.0%}"},
        {"term": "同主题的其他单位", "value": f"{shown.usual:.0%}（按本单位的主题构成折算）"},
        {"term": "把握", "value": f"{shown.confidence:.0%}（按模拟城市校准，供排先后）"},
    ]


def evidence_rows(
    shown: Shown, told: Mapping[str, Told], catalogue: Catalogue, common: frozenset[str]
) -> list[EvidenceRow]:
    """The tickets of a finding that this person may see, equal parts of the replies marked."""
    rows = []
    for evidence in shown.evidence:
        ticket = told.get(evidence.no)
        if ticket is None:
            continue
        item = catalogue.item(evidence.topic)
        rows.append(
            EvidenceRow(
                no=evidence.no,
                url=f"/tickets/{evidence.no}",
                topic=item.path[-1] if item else "",
                why=evidence.why,
                asked=ticket.title,
                reply=parts(ticket.pieces, common),
                others=[{"no": no, "url": f"/tickets/{no}"} for no in evidence.others],
            )
        )
    return rows


def parts(pieces: Sequence[str], common: frozenset[str]) -> list[Part]:
    """The pieces of a reply, those marked that stand in other replies too."""
    return [Part(piece, _bare(piece) in common) for piece in pieces]


def common_pieces(told: Mapping[str, Told]) -> frozenset[str]:
    """The pieces, of six characters and more, that stand in two replies at least."""
    counts = Counter(piece for ticket in told.values() for piece in set(map(_bare, ticket.pieces)))
    return frozenset(piece for piece, count in counts.items() if count > 1 and len(piece) > 5)


def learned(lessons: Lessons, catalogue: Catalogue) -> list[str]:
    """What dismissals have taught, a sentence each."""
    said = [f"“{phrase}”算官方统一用语，不再当作雷同。" for phrase in sorted(lessons.phrases)]
    for pattern, unit, topic in sorted(lessons.topics):
        item = catalogue.item(topic)
        whose = unit_name(unit, catalogue) if unit else "所有单位"
        name = item.path[-1] if item else topic
        said.append(f"{whose}的“{name}”有客观困难，不计入“{definition_of(pattern).name}”。")
    return said


def judged(found: HandlingFinding) -> str:
    """Who decided what, when and why; empty while nobody has."""
    if found.decided_at is None or not found.decided_by:
        return ""
    why = f"（{label(found.dismissal)}）" if found.dismissal else ""
    when = moment(found.decided_at)
    return f"{found.decided_by} {when} 定为“{label(found.state)}”{why}：{found.note}"


def unit_name(code: str, catalogue: Catalogue) -> str:
    """The name of a unit, or its code when the catalogue has none."""
    unit = catalogue.units.get(code)
    return unit.name if unit else code


def _bare(piece: str) -> str:
    return piece.strip("，。！？；：、 \n")


def _share(shown: Shown) -> str:
    """What share that is, in brackets; of few tickets none is said."""
    return f"（{shown.count / shown.whole:.0%}）" if shown.whole >= _ENOUGH else ""
