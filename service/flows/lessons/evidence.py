"""What people's work says about the dispatch catalogue: findings with figures and tickets.

Each is held against what is usual, so that a few odd tickets make no proposal. Tickets that a
decided proposal rested on do not speak for the same thing again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analytics.chance import Share, highest_share_of_none, unusual_share
from models.reader import Reader
from models.training.drift import knows
from service.domain.catalogue import Catalogue, Item, Level, Unit
from service.domain.lifecycle.steps import Step
from service.domain.proposals import Finding, ProposalKind, Settled
from service.flows.lessons.verdicts import CORRECTED, RETURNED, Gathered, after_correction, returns

_LEAST_CORRECTED, _LEAST_RETURNED, _LEAST_TEXTS = 5, 4, 8
_MOST_OF_THEM = 0.6
"""So much of what a unit returns must end at one family before that family is proposed."""
_LEAST_TICKETS, _LEAST_DAYS = 3_000, 330
_UNSURE = 0.3
_TELLING, _TIMES = 5, 3.0
_MOST_OF_A_KIND = 20


@dataclass(frozen=True)
class Ground:
    """What findings are made from: the tickets with their verdicts, and what knows the topics."""

    gathered: Gathered
    catalogue: Catalogue
    reader: Reader
    settled: Settled


def findings(ground: Ground) -> list[Finding]:
    """Everything worth proposing about the catalogue, by kind, the surest first."""
    return [
        finding
        for found in (_topics(ground), _leads(ground), _new_topics(ground), _unused(ground))
        for finding in sorted(found, key=lambda f: (f.figures.get("chance", 0.0), f.key))[
            :_MOST_OF_A_KIND
        ]
    ]


def _topics(ground: Ground) -> Iterator[Finding]:
    """Topics often put right to the same other one, with the words that give it away."""
    read = {told.no: told.read for told in ground.gathered.told}
    judged: dict[str, list[str]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for no, verdict in ground.gathered.verdicts.items():
        judged[read[no]].append(no)
        if verdict.topic != read[no] and verdict.kind in (CORRECTED, RETURNED):
            pairs[read[no], verdict.topic].append(no)
    usual = sum(map(len, pairs.values())) / max(len(ground.gathered.verdicts), 1)
    likely = {pair: numbers for pair, numbers in pairs.items() if len(numbers) > 1}
    for (source, target), numbers in likely.items():
        if not {source, target} <= set(ground.catalogue.items):
            continue
        key = f"{source}:{target}"
        fresh, whole = _fresh(ground, ProposalKind.TOPIC, key, numbers, judged[source])
        if len(fresh) < _LEAST_CORRECTED:
            continue
        share = unusual_share(len(fresh), whole, usual, len(likely))
        words = _telling_words(ground, source, target, set(fresh))
        if share.is_sure:
            said = {"topic": source, "other": target, "words": words}
            yield _finding(ProposalKind.TOPIC, key, share, fresh, said)


def _telling_words(ground: Ground, source: str, target: str, numbers: set[str]) -> list[str]:
    """Words of many of these texts, rare in what stayed with their topic and in all other ones."""
    inside, stayed, others = Counter[str](), Counter[str](), Counter[str]()
    stays = rest = 0
    named: set[str] = set()
    for told in ground.gathered.told:
        words = set(told.tokens)
        if told.no in numbers:
            inside.update(words)
            named.update(told.places.split("|"))
        elif told.topic != target:
            others.update(words)
            rest += 1
            if told.topic == source:
                stayed.update(words)
                stays += 1

    def times(word: str) -> float:
        usual = max((stayed[word] + 0.5) / (stays + 1), (others[word] + 0.5) / (rest + 1))
        return inside[word] / len(numbers) / usual

    known, least = _words_of(ground, target), max(3, 0.3 * len(numbers))
    found = [
        word
        for word, count in inside.items()
        if count >= least
        and len(word) > 1
        and word not in known
        and times(word) >= _TIMES
        and not _is_place(word, named, ground.reader)
    ]
    return sorted(found, key=lambda word: (-inside[word] * times(word), word))[:_TELLING]


def _words_of(ground: Ground, topic: str) -> set[str]:
    leaf = ground.reader.catalogue.by_code.get(topic)
    return set(leaf.words) if leaf else set()


def _is_place(word: str, named: Iterable[str], reader: Reader) -> bool:
    return any(word in name for name in named) or word in reader.gazetteer.names


@dataclass(frozen=True, slots=True)
class _Sent:
    """A ticket sent to the unit that the catalogue names: whose, and who had it in the end."""

    no: str
    topic: str
    level: Level
    was_returned: bool
    ended: Unit | None


def _leads(ground: Ground) -> Iterator[Finding]:
    """Leads of a level that return a topic again and again, and are right."""
    by_lead: dict[tuple[str, Level], list[_Sent]] = defaultdict(list)
    for each in _sent(ground):
        by_lead[each.topic, each.level].append(each)
    returned = {key: [s for s in those if s.was_returned] for key, those in by_lead.items()}
    whole, bad = sum(map(len, by_lead.values())), sum(map(len, returned.values()))
    tested = sum(len(those) > 1 for those in returned.values())
    for (topic, level), sent in by_lead.items():
        back, key = returned[topic, level], f"{topic}:{level.value}"
        numbers = [s.no for s in back]
        fresh, count = _fresh(ground, ProposalKind.LEAD, key, numbers, [s.no for s in sent])
        rest = whole - len(sent)
        if len(fresh) < _LEAST_RETURNED or not rest:
            continue
        share = unusual_share(len(fresh), count, (bad - len(back)) / rest, tested)
        family, times = _ended_at(back, set(fresh))
        item = ground.catalogue.items[topic]
        is_clear = times >= _MOST_OF_THEM * len(fresh) and family != item.leads[level]
        if share.is_sure and is_clear:
            said = {"topic": topic, "level": level.value, "family": family, "ended": times}
            said |= {"before": item.leads[level]}
            yield _finding(ProposalKind.LEAD, key, share, fresh, said)


def _sent(ground: Ground) -> Iterator[_Sent]:
    units = ground.catalogue.units
    for told in ground.gathered.told:
        item = ground.catalogue.items.get(told.topic)
        deeds = after_correction(told)
        went = [str(d.data.get("unit", "")) for d in deeds if d.step == Step.DISPATCH]
        if item is None or not went or went[0] not in units:
            continue
        level = _level_led(item, units[went[0]])
        if level is not None:
            back = went[0] in returns(deeds)
            yield _Sent(told.no, told.topic, level, back, units.get(went[-1]))


def _level_led(item: Item, unit: Unit) -> Level | None:
    """The level of the catalogue's row that sends the topic to this unit; None for no such row."""
    if item.leads.get(unit.level) == unit.family:
        return unit.level
    if unit.level is not Level.ENTERPRISE:
        return None
    return next((level for level, family in item.leads.items() if family == unit.family), None)


