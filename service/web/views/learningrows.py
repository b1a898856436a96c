"""Turns proposals into words that a supervisor understands."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.training.compare import BETTER, WORSE
from service.domain.catalogue import Catalogue
from service.domain.permissions import Actor, Permission
from service.domain.proposals import Finding, Proposal, ProposalKind, ProposalState
from service.flows.lessons import learning
from service.flows.lessons.verdicts import KIND_WORDS
from service.labels import label
from service.labels.catalogue import CATALOGUE_COLUMNS
from service.web.contexts.learning import DecidedRow, ExampleRow, ProposalCard, TrialRow
from service.web.render import moment
from service.web.views.readerrows import title_of

_SHOWN, _EXAMPLES = 12, 8
_RARE = 0.001
_TONES = {
    ProposalState.ACCEPTED: "done",
    ProposalState.DISMISSED: "refused",
    ProposalState.WITHDRAWN: "soon",
    ProposalState.OPEN: "working",
}
_ACCEPT = {
    ProposalKind.READER: "启用新模型",
    ProposalKind.TOPIC: "写进目录草稿",
    ProposalKind.LEAD: "写进目录草稿",
    ProposalKind.NEW_TOPIC: "去目录里看",
    ProposalKind.UNUSED: "去目录里看",
    ProposalKind.PRECEDENT: "写进目录草稿",
}
Said = tuple[str, str, str]
"""The title, what speaks for it, and what would change."""


def card(proposal: Proposal, catalogue: Catalogue, actor: Actor, note: str = "") -> ProposalCard:
    """One proposal that waits, with its figures and evidence."""
    finding, kind = proposal.finding, proposal.finding.kind
    title, reason, change = _SAID[kind](finding, catalogue)
    figures, is_reader = finding.figures, kind is ProposalKind.READER
    may_see = actor.may(Permission.TICKET_READ)
    return ProposalCard(
        id=proposal.id,
        kind=label(kind),
        title=title,
        reason=reason,
        change=change,
        figures="" if is_reader else _figures(figures),
        words=list(figures.get("words", ())),
        links=[] if is_reader else _links(finding, catalogue, may_see=may_see),
        more=0 if is_reader else max(0, len(finding.evidence) - _SHOWN),
        trial=_trial(figures) if is_reader else [],
        gained=_examples(figures.get("gained", ()), catalogue, may_see=may_see),
        lost=_examples(figures.get("lost", ()), catalogue, may_see=may_see),
        file=f"/learning/{proposal.id}/verdicts.csv" if is_reader else "",
        is_worse=learning.is_worse(finding),
        may_decide=learning.may_decide(actor, kind),
        accept=_ACCEPT[kind],
        note=note,
    )


def decided_row(proposal: Proposal, catalogue: Catalogue) -> DecidedRow:
    """One proposal that was decided."""
    title, _, _ = _SAID[proposal.finding.kind](proposal.finding, catalogue)
    return DecidedRow(
        kind=label(proposal.finding.kind),
        title=title,
        state=label(proposal.state),
        tone=_TONES[proposal.state],
        who=proposal.decided_by,
        at=moment(proposal.decided_at),
        note=proposal.note,
    )


def _reader(finding: Finding, _: Catalogue) -> Said:
    figures = finding.figures
    found, before, now = figures["comparison"], figures["before"], figures["now"]
    against = title_of(found["against"])
    by_chance = _chance(found["chance"])
    verdict = {
        BETTER: f"这样的差别{by_chance}。",
        WORSE: f"新模型更差，这样的差别{by_chance}，不建议启用。",
    }.get(found["verdict"], f"相差不大，{by_chance}，可以再攒些人工结论。")
    reason = (
        f"在 {found['rows']} 件两个模型都没学过的人工结论上，新模型对 {now['right']} 件，"
        f"现用的（{against}）对 {before['right']} 件；{verdict}"
        f"把握够、能自动派的，现用的有 {before['sure']} 件、错 {before['sure_wrong']} 件，"
        f"新模型有 {now['sure']} 件、错 {now['sure_wrong']} 件。"
    )
    change = f"启用后，下一件工单起由新模型（{finding.key}）来读；随时可以退回。"
    return f"从 {figures['learned']} 件人工结论里学出了新的读件模型", reason, change


def _topic(finding: Finding, catalogue: Catalogue) -> Said:
    figures = finding.figures
    source, target = (_name(catalogue, figures[key]) for key in ("topic", "other"))
    reason = (
        f"读成“{source}”而由人看过的 {figures['whole']} 件里，"
        f"{figures['count']} 件被改成了“{target}”。"
    )
    words = "、".join(f"“{word}”" for word in figures["words"])
    change = (
        f"把{words}加进“{target}”的典型词。" if words else f"看看“{target}”的词和定义要不要改。"
    )
    return f"“{source}”常被改成“{target}”", reason, change


def _lead(finding: Finding, catalogue: Catalogue) -> Said:
    figures = finding.figures
    topic, families = _name(catalogue, figures["topic"]), catalogue.family_names
    old, new = (families.get(figures[key], figures[key]) for key in ("before", "family"))
    column = CATALOGUE_COLUMNS[f"lead_{figures['level']}"]
    reason = (
        f"“{topic}”按目录（{column}）派给{old} {figures['whole']} 件，"
        f"{figures['count']} 件退单成立，其中 {figures['ended']} 件最后由{new}承办。"
    )
    change = f"把“{topic}”的{column}由{old}改为{new}。"
    return f"“{topic}”的{column}可能不对", reason, change


def _precedent(finding: Finding, catalogue: Catalogue) -> Said:
    figures = finding.figures
    topic, families = _name(catalogue, figures["topic"]), catalogue.family_names
    old, new = (families.get(figures[key], figures[key]) for key in ("before", "family"))
    column = CATALOGUE_COLUMNS[f"lead_{figures['level']}"]
    reason = f"{figures['session']}定由{new}主办，一直照先例派；目录（{column}）写的还是{old}。"
    change = f"把“{topic}”的{column}由{old}改为{new}，以后不必再看先例。"
    return f"“{topic}”照先例写进目录", reason, change


def _new_topic(finding: Finding, _: Catalogue) -> Said:
    figures = finding.figures
    words = "、".join(f"“{word}”" for word in figures["words"])
    reason = (
        f"读不准的 {figures['whole']} 件工单里，{figures['count']} 件说到{words}，"
        "目录里没有一个主题认得这些词。"
    )
    return f"{words}可能是目录里没有的事", reason, "看看要不要新增主题，或者把词加进已有的主题。"


def _unused(finding: Finding, _: Catalogue) -> Said:
    figures = finding.figures
    reason = (
        f"一年 {figures['whole']:,} 件工单里，这些主题一件也没有；"
        f"每个主题的真实比例多半不超过 {figures['high']:.2%}。"
    )
    change = "看看有没有重复的主题；少见但要紧的不用动。"
    return f"{len(figures['topics'])} 个主题一年没有用到", reason, change


_SAID = {
    ProposalKind.READER: _reader,
    ProposalKind.TOPIC: _topic,
    ProposalKind.LEAD: _lead,
    ProposalKind.NEW_TOPIC: _new_topic,
    ProposalKind.UNUSED: _unused,
    ProposalKind.PRECEDENT: _precedent,
}


def _figures(figures: Mapping[str, Any]) -> str:
    """The share with its interval, what is usual, and the chance; empty where there is none."""
    if "chance" not in figures:
        return ""
    share = figures["count"] / figures["whole"]
    return (
        f"占 {share:.0%}（95% 区间 {figures['low']:.0%}–{figures['high']:.0%}），"
        f"平常{_usual(figures['usual'])}；{_chance(figures['chance'])}"
    )


def _usual(value: float) -> str:
    return "不到 0.1%" if value < _RARE else f"是 {value:.1%}"


def _chance(value: float) -> str:
    if value < _RARE:
        return "出于偶然的可能不到 0.1%"
    return f"出于偶然的可能约 {value:.1%}" if value < 0.1 else f"出于偶然的可能有 {value:.0%}"


def _trial(figures: Mapping[str, Any]) -> list[TrialRow]:
    before, now = figures["before"]["by_kind"], figures["now"]["by_kind"]
    return [
        TrialRow(
            kind=KIND_WORDS.get(kind, kind),
            rows=f"{count}",
            before=f"{before.get(kind, 0)}",
            now=f"{now.get(kind, 0)}",
        )
        for kind, count in sorted(figures["kinds"].items(), key=lambda item: -item[1])
    ]


def _examples(
    rows: Sequence[Sequence[str]], catalogue: Catalogue, *, may_see: bool
) -> list[ExampleRow]:
    return [
        ExampleRow(no, f"/tickets/{no}" if may_see else "", *(_name(catalogue, c) for c in codes))
        for no, *codes in rows[:_EXAMPLES]
    ]


def _links(finding: Finding, catalogue: Catalogue, *, may_see: bool) -> list[dict[str, str]]:
    shown = finding.evidence[:_SHOWN]
    if finding.kind is ProposalKind.UNUSED:
        return [{"label": _name(catalogue, code), "url": f"/catalogue/{code}"} for code in shown]
    return [{"label": no, "url": f"/tickets/{no}" if may_see else ""} for no in shown]


def _name(catalogue: Catalogue, code: str) -> str:
    item = catalogue.items.get(code) or catalogue.retired.get(code)
    return item.path[-1] if item else code or "没有认出"
