"""The way of a planned request to the unit that works on it: dispatch, return, signing."""

from datetime import datetime, timedelta

from service.demo.city import Unit
from service.demo.fate import CHANCES
from service.demo.people import unit_username
from service.demo.story import Story
from service.demo.truth import Habit
from service.demo.workdays import CHINA
from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType

# Working days to handle by type of request (河南 profile); urgent matters have 24 hours.
_LIMITS = {
    RequestType.CONSULT: 3,
    RequestType.HELP: 5,
    RequestType.SUGGEST: 5,
    RequestType.PRAISE: 5,
    RequestType.OTHER: 5,
    RequestType.COMPLAINT: 10,
    RequestType.REPORT: 10,
}
_URGENT_HOURS = 24


def bring_to(story: Story, unit: Unit, habit: Habit | None) -> tuple[str, ...]:
    """Submit, dispatch and sign; return the codes of the units it was dispatched to."""
    story.wait(3, 9)
    story.act(Step.SUBMIT, story.by("agent"))
    if story.is_urgent:
        story.wait(3, 40)
    else:
        story.wait_for_desk(10, 240 if story.chance(0.85) else 600)
    units = _dispatch(story, unit)
    if habit is not None and habit.kind == "bounce" and len(units) == 1:
        _bounce(story, unit)
    else:
        _sign(story, unit)
    _contact(story, unit)
    return units


def due_of(story: Story) -> datetime:
    """Return the local time by which the unit must have replied, from the last dispatch."""
    dispatched = next(act for act in reversed(story.acts) if act.step is Step.DISPATCH)
    local = dispatched.at.replace(tzinfo=None) + CHINA
    if story.is_urgent:
        return local + timedelta(hours=_URGENT_HOURS)
    return story.desk.clock.due(local, _LIMITS[story.request_type])


def _dispatch(story: Story, unit: Unit) -> tuple[str, ...]:
    """To the right unit; now and then to a wrong one first, which returns it."""
    wrong = _wrong_unit(story, unit)
    if wrong is None:
        story.act(Step.DISPATCH, story.by("dispatcher"), {"unit": unit.code})
        return (unit.code,)
    story.act(Step.DISPATCH, story.by("dispatcher"), {"unit": wrong.code})
    story.wait_for_office(30, 200)
    story.scene.fix(suggested=unit.name)
    objection = {
        "reason": story.say("objection"),
        "legal_basis": "部门权责清单",
        "suggested_unit": unit.code,
    }
    story.act(Step.OBJECT, unit_username("unit_clerk", wrong.code), objection)
    story.wait_for_desk(15, 180)
    story.act(Step.UPHOLD, story.by("dispatcher"), {"reason": "退单理由成立，改派。"})
    story.wait(3, 30)
    story.act(Step.DISPATCH, story.by("dispatcher"), {"unit": unit.code})
    return (wrong.code, unit.code)


def _wrong_unit(story: Story, unit: Unit) -> Unit | None:
    families = story.theme.wrong
    if not families or not story.chance(CHANCES.wrong_unit):
        return None
    family = families[int(story.rng.random() * len(families))]
    wrong = story.desk.city.lead(family, story.scene.place.code)
    return None if wrong.code == unit.code else wrong


def _bounce(story: Story, unit: Unit) -> None:
    """An objection without reason, which is refused; the clock has run on."""
    story.wait_for_office(30, 200)
    clerk = unit_username("unit_clerk", unit.code)
    story.act(Step.OBJECT, clerk, {"reason": story.say("bounce"), "legal_basis": "未列明"})
    story.wait_for_desk(20, 200)
    story.act(Step.REFUSE, story.by("dispatcher"), {"reason": "退单理由不成立，请按期办理。"})


def _sign(story: Story, unit: Unit) -> None:
    if story.is_urgent:
        story.wait(4, 70)
    else:
        story.wait_for_office(5, 150 if story.chance(0.985) else 2200)
    story.act(Step.SIGN, unit_username("unit_clerk", unit.code))


def _contact(story: Story, unit: Unit) -> None:
    if story.is_urgent:
        story.wait(5, 50)
    else:
        story.wait_for_office(15, 420)
    story.scene.at = story.now
    handler = unit_username("handler", unit.code)
    story.act(Step.FIRST_CONTACT, handler, {"note": story.say("contact")})
