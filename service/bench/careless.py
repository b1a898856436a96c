"""Careless units drawn by chance in a simulated city, and how well the patterns find them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

import pandas as pd

from analytics.handling.pattern_cases import CASES
from analytics.handling.pattern_definitions import DEFINITIONS
from analytics.handling.pattern_marks import Marks, mark_cases
from analytics.handling.pattern_units import UnitFinding, unit_findings
from analytics.intervals import wilson
from service.demo.city import City, load_city
from service.demo.fate import Act
from service.demo.script import Incident, Script, write_script
from service.demo.truth import Habit
from service.demo.workdays import CHINA, DUE_BY, WorkClock, work_clock
from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType

MONTHS, TICKETS, UNITS_EACH, WINDOW_DAYS = 8, 3000, 3, 120
LEAST_SHAPED, LEAST_SHARE = 6, 0.15
"""A careless unit must be found in a window in which it was careless so often."""
IMPLIES: dict[str, frozenset[str]] = {
    "brush_off": frozenset({"same_reply", "empty_reply", "explained"}),
    "explained": frozenset({"same_reply", "explained"}),
    "hollow": frozenset({"empty_reply", "explained"}),
    "last_minute": frozenset({"last_minute"}),
    "late": frozenset({"dragging"}),
    "extend": frozenset({"dragging"}),
    "unfinished": frozenset({"comes_back"}),
}
_ALSO_TRUE = {"brush_off": {"comes_back"}, "explained": {"comes_back", "empty_reply"}}
_SENTENCES = (
    "您反映的问题已收悉，我局高度重视，将进一步加强监管，感谢您的关注与支持。",
    "来件收悉，我单位已安排专人跟进，将认真研究并积极推进，敬请谅解。",
    "您的诉求我们非常重视，已转相关科室阅处，后续将适时予以考虑。",
    "经了解，所述情况正在按程序办理之中，请您继续关注相关工作动态。",
)
_EXPLANATIONS = (
    "经核实，该问题已向当事人解释，当事人表示理解。",
    "工作人员已与来电人沟通，就有关情况作了说明，来电人未再提出意见。",
    "我单位已就此事向反映人做好解释工作，请予结案。",
    "已电话答复当事人，解释了相关情况，建议办结。",
)
_SHARES = (0.35, 0.65)
_LIMITS = {RequestType.CONSULT: 3, RequestType.COMPLAINT: 10, RequestType.REPORT: 10}


@dataclass
class Score:
    """How often a pattern was found: `raised` findings, `right` ones, `known` ones, `found`."""

    raised: int = 0
    right: int = 0
    known: int = 0
    found: int = 0
    by_confidence: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count what was counted elsewhere too."""
        self.raised += other.raised
        self.right += other.right
        self.known += other.known
        self.found += other.found
        self.by_confidence += other.by_confidence


def draw_habits(seed: int, city: City, each: int = UNITS_EACH) -> tuple[Habit, ...]:
    """Return careless units of every kind, `each` of them, drawn by the seed."""
    rng = Random(f"{seed}:careless")  # noqa: S311
    units = rng.sample([unit.code for unit in city.units], each * len(IMPLIES))
    habits = []
    for number, kind in enumerate(sorted(IMPLIES) * each):
        index = number // len(IMPLIES)
        pool = {"brush_off": _SENTENCES, "explained": _EXPLANATIONS}.get(kind)
        low, high = _SHARES
        share = round(low + (high - low) * rng.random(), 2)
        sentence = pool[index % len(pool)] if pool else ""
        habits.append(Habit(units[number], kind, share, sentence))
    return tuple(habits)


def careless_city(seed: int, until: date = date(2025, 12, 31)) -> Script:
    """Return the script of a city whose careless units are drawn by the seed."""
    habits = draw_habits(seed, load_city())
    return write_script(seed, MONTHS, TICKETS, until, habits)


