"""Writes what callers say and what operators note: one title and one text per request."""

import re
from dataclasses import dataclass

from service.demo.grammar import Template, fill
from service.demo.scene import Scene
from service.demo.themes import INVALID, OUTSIDE, Fact, Phrases, Theme, load_phrases
from service.domain.ticket import Channel

TITLE_CHARS = 40

_OWN_WORDS = frozenset({Channel.WECHAT, Channel.APP, Channel.WEB})
_PERSONAL = frozenset(
    {
        "medical_insurance",
        "human_resources",
        "civil_affairs",
        "education",
        "health",
        "public_security",
        "housing_fund",
        "housing_security",
    }
)
_TIME = re.compile(r"\d[天月点年]|[今昨近上前]|开始|一个多月|多日|夜|凌晨|一周")
_FACTS = {Channel.LETTER: 4, Channel.WECHAT: 2, Channel.APP: 2, Channel.WEB: 2}
_FORWARDED = frozenset({Channel.TRANSFER, Channel.POLICE})
_BARE = frozenset({INVALID, OUTSIDE})


@dataclass(frozen=True, slots=True)
class Writing:
    """A request as it is written down; `answer` is empty unless an agent can answer it.

    `topics` are the leaves of its demands, the first one's first.
    """

    title: str
    text: str
    topics: tuple[str, ...]
    answer: str = ""


def write(
    scene: Scene, theme: Theme, channel: Channel, *, second: Theme | None, is_repeat: bool
) -> Writing:
    """Return the request of a scene; `second` is another demand at the same place, if any."""
    if theme.form in _BARE:
        return _bare(scene, theme)
    title = _title(scene, theme)
    facts = scene.rng.sample(theme.facts, min(_FACTS.get(channel, 1), len(theme.facts)))
    topics = [facts[0].topic or theme.topic]
    sentences = [fill(fact.template, scene.rng, scene.slot) for fact in facts]
    tail = ""
    if second is not None:
        fact = scene.rng.choice(second.facts)
        topics.append(fact.topic or second.topic)
        tail = _second(scene, second, fact)
    if channel is Channel.LETTER:
        text = _letter(scene, theme, sentences, tail)
    elif channel in _OWN_WORDS:
        text = _message(scene, theme, sentences, tail)
    else:
        opening = _note_opening(scene, theme, channel, is_repeat=is_repeat)
        text = _note(scene, theme, opening, sentences[0], tail)
    return Writing(title, text, tuple(topics))


def write_consult(scene: Scene, theme: Theme, number: int | None = None) -> Writing:
    """Return a short question with its answer; `number` picks the question."""
    pairs = theme.consults
    pair = pairs[int(scene.rng.random() * len(pairs)) if number is None else number % len(pairs)]
    question = fill(pair.question, scene.rng, scene.slot)
    own_case = scene.say("own_case", "personal" if theme.family in _PERSONAL else "plain")
    head = scene.say("opening", "consult") + own_case
    title = question if "咨询" in question else f"咨询{question}"
    answer = fill(pair.answer, scene.rng, scene.slot)
    text = head + question + scene.say("ending", "consult")
    topics = (pair.topic or theme.topic,)
    return Writing(title.split("，")[0][:TITLE_CHARS], text, topics, answer)


def write_reply(
    scene: Scene, theme: Theme, *, head: str = "", body: str = "", tail: str = ""
) -> str:
    """Return a unit's reply; `body` replaces the theme's sentences, `tail` the polite end."""
    opening = head or scene.say("reply", "opening")
    closing = tail or scene.say("reply", "closing")
    return opening + (body or _one(scene, theme.replies)) + closing


def _one(scene: Scene, options: Phrases) -> str:
    if not options:
        return ""
    template: Template = options[int(scene.rng.random() * len(options))]
    return fill(template, scene.rng, scene.slot)


def _bare(scene: Scene, theme: Theme) -> Writing:
    text = fill(scene.rng.choice(theme.facts).template, scene.rng, scene.slot)
    parts = [text]
    if theme.form == OUTSIDE:
        parts = [scene.say("opening", "plain") + text, *_several(scene, theme.more, 1)]
        parts.append(_one(scene, theme.asks))
    return Writing(
        _one(scene, theme.titles)[:TITLE_CHARS], "。".join(parts).rstrip("。") + "。", ()
    )


def _title(scene: Scene, theme: Theme) -> str:
    scene.fix(name=theme.name)
    if scene.rng.random() < 0.45:
        return scene.say("title", "none" if theme.place == "none" else "place")[:TITLE_CHARS]
    return _one(scene, theme.titles)[:TITLE_CHARS]


