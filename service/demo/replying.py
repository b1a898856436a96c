"""What a unit does with a planned request: extension, suspension, reply, and the second draft."""

from datetime import datetime, timedelta
from typing import NamedTuple

from service.demo.city import Unit
from service.demo.fate import CHANCES
from service.demo.people import unit_username
from service.demo.story import Story
from service.demo.truth import Habit
from service.demo.workdays import DUE_BY
from service.demo.writing import write_reply
from service.domain.lifecycle.steps import Step
from service.domain.ticket import ResultCode

_LONG_MATTER_DAYS = 8
_ENOUGH_TIME = timedelta(hours=5)
# The kind of phrase that goes with a result other than solved.
_EXCUSES = {
    ResultCode.PARTLY: "partly",
    ResultCode.PLANNED: "planned",
    ResultCode.EXPLAINED: "explain",
    ResultCode.INFEASIBLE: "infeasible",
}
_NOT_SOLVED = tuple(_EXCUSES)


class Work(NamedTuple):
    """How the unit kept time."""

    is_late: bool
    is_extended: bool
    is_suspended: bool


def work_on(story: Story, unit: Unit, due: datetime, habit: Habit | None) -> Work:
    """Let the unit work and reply; `due` is the local deadline."""
    days = suspended = 0
    if not story.is_urgent and (habit is None or habit.kind == "extend"):
        days = _extend(story, unit, due, is_sure=habit is not None)
        suspended = 0 if days or habit else _suspend(story, unit)
    due = story.desk.clock.due(due, days) if days else due
    if suspended:
        story.now = story.desk.clock.within(story.rng, story.now, 0)
    else:
        _wait_to_reply(story, due, habit)
    is_late = not suspended and story.now > due
    write_reply_of(story, unit, habit)
    while story.chance(CHANCES.send_back):
        story.wait_for_desk(20, 240)
        story.act(Step.SEND_BACK, story.by("reviewer"), {"reason": story.say("send_back")})
        story.wait_for_desk(30, 240)
        write_reply_of(story, unit, None, is_redo=True)
    return Work(is_late, days > 0, suspended > 0)


def write_reply_of(story: Story, unit: Unit, habit: Habit | None, *, is_redo: bool = False) -> None:
    """Add the unit's reply: its own words, an empty phrase, or the habit's sentence."""
    scene = story.scene
    scene.at = story.now
    scene.fix(unit=unit.name, name=story.theme.name)
    kind = habit.kind if habit else ""
    is_poor = habit is None and not is_redo and story.chance(CHANCES.poor_reply)
    is_poor = is_poor or kind == "hollow"
    is_empty = is_poor or (habit is not None and habit.sentence != "")
    is_claimed = kind == "unfinished"
    story.result = ResultCode.SOLVED if is_claimed else _result(story, is_empty=is_empty)
    if habit is not None and habit.sentence:
        reply = habit.sentence
    elif is_poor:
        reply = story.say("poor")
    else:
        reply = _full_reply(story, head=story.say("redo") if is_redo else "")
    result = {"result_code": story.result.value, "reply": reply}
    story.act(Step.REPLY, unit_username("handler", unit.code), result)


def _full_reply(story: Story, head: str) -> str:
    """What was done, or why not, in the words that go with the result."""
    if story.result is ResultCode.SOLVED:
        return write_reply(story.scene, story.theme, head=head)
    excuse = story.say(_EXCUSES[story.result])
    if story.result is ResultCode.PARTLY:
        return write_reply(story.scene, story.theme, head=head, tail=excuse)
    return write_reply(story.scene, story.theme, head=head, body=excuse)


def _extend(story: Story, unit: Unit, due: datetime, *, is_sure: bool = False) -> int:
    """Ask for more working days before expiry; return how many were granted."""
    is_long = story.theme.outcome.days >= _LONG_MATTER_DAYS
    share = CHANCES.extension * (2.5 if is_long else 0.8)
    if story.now + _ENOUGH_TIME > due or not (is_sure or story.chance(share)):
        return 0
    asking = due - timedelta(hours=3 + story.rng.random() * 30)
    story.now = max(story.now, asking)
    days = story.scene.between(3, 10)
    request = {"days": days, "reason": story.say("extension")}
    story.act(Step.REQUEST_EXTENSION, unit_username("unit_head", unit.code), request)
    story.wait(20, 100)
    grant = {"days": days, "told_caller": True}
    story.act(Step.GRANT_EXTENSION, story.by("dispatcher"), grant)
    return days


def _suspend(story: Story, unit: Unit) -> int:
    """Put a long matter aside for an objective blocker; return for how many days."""
    if story.theme.outcome.days < _LONG_MATTER_DAYS or not story.chance(CHANCES.suspend):
        return 0
    reason = "权属核实和资金审批尚在进行，先行挂账，按月报告进展。"
    days = story.scene.between(25, 60)
    story.now = story.desk.clock.within(story.rng, story.now, 2)
    consent = {"step": Step.SUSPEND.value, "reason": reason}
    story.act(Step.ENDORSE, story.by("reviewer"), consent)
    story.wait(10, 90)
    promised_on = (story.now + timedelta(days=days)).date().isoformat()
    blocked = {"blocker": "funds", "promised_on": promised_on, "reason": reason}
    story.act(Step.SUSPEND, story.by("supervisor"), blocked)
    story.now += timedelta(days=days - story.scene.between(1, 6))
    story.wait_for_office(0, 60)
    story.act(Step.RESUME, unit_username("unit_clerk", unit.code))
    return days


def _wait_to_reply(story: Story, due: datetime, habit: Habit | None) -> None:
    """Move to the moment of the reply; never back in time."""
    earliest = story.now + timedelta(minutes=15)
    kind = habit.kind if habit else ""
    if kind == "late" or (habit is None and story.chance(CHANCES.late)):
        at = due + timedelta(hours=1 + story.rng.expovariate(1 / 20))
    elif kind == "last_minute":
        at = due - timedelta(minutes=2 + story.rng.random() * 40)
    else:
        at = _in_time(story, due)
    story.now = max(earliest, at)


def _in_time(story: Story, due: datetime) -> datetime:
    rng = story.rng
    days = story.theme.outcome.days * rng.lognormvariate(-0.15, 0.55)
    if story.is_urgent:
        at = story.now + timedelta(hours=0.4 + min(days, 1.0) * 14 * rng.random())
        return at if at < due else due - timedelta(hours=0.2 + 3 * rng.random())
    at = story.desk.clock.within(rng, story.now, int(days))
    latest = datetime.combine(due.date(), DUE_BY)
    return at if at < latest else due - timedelta(hours=1 + 6 * rng.random())


def _result(story: Story, *, is_empty: bool) -> ResultCode:
    if is_empty:
        return ResultCode.EXPLAINED
    if story.chance(story.theme.outcome.solve + 0.12):
        return ResultCode.SOLVED
    return _NOT_SOLVED[int(story.rng.random() * len(_NOT_SOLVED))]