def cases_of(script: Script, now: datetime) -> pd.DataFrame:
    """Return the dispatched requests of a script by `now`, with the columns of `CASES`."""
    clock = work_clock(script.first, script.last)
    rows = [
        _case(incident, now, clock)
        for incident in script.incidents
        if incident.fate.units and incident.at <= now
    ]
    frame = pd.DataFrame(rows, columns=list(CASES))
    for name in ("registered_at", "due_at", "replied_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def _case(incident: Incident, now: datetime, clock: WorkClock) -> tuple[object, ...]:
    acts = [act for act in incident.fate.acts if act.at <= now]
    replies = [act for act in acts if act.step is Step.REPLY]
    dispatched = next((act for act in reversed(acts) if act.step is Step.DISPATCH), None)
    due, hours = _due(incident, dispatched, clock)
    truth, fate = incident.truth, incident.fate
    return (
        incident.key,
        fate.units[-1],
        truth.topics[0] if truth.topics else "",
        "" if truth.place == truth.area else truth.place,
        str(incident.caller.index),
        truth.event,
        incident.at,
        due,
        hours,
        replies[0].at if replies else None,
        f"{incident.title}。{incident.text}",
        replies[-1].data["reply"] if replies else "",
        replies[-1].data["result_code"] if replies else "",
        fate.is_extended or fate.is_suspended or fate.is_late,
    )


def _due(
    incident: Incident, dispatched: Act | None, clock: WorkClock
) -> tuple[datetime | None, float | None]:
    if dispatched is None:
        return None, None
    local = dispatched.at.replace(tzinfo=None) + CHINA
    if incident.truth.urgency.value != "normal":
        return dispatched.at + pd.Timedelta(hours=24).to_pytimedelta(), 24.0
    day = clock.after(local, _LIMITS.get(incident.truth.request_type, 5))
    due = (datetime.combine(day, DUE_BY) - CHINA).replace(tzinfo=UTC)
    return due, (due - dispatched.at).total_seconds() / 3600


def windows(script: Script) -> Iterator[tuple[datetime, pd.DataFrame, Marks]]:
    """Yield the end of each window of the script, its cases and their marks."""
    ends = pd.date_range(script.first, script.last, freq="ME")[3::4]
    for end in ends:
        now = end.to_pydatetime().replace(tzinfo=UTC)
        cases = cases_of(script, now)
        start = now - pd.Timedelta(days=WINDOW_DAYS)
        cases = cases[cases["registered_at"] >= start].reset_index(drop=True)
        yield now, cases, mark_cases(cases, pd.Timestamp(now))


def judge(script: Script) -> dict[str, Score]:
    """Return how well each pattern found the careless units of the script, over its windows."""
    scores = {key: Score() for key in DEFINITIONS}
    habits = {habit.unit: habit for habit in script.truth.habits}
    shaped = shaped_by_habit(script)
    for _, cases, marks in windows(script):
        found = unit_findings(marks)
        _count_right(scores, found, habits)
        replied = cases[cases["reply"] != ""]
        careless = replied["no"].isin(shaped).groupby(replied["unit"]).agg(["sum", "mean"])
        raised = {(finding.pattern, finding.unit) for finding in found}
        for unit, habit in habits.items():
            if unit not in careless.index or not _is_known(*careless.loc[unit]):
                continue
            for pattern in IMPLIES[habit.kind]:
                scores[pattern].known += 1
                scores[pattern].found += (pattern, unit) in raised
    return scores


def _is_known(shaped: float, share: float) -> bool:
    return shaped >= LEAST_SHAPED and share >= LEAST_SHARE


def shaped_by_habit(script: Script) -> frozenset[str]:
    """Return the keys of the requests in which a habit showed: an extension was had, one came back.

    An urgent matter leaves no time for a last minute or an extension, whatever the habit.
    """
    came_back = {incident.repeat_of for incident in script.incidents}
    return frozenset(
        incident.key
        for incident in script.incidents
        if (kind := incident.fate.habit)
        and (kind != "extend" or incident.fate.is_extended)
        and (kind != "late" or incident.fate.is_late)
        and (kind != "unfinished" or incident.key in came_back)
        and (kind != "last_minute" or incident.truth.urgency.value == "normal")
    )


def _count_right(
    scores: dict[str, Score], found: list[UnitFinding], habits: dict[str, Habit]
) -> None:
    for finding in found:
        habit = habits.get(finding.unit)
        true = IMPLIES[habit.kind] | _ALSO_TRUE.get(habit.kind, set()) if habit else frozenset()
        score = scores[finding.pattern]
        score.raised += 1
        score.right += finding.pattern in true
        score.by_confidence.append((finding.confidence, finding.pattern in true))


def interval(part: int, whole: int) -> str:
    """Return a share with its 95 % interval, or that there is none."""
    if not whole:
        return "—"
    low, high = wilson(part, whole)
    return f"{part / whole:.2f}（{low:.2f}–{high:.2f}，{part}/{whole}）"