def _note(scene: Scene, theme: Theme, opening: str, fact: str, tail: str) -> str:
    """An operator's note: place, facts, demand, in the third person."""
    rng = scene.rng
    parts = [opening + _place(scene, theme) + _dated(scene, theme, fact)]
    parts += _several(scene, theme.more, 1 if rng.random() < 0.6 else 2)
    parts += _several(scene, theme.effects, 1 if rng.random() < 0.75 else 2)
    if rng.random() < 0.65:
        parts.append(_tried(scene, theme))
    if rng.random() < 0.2 and not theme.is_calm:
        parts.append(scene.say("detail", "plain"))
    parts.append(tail)
    parts.append(_tone(scene, theme, 0.22))
    parts.append(_one(scene, theme.asks))
    return _join(scene, parts) + scene.say("closing", "phone")


def _message(scene: Scene, theme: Theme, facts: list[str], tail: str) -> str:
    """A message in the citizen's own words, longer and in the first person."""
    parts = [scene.say("opening", "web") + _who(scene, theme) + facts[0], *facts[1:]]
    parts += _several(scene, theme.more, 3)
    parts += _several(scene, theme.effects, 3)
    parts.append(_tried(scene, theme))
    if scene.rng.random() < 0.5:
        parts.append(scene.say("detail", "plain"))
    parts.append(tail)
    parts.append(_tone(scene, theme, 0.6))
    parts += _several(scene, theme.asks, 2)
    return _join(scene, parts) + scene.say("closing", "web")


def _letter(scene: Scene, theme: Theme, facts: list[str], tail: str) -> str:
    """A letter to the mayor's mailbox: everything, in order, and formal."""
    parts = [scene.say("opening", "formal") + _who(scene, theme) + facts[0], *facts[1:]]
    parts += _several(scene, theme.more, 4)
    parts += _several(scene, theme.effects, 4)
    parts += [_tried(scene, theme), *_several(scene, load_phrases()["detail"]["plain"], 3)]
    parts.append(tail)
    parts.append(_tone(scene, theme, 0.8))
    parts += _several(scene, theme.asks, 3)
    return _join(scene, parts) + scene.say("closing", "formal")


def _dated(scene: Scene, theme: Theme, fact: str) -> str:
    """What happened; with a time in front where the sentence has none."""
    if theme.is_calm or _TIME.search(fact):
        return fact
    return f"{scene.slot('since').rstrip('，')}，{fact}"


def _tone(scene: Scene, theme: Theme, share: float) -> str:
    if theme.is_calm or scene.rng.random() > share:
        return ""
    chance = scene.rng.random()
    kind = "annoyed" if chance < 0.65 else "angry" if chance < 0.9 else "thanks"
    return scene.say("tone", kind)


def _note_opening(scene: Scene, theme: Theme, channel: Channel, *, is_repeat: bool) -> str:
    if channel in _FORWARDED:
        return scene.say("opening", channel.value)
    if is_repeat:
        return scene.say("opening", "repeat")
    has_own = theme.place in load_phrases()["opening"] and scene.rng.random() < 0.4
    return scene.say("opening", theme.place if has_own else "plain")


def _place(scene: Scene, theme: Theme) -> str:
    return "" if theme.place == "none" else f"{scene.slot('where')}，"


def _who(scene: Scene, theme: Theme) -> str:
    kinds = load_phrases()["who"]
    return _one(scene, kinds.get(theme.place, kinds["other"]))


def _tried(scene: Scene, theme: Theme) -> str:
    if theme.is_calm:
        return ""
    kinds = load_phrases()["tried"]
    if theme.tried and scene.rng.random() < 0.6:
        return _one(scene, theme.tried)
    return _one(scene, kinds.get(theme.place, kinds["other"]))


def _second(scene: Scene, second: Theme, fact: Fact) -> str:
    also = scene.say("also", "phone") + fill(fact.template, scene.rng, scene.slot)
    return f"{also}，{_one(scene, second.asks)}"


def _several(scene: Scene, options: Phrases, count: int) -> list[str]:
    """Up to `count` different sentences of the options, in a drawn order."""
    chosen = scene.rng.sample(options, min(count, len(options)))
    return [fill(template, scene.rng, scene.slot) for template in chosen]


def _join(scene: Scene, parts: list[str]) -> str:
    """One text of several sentences, with commas here and full stops there."""
    out: list[str] = []
    for part in parts:
        if not part:
            continue
        out.append(part.rstrip("。，"))
        out.append("，" if scene.rng.random() < 0.35 else "。")
    out[-1] = "。"
    return "".join(out)