def _ended_at(sent: Sequence[_Sent], fresh: set[str]) -> tuple[str, int]:
    """The family that most of the returned tickets ended at, and how many did."""
    ended = Counter(s.ended.family for s in sent if s.no in fresh and s.ended)
    return ended.most_common(1)[0] if ended else ("", 0)


def _new_topics(ground: Ground) -> Iterator[Finding]:
    """Words that no topic has to do with, in texts that are hard to read: a topic is missing?

    Words of the same tickets make one finding; what was not accepted is no matter and left out.
    """
    hard, easy, hard_texts, easy_texts, places = _by_word(ground)
    often = [w for w, nos in hard.items() if len(nos) >= _LEAST_TEXTS and len(w) > 1]
    strange = [
        word
        for word, known in zip(often, knows(ground.reader, often), strict=True)
        if not known and not word.isdecimal() and not _is_place(word, places, ground.reader)
    ]
    for words, numbers in _bundled({word: hard[word] for word in strange}):
        key = words[0]
        fresh = sorted(numbers - ground.settled.of(ProposalKind.NEW_TOPIC, key))
        usual = (easy[key] + 0.5) / (easy_texts + 1)
        share = unusual_share(len(fresh), hard_texts, usual, len(strange))
        if len(fresh) >= _LEAST_TEXTS and share.is_sure:
            yield _finding(ProposalKind.NEW_TOPIC, key, share, fresh, {"words": words[:_TELLING]})


def _by_word(
    ground: Ground,
) -> tuple[dict[str, set[str]], Counter[str], int, int, set[str]]:
    """Hard tickets by word, counts of the words of the others, how many of each, all places."""
    hard: dict[str, set[str]] = defaultdict(set)
    easy, places = Counter[str](), set[str]()
    hard_texts = easy_texts = 0
    for told in ground.gathered.told:
        places.update(told.places.split("|"))
        if any(deed.step == Step.REJECT for deed in told.deeds):
            continue
        if told.confidence < _UNSURE or "unseen" in told.bars:
            hard_texts += 1
            for word in told.tokens:
                hard[word].add(told.no)
        else:
            easy_texts += 1
            easy.update(set(told.tokens))
    return hard, easy, hard_texts, easy_texts, places


def _bundled(by_word: Mapping[str, set[str]]) -> list[tuple[list[str], set[str]]]:
    """Words with those that mostly stand in the same tickets, the most frequent word first."""
    bundles: list[tuple[list[str], set[str]]] = []
    for word in sorted(by_word, key=lambda each: (-len(by_word[each]), each)):
        numbers = by_word[word]
        for words, first in bundles:
            if len(numbers & first) * 2 > len(numbers):
                words.append(word)
                break
        else:
            bundles.append(([word], numbers))
    return bundles


def _unused(ground: Ground) -> Iterator[Finding]:
    """Topics without a ticket in a year of enough tickets, as one finding."""
    told = ground.gathered.told
    if len(told) < _LEAST_TICKETS or (told[-1].at - told[0].at).days < _LEAST_DAYS:
        return
    used = {t.topic for t in told} | {v.topic for v in ground.gathered.verdicts.values()}
    settled = ground.settled.of(ProposalKind.UNUSED, "year")
    topics = sorted(set(ground.catalogue.items) - used - settled)
    if topics:
        figures = {"whole": len(told), "high": highest_share_of_none(len(told)), "topics": topics}
        yield Finding(ProposalKind.UNUSED, "year", figures, tuple(topics))


def _fresh(
    ground: Ground, kind: ProposalKind, key: str, numbers: Sequence[str], whole: Sequence[str]
) -> tuple[list[str], int]:
    """The tickets that nobody has judged under this key yet, and of how many such they are."""
    settled = ground.settled.of(kind, key)
    return sorted(set(numbers) - settled), len(set(whole) - settled)


def _finding(
    kind: ProposalKind, key: str, share: Share, numbers: Sequence[str], said: Mapping[str, Any]
) -> Finding:
    return Finding(kind, key, {**asdict(share), **said}, tuple(numbers))
