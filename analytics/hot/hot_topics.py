"""Finds the hot topics of a set of tickets: single events, and themes that many places share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from analytics.hot.anchors import anchors, sharpened, terms_of
from analytics.hot.clustering import LinkageSettings
from analytics.hot.heat import HeatWeights, heat_of
from analytics.hot.hot_description import describe, reluctance, speeches, typical_rows
from analytics.hot.hot_groups import (
    GroupSettings,
    LeastTheme,
    event_labels,
    theme_labels,
    theme_vectors,
    within_areas,
)
from analytics.hot.same_site import SameSiteSettings, joined_at_sites
from analytics.hot.strangers import without_strangers
from analytics.hot.vectors import Vectors, VectorSettings, vectorise
from analytics.schema import check

Level = Literal["event", "theme"]
NEEDS = ("no", "registered_at", "tokens", "title", "places", "caller", "weight")
OPTIONAL = ("topic", "topic_path", "area_name", "request_type", "solved", "rounds")
TOPIC_COLUMNS = (
    "topic_id", "rank", "level", "heat", "size", "callers", "focus", "title", "keywords", "place",
    "first_at", "last_at", "typical_row", "reasons",
)  # fmt: skip
MEMBER_COLUMNS = ("row", "topic_id", "level")


@dataclass(frozen=True, slots=True)
class HotSettings:
    """What counts as a hot topic; every number is data that a city may change.

    `least_focus`: an event below it has no name of its own and is none; `theme_share`: what a
    theme's heat counts beside an event's. `exclusive`: a row of an event is in no theme, and
    events and themes are ranked together.
    """

    levels: tuple[Level, ...] = ("event", "theme")
    least_size: int = 3
    least_theme: LeastTheme = field(default_factory=LeastTheme)
    least_focus: float = 0.5
    theme_share: float = 0.5
    exclusive: bool = False
    topic_weight: float = 0.7
    most_keywords: int = 6
    vectors: VectorSettings = field(default_factory=VectorSettings)
    events: GroupSettings = field(default_factory=GroupSettings)
    same_site: SameSiteSettings = field(default_factory=SameSiteSettings)
    themes: GroupSettings = field(
        default_factory=lambda: GroupSettings(
            matter_share=0.0, chance=0.0, linkage=LinkageSettings(threshold=0.12)
        )
    )
    heat: HeatWeights = field(default_factory=HeatWeights)


@dataclass(frozen=True, slots=True)
class HotTopics:
    """`topics` by rank; `members`: which row (counted from 0) is in which topic.

    A row is in at most one topic of each level. `focus` (0…1) says how far a topic is about one
    thing. `remainder` is the number of rows in no event.
    """

    topics: pd.DataFrame
    members: pd.DataFrame
    rows: int
    remainder: int

    @property
    def remainder_share(self) -> float:
        """Share of the rows that belong to no event; 0 when there are no rows."""
        return self.remainder / self.rows if self.rows else 0.0


def hot_topics(tickets: pd.DataFrame, settings: HotSettings | None = None) -> HotTopics:
    """Return the hot topics of the tickets, hottest first within each level.

    Uses no, registered_at, tokens, title, places, caller, weight, and, where present, topic,
    topic_path, area_name, request_type, solved, rounds; a report of wrongdoing counts but is not
    quoted. Assumes the tokens were segmented upstream. The order of the rows plays no part: the
    same tickets give the same topics with the same ids. Raises
    `BadFrame` when a needed column is missing or of another kind.
    """
    chosen = settings or HotSettings()
    check(tickets, NEEDS)
    known = [c for c in OPTIONAL if c in tickets.columns]
    check(tickets, known)
    frame = tickets[[*NEEDS, *known]].reset_index(drop=True)
    frame["row"] = np.arange(len(frame))
    frame["key"] = _keys(frame)
    frame = frame.sort_values(["registered_at", "key"], kind="stable").reset_index(drop=True)
    if frame.empty:
        return _nothing()
    vectors = vectorise(frame, chosen.vectors)
    frame = frame.drop(columns="tokens").assign(said=pd.Series(speeches(frame), dtype=object))
    rest, topics, members = frame, [], []
    for level in chosen.levels:
        found, joined = _level(rest, vectors, level, chosen)
        topics.append(found)
        members.append(joined)
        if chosen.exclusive:
            left = ~rest["row"].isin(joined["row"]).to_numpy()
            rest, vectors = rest[left].reset_index(drop=True), vectors.of(left)
    return _gathered(frame, _joined(topics), _joined(members), chosen)


def _gathered(
    frame: pd.DataFrame, topics: pd.DataFrame, members: pd.DataFrame, settings: HotSettings
) -> HotTopics:
    in_events = int((members["level"] == "event").sum())
    return HotTopics(
        _ranked(topics, within=not settings.exclusive)[list(TOPIC_COLUMNS)],
        members.sort_values(["level", "row"]).reset_index(drop=True)[list(MEMBER_COLUMNS)],
        rows=len(frame),
        remainder=len(frame) - in_events,
    )


def _level(
    frame: pd.DataFrame, vectors: Vectors, level: Level, settings: HotSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    said = frame["said"].tolist()
    if level == "event":
        label = event_labels(vectors, settings.events, settings.least_size)
        if vectors.is_learned:
            label = joined_at_sites(said, vectors, label, settings.same_site)
        label = within_areas(frame, label, settings.least_size)
        label = without_strangers(said, vectors, label, settings.least_size)
    else:
        vectors = theme_vectors(frame, vectors, settings.topic_weight)
        label = theme_labels(frame, vectors, settings.themes, settings.least_theme)
    named = anchors((terms_of(s) for s in said), label)
    if level == "event":
        named = sharpened(named, said, label, settings.least_focus)
        vague = [t for t, a in named.items() if a.focus < settings.least_focus]
        label = np.where(np.isin(label, vague), -1, label)
    members = frame[label >= 0].drop(columns="said").assign(topic=label[label >= 0], level=level)
    focus = pd.Series({t: a.focus for t, a in named.items()}, dtype=float)
    share = settings.theme_share if level == "theme" else 1.0
    topics = heat_of(members, settings.heat, focus, share)
    topics = topics.join(describe(said, label, named, level, settings.most_keywords))
    typical = typical_rows(vectors.whole, label, reluctance(frame))
    topics["typical_row"] = [int(frame["row"].iloc[typical[t]]) for t in topics.index]
    topics["level"] = level
    topics["topic_id"] = _ids(members, level)
    return topics, members.assign(topic_id=members["topic"].map(topics["topic_id"]))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    full = [f for f in frames if len(f)]
    return pd.concat(full) if full else frames[0]


def _ranked(topics: pd.DataFrame, *, within: bool) -> pd.DataFrame:
    order = ["heat", "size", "topic_id"]
    topics = topics.sort_values(order, ascending=[False, False, True], ignore_index=True)
    if not within:
        return topics.assign(rank=np.arange(1, len(topics) + 1))
    topics["rank"] = topics.groupby("level").cumcount() + 1
    return topics.sort_values(["level", "rank"], ignore_index=True)


def _nothing() -> HotTopics:
    topics = pd.DataFrame(columns=list(TOPIC_COLUMNS))
    return HotTopics(topics, pd.DataFrame(columns=list(MEMBER_COLUMNS)), rows=0, remainder=0)


def _keys(frame: pd.DataFrame) -> list[str]:
    """Return a key per row that does not depend on where the row stands."""
    return [
        no or _digest(f"{at}|{title}|{tokens}")
        for no, at, title, tokens in zip(
            frame["no"], frame["registered_at"], frame["title"], frame["tokens"], strict=True
        )
    ]


def _ids(members: pd.DataFrame, level: Level) -> pd.Series:
    """Name each topic after its earliest member, so that the name stays when members join.

    Two topics can share that key only when rows are exact copies; then all members tell them apart.
    """
    keys = members.groupby("topic", sort=True)["key"].agg(list)
    ids = pd.Series({t: f"{level[0].upper()}{_digest(k[0])}" for t, k in keys.items()}, dtype=str)
    twice = ids.duplicated(keep=False)
    for topic in ids.index[twice]:
        ids[topic] = f"{ids[topic]}-{_digest('|'.join(sorted(keys[topic])))[:4]}"
    return ids


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
