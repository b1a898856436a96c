"""The words of open and recent tickets in an index that follows the database and outlives it."""

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, select

from models.similar.files import load_index, save_index
from models.similar.index import Hit, SimilarIndex
from service.domain.localtime import LOCAL
from service.domain.ticket import OPEN
from service.store.database.engine import in_chunks
from service.store.tables.tickets import ReadingRow, TicketRow
from service.store.uow import UnitOfWork

WINDOW = timedelta(days=180)
_SWEEP = timedelta(seconds=30)
_AT_ONCE = 2_000
_Text = tuple[str, list[str], list[str]]


class RecentTexts:
    """Every open ticket and those of the last half year; shared by all threads of a process.

    ``folder`` keeps the index between runs; without one, or where it cannot be read, it is built
    anew from the database. While that goes on in the background, searches see what is there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._index = SimilarIndex()
        self._newest = ""
        self._swept: datetime | None = None
        self._warming = threading.Lock()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._index)

    def warm(self, uow: UnitOfWork, now: datetime) -> None:
        """Take in what there is, a part at a time, so that nobody waits for the whole.

        Returns at once where another thread is at it.
        """
        if not self._warming.acquire(blocking=False):
            return
        try:
            index, fresh = self._opened(uow, now)
            for part in in_chunks(fresh, _AT_ONCE):
                texts = list(_texts(uow, part))
                with self._lock:
                    index.add_new(texts)
            self._newest, self._swept = max(fresh, default=""), now
        finally:
            self._warming.release()

    def search(
        self, uow: UnitOfWork, now: datetime, tokens: Iterable[str], places: Iterable[str], k: int
    ) -> list[Hit]:
        """The likest tickets, those of this moment included."""
        if self._swept is None:
            self.warm(uow, now)
        with self._lock:
            index = self._index
            if self._swept is not None:
                self._follow(uow, now, index)
            return index.search(tokens, places, k)

    def keep(self, uow: UnitOfWork, now: datetime) -> int:
        """Compare with the database, forget what is settled and old, write the index down.

        Returns how many texts it holds.
        """
        self.warm(uow, now)
        with self._lock:
            index, first = self._index, _day(now - WINDOW)
            for no in _settled_before(uow, first):
                index.remove(no)
            index.add_new(_texts(uow, index.absent(list(uow.session.scalars(_wanted(first))))))
            index.compact()
            if self._folder is not None:
                save_index(index, self._folder, _day(now))
            return len(index)

    def _opened(self, uow: UnitOfWork, now: datetime) -> tuple[SimilarIndex, list[str]]:
        """Load what was kept; return it with the numbers that it lacks."""
        index, mark = load_index(self._folder) if self._folder else (SimilarIndex(), "")
        if mark > _day(now):
            index, mark = SimilarIndex(), ""
        with self._lock:
            self._index = index
        if mark:
            since = _day(_read_day(mark) - timedelta(days=1))
            query = select(ReadingRow.no).where(ReadingRow.no >= since)
        else:
            query = _wanted(_day(now - WINDOW))
        return index, index.absent(list(uow.session.scalars(query)))

    def _follow(self, uow: UnitOfWork, now: datetime, index: SimilarIndex) -> None:
        """Take in what came since the last look.

        Numbers are given before they are committed, so every half minute the last days are looked
        through whole; in between only what is newer than the newest known.
        """
        is_due = self._swept is None or not now - _SWEEP < self._swept <= now
        if is_due:
            day = min(self._swept or now, now) - timedelta(days=1)
            query = select(ReadingRow.no).where(ReadingRow.no >= _day(day))
        else:
            query = select(ReadingRow.no).where(ReadingRow.no > (self._newest or _day(now)))
        fresh = index.absent(list(uow.session.scalars(query)))
        for text in _texts(uow, fresh):
            index.add(*text)
        self._newest = max(self._newest, *fresh) if fresh else self._newest
        if is_due:
            self._forget(uow, now, index)
            self._swept = now

    def _forget(self, uow: UnitOfWork, now: datetime, index: SimilarIndex) -> None:
        """Drop what became too old since the last look."""
        first, last = _day((self._swept or now) - WINDOW), _day(now - WINDOW)
        if first < last:
            for no in _settled_before(uow, last, first):
                index.remove(no)


def _wanted(first: str) -> Select[str]:
    """The numbers since that day, and those of older tickets that are still open."""
    still_open = select(TicketRow.no).where(TicketRow.status.in_(OPEN))
    return select(ReadingRow.no).where((ReadingRow.no >= first) | ReadingRow.no.in_(still_open))


def _settled_before(uow: UnitOfWork, last: str, first: str = "") -> list[str]:
    query = select(TicketRow.no).where(
        TicketRow.no >= first, TicketRow.no < last, TicketRow.status.not_in(OPEN)
    )
    return list(uow.session.scalars(query))


def _texts(uow: UnitOfWork, numbers: Iterable[str]) -> Iterator[_Text]:
    columns = (ReadingRow.no, ReadingRow.tokens, ReadingRow.places)
    for chunk in in_chunks(list(numbers)):
        for row in uow.session.execute(select(*columns).where(ReadingRow.no.in_(chunk))):
            yield row.no, row.tokens.split(), [bare(place) for place in row.places.split("|")]


def bare(place: str) -> str:
    """“丽景花园小区” and “丽景花园” are one place."""
    name = place.removesuffix("小区")
    return name if len(name) > len("小区") else place


def _day(at: datetime) -> str:
    """The local day, as ticket numbers begin with it."""
    return at.astimezone(LOCAL).strftime("%Y%m%d")


def _read_day(day: str) -> datetime:
    return datetime.strptime(day, "%Y%m%d").replace(tzinfo=LOCAL)
