"""Whether what a server said it had done, and what it wrote down, obey the laws."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from service.bench.crowd_people import Ack
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.history import wrong_steps
from service.domain.permissions import Actor

Histories = Mapping[str, Sequence[Entry]]


def wrong_histories(
    histories: Histories,
    versions: Mapping[str, int],
    actors: Mapping[int, Actor],
    attempts: int,
) -> Iterator[str]:
    """Steps that the table does not permit, and tickets whose version is not their last step.

    ``attempts``: how many calls in vain make a caller unreachable.
    """
    for no, entries in histories.items():
        wrong = wrong_steps(entries, actors, attempts)
        yield from (f"{no} 第 {seq} 步：{why}" for seq, why in wrong)
        if len(entries) != versions.get(no):
            yield f"{no} 的版本是 {versions.get(no)}，有 {len(entries)} 步"


def lost_updates(
    histories: Histories, acks: Sequence[Ack], people: set[int], registered: set[str]
) -> Iterator[str]:
    """Steps that were acknowledged and are not there, twice on one version, or there unasked.

    ``people``: who was asked to press; ``registered``: what they registered themselves.
    """
    said: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for ack in acks:
        said[ack.no][ack.version] += 1
        entries = histories.get(ack.no, ())
        entry = entries[ack.version] if ack.version < len(entries) else None
        if entry is None or (entry.step, entry.actor_id) != (ack.step, ack.person):
            yield f"{ack.no} 第 {ack.version + 1} 步不是已经答复办成的 {ack.step}"
    for no, entries in histories.items():
        told = said[no]
        yield from (f"{no} 的第 {v} 版办成了 {n} 次" for v, n in told.items() if n > 1)
        taken = {entry.seq - 1 for entry in entries if entry.actor_id in people} - {0}
        yield from (f"{no} 第 {v + 1} 步没有人得到过答复" for v in sorted(taken - set(told)))
    yield from (f"{no} 登记了，却没有历史" for no in sorted(registered) if not histories.get(no))
