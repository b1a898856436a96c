"""What one reading of a text says: plain values that can be stored and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from models.places.finder import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic or label with its names from broad to narrow and a calibrated probability."""

    code: str
    path: tuple[str, ...]
    confidence: float

    def __reduce__(self) -> tuple[type[Choice], tuple[Any, ...]]:
        """Tell how it goes to another process: field by field takes several times as long."""
        return Choice, (self.code, self.path, self.confidence)


NO_CHOICE = Choice("", (), 0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the models say about one text; an empty text has empty fields.

    `label` is the city's own label when a trained reader is loaded. `needs` are hardship
    signals and `need_words` the words behind each, in the same order. `bars` says why no
    machine may act on this text alone: report, urgent, ambiguous, unseen.
    """

    tokens: tuple[str, ...]
    topic: Choice
    runners_up: tuple[Choice, ...]
    label: Choice | None
    evidence: tuple[str, ...]
    request_type: str
    request_type_confidence: float
    urgency: str
    urgency_words: tuple[str, ...]
    divert: str
    places: tuple[Place, ...]
    area: str
    needs: tuple[str, ...]
    need_words: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    demands: tuple[str, ...]
    summary: str
    certain: bool
    bars: tuple[str, ...]
    model_version: str

    def __reduce__(self) -> tuple[type[Reading], tuple[Any, ...]]:
        """Tell how it goes to another process: field by field takes several times as long."""
        return Reading, _VALUES(self)

    def to_json(self) -> dict[str, Any]:
        """Return the reading as dicts, lists, str, float and bool only."""
        return {name: _plain(getattr(self, name)) for name in _NAMES[Reading]}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Reading:
        """Return what `to_json` wrote; raises KeyError or TypeError on another shape."""
        values = dict(plain)
        values["topic"] = _choice(values["topic"])
        values["runners_up"] = tuple(_choice(c) for c in values["runners_up"])
        values["label"] = _choice(values["label"]) if values["label"] else None
        values["places"] = tuple(Place(**place) for place in values["places"])
        values["need_words"] = tuple(tuple(words) for words in values["need_words"])
        for name in ("tokens", "evidence", "urgency_words", "needs", "missing", "demands", "bars"):
            values[name] = tuple(values[name])
        return cls(**values)


def _choice(plain: Mapping[str, Any]) -> Choice:
    return Choice(plain["code"], tuple(plain["path"]), float(plain["confidence"]))


_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind)) for kind in (Reading, Choice, Place)
}


FIELDS = _NAMES[Reading]
"""The names of what a reading says, in order."""
_VALUES: Callable[[Reading], tuple[Any, ...]] = attrgetter(*FIELDS)


def _plain(value: Any) -> Any:
    # Written out because dataclasses.asdict copies deeply, which took half of the time to store.
    names = _NAMES.get(type(value))
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if type(value) is tuple:
        return [_plain(item) for item in value]
    return value
