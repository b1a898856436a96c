"""Editing the dispatch catalogue in a draft that all share.

The version in force stays as it is meanwhile; see ``catalogue_publishing`` for what ends a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.errors import BadInput, NotFound, Refused, Stale
from service.domain.texts import whole
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.faults import Book
from service.flows.catalogue.rows import SUCCESSOR, Cells, Difference, Rows
from service.flows.desk import Desk
from service.store.catalogue.drafts import Change, Draft

_NEW = (0, 0)


@dataclass(frozen=True)
class Work:
    """What stands in the draft: the rows of its base, its changes, and the rows with them.

    Without a draft ``changes`` are empty and ``base`` is the version in force last.
    """

    draft: Draft | None
    base: str
    before: Rows
    changes: tuple[Change, ...]

    @cached_property
    def latest(self) -> Mapping[str, Change]:
        """The newest change of each topic that was touched."""
        return {change.topic: change for change in reversed(self.changes)}

    @cached_property
    def after(self) -> Rows:
        """The rows as they would be published."""
        changed = {topic: change.cells for topic, change in self.latest.items() if change.cells}
        return dict(sorted({**self.before, **changed}.items()))

    @cached_property
    def changed(self) -> Mapping[str, tuple[Difference, ...]]:
        """What is different, by topic; a topic set back to what it was is not there."""
        found = {
            topic: tuple(catalogue_rows.differences(self.before.get(topic), self.after[topic]))
            for topic in sorted(self.latest)
            if topic in self.after
        }
        return {topic: rows for topic, rows in found.items() if rows}

    @property
    def stamp(self) -> str:
        """What a page sends along: it is another one after any change."""
        return f"{self.draft.id}.{len(self.changes)}" if self.draft else "0.0"

    def seen(self, topic: str) -> str:
        """The same for one topic."""
        change = self.latest.get(topic)
        return f"{self.draft.id}.{change.seq if change else 0}" if self.draft else "0.0"

    @property
    def rereads(self) -> bool:
        """Whether texts would be read otherwise: words, phrasings, names or topics changed."""
        columns = {d.column for rows in self.changed.values() for d in rows}
        return bool(columns & catalogue_rows.READ_BY)


def work(desk: Desk) -> Work:
    """The draft that is open, or the version in force last without changes."""
    drafts = desk.uow.drafts
    draft = drafts.current()
    base = draft.base if draft else desk.uow.catalogues.versions()[0].version
    changes = tuple(drafts.changes(draft.id)) if draft else ()
    return Work(draft, base, desk.hotline.rows(desk.uow, base), changes)


def rows_of(desk: Desk, version: str = "") -> Rows:
    """The rows of a version, of the one in force, or with ``draft`` as the draft has them.

    Raises ``NotFound``.
    """
    if version == "draft":
        return work(desk).after
    if version and version not in {known.version for known in desk.uow.catalogues.versions()}:
        raise NotFound("没有这个版本的派单目录。")
    return desk.hotline.rows(desk.uow, version or desk.catalogue.version)


def change(desk: Desk, topic: str, given: Cells, seen: str) -> tuple[Difference, ...]:
    """Write a topic's row into the draft, opening one if need be; what differs from the base.

    ``given``: cells by column, any left out is empty; ``seen``: what ``Work.seen`` said when the
    form was shown. Raises ``NotFound``, ``BadInput`` naming the fields, ``Stale``.
    """
    held = held_work(desk)
    if topic not in held.after:
        raise NotFound(f"派单目录里没有代码为 {topic} 的主题。")
    _check_topic(held, topic, seen)
    cells = catalogue_rows.tidy({**given, "code": topic})
    check_rows(desk, held, {topic: cells})
    write_rows(desk, held, {topic: cells})
    return work(desk).changed.get(topic, ())


def add(desk: Desk, given: Cells) -> str:
    """A new topic in the draft; its code. Raises ``BadInput`` naming the fields."""
    held = held_work(desk)
    cells = catalogue_rows.tidy(given)
    known = held.after.get(cells["code"])
    if known is not None:
        state = "已停用的" if known[SUCCESSOR] else ""
        words = f"代码 {cells['code']} 是{state}“{known['level3']}”的，请换一个"
        raise BadInput("这个代码用过了。", {"code": words})
    check_rows(desk, held, {cells["code"]: cells})
    write_rows(desk, held, {cells["code"]: cells})
    return cells["code"]


def undo(desk: Desk, topic: str, seen: str) -> None:
    """Set a topic of the draft back to what it is in the base. Raises ``NotFound``, ``Stale``."""
    held = held_work(desk)
    if held.draft is None or topic not in held.latest:
        raise NotFound("草稿里没有这个主题的改动，请刷新。")
    _check_topic(held, topic, seen)
    rest = {code: row for code, row in held.after.items() if code != topic}
    orphans = [row["level3"] for row in rest.values() if row[SUCCESSOR] == topic]
    if topic not in held.before and orphans:
        raise Refused(f"“{'、'.join(orphans)}”以它为后继，请先改那里。", rule="successor")
    desk.uow.drafts.append(held.draft, [(topic, held.latest[topic].seq + 1, {})], desk.by())


def replace(desk: Desk, rows: Rows, stamp: str) -> int:
    """Make the draft exactly these rows; how many topics now differ from the base.

    Topics of the base that are not among ``rows`` are as in the base, new ones are dropped.
    Raises ``BadInput`` whose fields name topics (nothing is written then), ``Stale``.
    """
    held = held_work(desk)
    check_stamp(held, stamp)
    fresh = {topic: row for topic, row in rows.items() if held.after.get(topic) != row}
    undone = {
        topic: held.before[topic]
        for topic in held.changed
        if topic not in rows and topic in held.before
    }
    gone = [topic for topic in held.changed if topic not in rows and topic not in held.before]
    check_rows(desk, held, {**undone, **fresh}, by_topic=True, without=gone)
    write_rows(desk, held, {**undone, **fresh}, without=gone)
    return len(work(desk).changed)


def held_work(desk: Desk) -> Work:
    """The draft as it is now, held until the transaction ends: what is checked is what counts."""
    draft = desk.uow.drafts.current()
    if draft is not None:
        desk.uow.drafts.hold(draft)
    return work(desk)


def _check_topic(held: Work, topic: str, seen: str) -> None:
    """Somebody who began before the draft was opened has seen nothing of it."""
    known, change = _pair(seen), held.latest.get(topic)
    if known[0] and (held.draft is None or held.draft.id != known[0]):
        raise Stale("您打开时的那份草稿已经发布或放弃了，请对照现在的目录再提交一次。")
    if (change.seq if change else 0) != known[1]:
        who = change.actor if change else "别人"
        raise Stale(f"您打开之后，{who}刚改过这个主题。您填的还在下面，请对照后再提交一次。")


def check_stamp(held: Work, stamp: str) -> None:
    """Raises ``Stale`` when the draft is not as it was seen."""
    if stamp != held.stamp:
        raise Stale("您打开之后草稿又有人改了，或者已经发布、放弃。请看过现在的草稿再办。")


def check_rows(
    desk: Desk, held: Work, rows: Rows, *, by_topic: bool = False, without: Sequence[str] = ()
) -> None:
    """Raises ``BadInput``: fields are those of the one row, or name the topics."""
    whole = {topic: row for topic, row in held.after.items() if topic not in without}
    book = Book({**whole, **rows}, desk.catalogue.family_names)
    found = {topic: faults for topic in rows if (faults := book.faults(topic))}
    if not found:
        return
    if not by_topic:
        raise BadInput("有几处需要修改。", next(iter(found.values())))
    words = {topic: "；".join(faults.values()) for topic, faults in found.items()}
    raise BadInput(f"有 {len(found)} 个主题要改，整份都没有收下。", words)


def write_rows(desk: Desk, held: Work, rows: Rows, *, without: Sequence[str] = ()) -> None:
    """Append what differs from what the draft holds; a row like the base's is a taking back.

    ``without``: topics that were added to the draft and are taken back.
    """
    fresh = {topic: row for topic, row in rows.items() if held.after.get(topic) != row}
    fresh |= {topic: {} for topic in without}
    if not fresh:
        return
    draft = held.draft or desk.uow.drafts.open(held.base, desk.by())
    appended = [
        (
            topic,
            held.latest[topic].seq + 1 if topic in held.latest else 1,
            {} if held.before.get(topic) == row else row,
        )
        for topic, row in fresh.items()
    ]
    desk.uow.drafts.append(draft, appended, desk.by())


def _pair(seen: str) -> tuple[int, int]:
    draft, _, number = seen.partition(".")
    pair = whole(draft), whole(number)
    return _NEW if pair[0] is None or pair[1] is None else (pair[0], pair[1])
