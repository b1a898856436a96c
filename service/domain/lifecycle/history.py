"""Whether a ticket's history is one that the table permits: read again, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from service.domain.callback.questions import QUESTIONS, is_answered
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import find
from service.domain.permissions import Actor
from service.domain.ticket import Status

_SAYS_ANSWERS = frozenset({Step.CALLER_ANSWER, Step.SELF_ANSWER, Step.PROPOSE_EXPLAINED})
_BRINGS_ANSWERS = (_SAYS_ANSWERS - {Step.SELF_ANSWER}) | {
    *(Step.CLOSE, Step.REDO, Step.CLOSE_EXPLAINED)
}
_ROUND_AGAIN = frozenset({Step.REDO, Step.OVERRULE})
_CLOSES = frozenset({Step.CLOSE, Step.CLOSE_EXPLAINED})


def wrong_steps(
    entries: Sequence[Entry], actors: Mapping[int, Actor], attempts: int
) -> Iterator[tuple[int, str]]:
    """The steps that the table would not have permitted: their place, and why, in Chinese.

    ``entries``: all of one ticket, oldest first; ``actors``: whose rights are known;
    ``attempts``: how many calls in vain make a caller unreachable.
    """
    if entries and (entries[0].step is not Step.REGISTER or entries[0].seq != 1):
        yield entries[0].seq, "历史不从登记开始"
    for before, entry in pairwise(entries):
        yield from ((entry.seq, why) for why in _joins(before, entry))
        yield from ((entry.seq, why) for why in _is_permitted(entry, actors))
    for index, entry in enumerate(entries):
        closes = entry.target is Status.CLOSED and entry.source is not Status.CLOSED
        if closes and not _was_called_back(entries[: index + 1], attempts):
            yield entry.seq, "没有回访记录就办结"
        is_explained = entry.step is Step.CLOSE_EXPLAINED
        if is_explained and not _was_consented_to(entries[: index + 1]):
            yield entry.seq, "没有别人对同一段解释的会签就解释办结"
    yield from ((seq, "改写了诉求人自己的回答") for seq in _rewritten(entries))


def _joins(before: Entry, entry: Entry) -> Iterator[str]:
    """Why a step does not follow the one before it."""
    if entry.seq != before.seq + 1:
        yield "环节不连续"
    if entry.source != before.target:
        yield "不是从前一步的状态开始"
    if entry.at < before.at:
        yield "早于前一步"
    is_again = entry.step in _ROUND_AGAIN or (
        entry.step is Step.RECALL and entry.source is Status.CLOSED
    )
    if entry.round != before.round + is_again:
        yield "轮次不对"


def _is_permitted(entry: Entry, actors: Mapping[int, Actor]) -> Iterator[str]:
    """Why the table does not lead there by that person's right."""
    row = find(entry.source, entry.step) if entry.source else None
    if row is None:
        yield "流转表里没有这一步"
        return
    if entry.target is not (row.target or entry.source):
        yield "到了流转表没有的状态"
    actor = actors.get(entry.actor_id)
    if actor is not None and not actor.may(row.permission):
        yield "办理人没有这一步的权限"


def _was_called_back(entries: Sequence[Entry], attempts: int) -> bool:
    """Whether the closing step, the last of these, rests on answers or on calls in vain."""
    last = entries[-1]
    if last.source is not Status.CALLBACK_DUE or last.step not in _CLOSES:
        return False
    round_ = [entry for entry in entries if entry.round == last.round]
    said = [last, *(entry for entry in round_ if entry.step in _SAYS_ANSWERS)]
    if any(is_answered(entry.data) for entry in said):
        return True
    calls = [entry for entry in round_ if entry.step is Step.CALL_ATTEMPT]
    has_no_number = any(entry.data.get("outcome") == "no_number" for entry in calls)
    return has_no_number or len(calls) >= attempts


def _was_consented_to(entries: Sequence[Entry]) -> bool:
    """Whether another person consented, since the last answer, to the text that closes."""
    last = entries[-1]
    said = [entry for entry in entries if entry.round == last.round]
    places = [i for i, entry in enumerate(said) if entry.step is Step.PROPOSE_EXPLAINED]
    if not places:
        return False
    proposal = said[places[-1]]
    since = max(i for i, entry in enumerate(said) if entry.step in _SAYS_ANSWERS)
    agreed = {
        entry.actor_id
        for entry in said[since:]
        if entry.step is Step.ENDORSE and entry.data.get("step") == Step.CLOSE_EXPLAINED
    }
    is_same = proposal.data.get("explanation") == last.data.get("explanation")
    return is_same and bool(agreed - {proposal.actor_id, last.actor_id})


def _rewritten(entries: Sequence[Entry]) -> Iterator[int]:
    """The steps that bring other answers than the caller's own to the same callback."""
    own: dict[tuple[str, str], dict[str, str]] = {}
    asked_in = 1
    for entry in entries:
        order = entry.data.get("order", entry.no)
        callback = (order, str(entry.data.get("order_round", asked_in)))
        said = {q: entry.data[q] for q in QUESTIONS if entry.data.get(q)}
        if entry.step is Step.SELF_ANSWER:
            own[callback] = said
        elif entry.step in _BRINGS_ANSWERS and said.items() - own.get(callback, said).items():
            yield entry.seq
        asked_in = entry.round
