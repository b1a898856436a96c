"""The end of a planned request: review, callback, a new round, an explanation; or a short end."""

from dataclasses import replace
from typing import NamedTuple

from service.demo.city import Unit
from service.demo.dispatching import bring_to, due_of
from service.demo.fate import CHANCES, Ending, Fate
from service.demo.people import hotline_usernames, unit_username
from service.demo.replying import work_on, write_reply_of
from service.demo.story import Story
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Answer, ResultCode

_MOST_ROUNDS = 3
_FAILED_CALLS = 3
_FAILURES = ("no_answer", "no_answer", "switched_off", "busy", "hung_up")


class _Voice(NamedTuple):
    """What a caller answered."""

    solved: Answer
    satisfied: Answer

    @property
    def is_content(self) -> bool:
        return Answer.NO not in self


def handle(story: Story, unit: Unit) -> Fate:
    """Return the fate of a request that goes to a unit; `unit` is the right one."""
    habit = story.desk.habits.get(unit.code)
    if habit is not None and not story.chance(habit.share):
        habit = None
    units = bring_to(story, unit, habit)
    work = work_on(story, unit, due_of(story), habit)
    fate = Fate(
        acts=(),
        ending="closed",
        units=units,
        is_late=work.is_late,
        is_extended=work.is_extended,
        is_suspended=work.is_suspended,
        habit=habit.kind if habit else "",
    )
    return _follow(story, unit, fate)


def answer(story: Story, reply: str) -> Fate:
    """Return the fate of a question that the agent answers at once."""
    story.wait(2, 8)
    story.act(Step.ANSWER, story.by("agent"), {"reply": reply})
    return Fate(tuple(story.acts), "answered")


def reject(story: Story, reason_code: str, right_channel: str) -> Fate:
    """Return the fate of a request that is not accepted."""
    story.wait(1, 6)
    refusal = {"reason_code": reason_code, "right_channel": right_channel}
    story.act(Step.REJECT, story.by("agent"), refusal)
    return Fate(tuple(story.acts), "rejected")


def merge(story: Story, master: str) -> Fate:
    """Return the fate of a request that joins the one with key `master`."""
    story.wait(2, 9)
    story.act(Step.MERGE, story.by("agent"), {"master_no": master})
    return Fate(tuple(story.acts), "merged")


def _follow(story: Story, unit: Unit, fate: Fate) -> Fate:
    for number in range(1, _MOST_ROUNDS + 1):
        story.wait_for_desk(20, 400)
        story.act(Step.APPROVE, story.by("reviewer"), {"answers_each_demand": True})
        story.wait_for_desk(180, 2600)
        if story.chance(CHANCES.unreachable):
            _fail_to_reach(story)
            return _end(story, fate, "unreachable", number, None)
        voice = _ask(story, number, fate.habit)
        if voice.is_content:
            story.act(Step.CLOSE, story.by("callback_clerk"), _answers(story, voice))
            return _end(story, fate, "closed", number, voice)
        if number == _MOST_ROUNDS or not story.chance(CHANCES.redo):
            break
        _again(story, unit, voice)
    _explain(story, voice)
    return _end(story, fate, "explained", number, voice)


def _end(story: Story, fate: Fate, ending: Ending, rounds: int, voice: _Voice | None) -> Fate:
    return replace(
        fate,
        acts=tuple(story.acts),
        ending=ending,
        rounds=rounds,
        solved=voice.solved if voice else None,
        satisfied=voice.satisfied if voice else None,
    )


def _ask(story: Story, number: int, habit: str) -> _Voice:
    """What the caller says: an empty reply makes it worse, a new round better."""
    outcome = story.theme.outcome
    solve = outcome.solve * (0.5 if habit in {"brush_off", "explained", "hollow"} else 1.0)
    solve *= 1.12 if story.result is ResultCode.SOLVED else 0.5
    if story.chance(min(0.97, solve + 0.15 * (number - 1))):
        return _Voice(Answer.YES, Answer.YES if story.chance(0.975) else Answer.NO)
    solved = Answer.NO if story.chance(0.45) else Answer.UNSAID
    content = outcome.satisfy * (0.35 if solved is Answer.NO else 0.95)
    return _Voice(solved, Answer.YES if story.chance(content) else Answer.NO)


def _answers(story: Story, voice: _Voice) -> dict[str, str]:
    responded = Answer.YES if story.chance(0.975) else Answer.NO
    return {
        "responded": responded.value,
        "solved": voice.solved.value,
        "satisfied": voice.satisfied.value,
    }


def _again(story: Story, unit: Unit, voice: _Voice) -> None:
    """The new round: the unit calls, works on it and replies."""
    demand = {**_answers(story, voice), "reason": story.say("redo_reason")}
    story.act(Step.REDO, story.by("callback_clerk"), demand)
    story.wait_for_office(60, 400)
    handler = unit_username("handler", unit.code)
    story.act(Step.FIRST_CONTACT, handler, {"note": story.say("contact")})
    story.now = story.desk.clock.within(story.rng, story.now, story.scene.between(1, 3))
    write_reply_of(story, unit, None, is_redo=True)


def _explain(story: Story, voice: _Voice) -> None:
    """Two people close a matter in which nothing more can be done."""
    explanation = story.say("explained")
    proposal = {**_answers(story, voice), "explanation": explanation}
    story.act(Step.PROPOSE_EXPLAINED, hotline_usernames("callback_clerk")[0], proposal)
    consent = {"step": Step.CLOSE_EXPLAINED.value, "reason": explanation}
    story.act(Step.ENDORSE, story.by("reviewer"), consent)
    story.wait(5, 60)
    story.act(Step.CLOSE_EXPLAINED, story.by("callback_clerk"), proposal)


def _fail_to_reach(story: Story) -> None:
    clerk = story.by("callback_clerk")
    for _ in range(_FAILED_CALLS):
        outcome = _FAILURES[int(story.rng.random() * len(_FAILURES))]
        story.act(Step.CALL_ATTEMPT, clerk, {"outcome": outcome})
        story.wait_for_desk(120, 900)
    story.act(Step.CLOSE, clerk)
