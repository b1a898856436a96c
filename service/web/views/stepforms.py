"""Turns the table's rows into forms, and what was typed into what a step takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.attachments import TAKES_FILES
from service.domain.callback.questions import QUESTIONS, is_content
from service.domain.catalogue import Catalogue
from service.domain.errors import BadInput
from service.domain.lifecycle.fields import Kind
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.guards import NEEDS_TWO
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import Row
from service.flows.files.attachments import FIELD
from service.flows.queries import choices
from service.flows.queries.tickets.ticket import TicketView
from service.labels import step_label
from service.labels.fields import CONTACTED_AGAIN, FIELD_LABELS
from service.web.contexts.attachments import KeptFile
from service.web.contexts.tickets import StepForm
from service.web.views import askedparts, shortreply, steporder
from service.web.views.stepfields import fields_of

MENTION = "mention"
DANGER = frozenset({Step.REJECT, Step.TERMINATE, Step.OBJECT, Step.REDO})


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was just refused: what was typed, why, and what is wrong with each field.

    ``kept``: the files that came with it.
    """

    step: Step
    typed: Mapping[str, str]
    message: str
    wrong: Mapping[str, str]
    kept: Sequence[KeptFile] = ()


def forms(
    view: TicketView,
    catalogue: Catalogue,
    *,
    unit: str = "",
    today: str = "",
    tried: Tried | None = None,
) -> list[StepForm]:
    """A form per step: the one that comes next on top, then the most usual.

    The next one stands there even when it is refused, with the reason and what helps. ``unit``:
    the lead unit suggested; ``today``: the day on which what is recorded was mostly done;
    ``tried`` keeps what was just typed.
    """
    spot = _spot(view, tried)
    main = spot or steporder.next_step(view)
    why_not = next((why for row, why in steporder.lacking(view) if row.step is main), "")
    helping = steporder.help_for(main, view, why_not) if main and why_not else steporder.Help("")
    typed = _preset(view, unit, helping.note) | _carried(tried)
    typed.setdefault(Step.SUMMON, {"held_on": today})
    named = {helping.step: helping.label}
    ways = _ways(main, view)
    picks = _picks(view, catalogue)
    made = [
        StepForm(
            step=row.step.value,
            label=named.get(row.step) or _label(row, view),
            is_danger=row.step in DANGER,
            is_main=row.step is main,
            is_open=row.step in (main, helping.step),
            fields=_fields(row.step, view, picks, typed.get(row.step, {}), tried),
            error=tried.message if tried and row.step is spot else "",
            ways=ways if row.step is main else (),
            takes_files=row.step in TAKES_FILES,
            kept=list(tried.kept) if tried and row.step is spot else [],
            people=list(view.people) if row.step is Step.NOTE else [],
            mention=typed.get(row.step, {}).get(MENTION, ""),
            files_error=_wrong(row.step, tried).get(FIELD, ""),
        )
        for row in steporder.by_use(view.open_steps)
        if row.step is main or row.step not in {step for step, _ in ways}
    ]
    made += [
        StepForm(
            row.step.value,
            _label(row, view),
            why_not=why_not,
            advice=helping.advice,
            link={"label": helping.label, "href": helping.href} if helping.href else None,
        )
        for row, _ in view.refused_steps
        if row.step is main
    ]
    return sorted(made, key=lambda form: (not form.is_main, not form.is_open))


def _picks(view: TicketView, catalogue: Catalogue) -> choices.Choices:
    return replace(
        choices.choices(catalogue),
        designators=[(name, name) for name in view.designators],
        co_units=askedparts.open_units(view),
        asking_out=askedparts.open_units(view, asking_out=True),
    )


def _fields(
    step: Step,
    view: TicketView,
    picks: choices.Choices,
    typed: Mapping[str, str],
    tried: Tried | None,
) -> list[dict[str, Any]]:
    wrong, designates = _wrong(step, tried), bool(view.designation)
    made = fields_of(step, view.ticket, picks, typed, wrong, designates=designates)
    return shortreply.with_tick(step, made, typed)


def _ways(main: Step | None, view: TicketView) -> tuple[tuple[str, str], ...]:
    """The steps that stand as equals in the form of the next one; none when there is no choice."""
    pair = steporder.EITHER_WAY.get(main, ()) if main else ()
    rows = {row.step: row for row in view.open_steps}
    if not pair or not all(step in rows for step in pair):
        return ()
    return tuple((step.value, _label(rows[step], view)) for step in pair)


def lost(made: list[StepForm], tried: Tried | None) -> list[dict[str, str]]:
    """The words typed into a step that has no form any more, to be copied elsewhere."""
    if tried is None or any(form.step == tried.step and not form.why_not for form in made):
        return []
    written = [field.name for field in FIELDS[tried.step] if field.kind is Kind.TEXT]
    return [
        {"term": FIELD_LABELS.get(name, name), "value": tried.typed[name]}
        for name in written
        if tried.typed.get(name)
    ]


def _preset(view: TicketView, unit: str, note: str) -> dict[Step, Mapping[str, str]]:
    """What stands in a form before anybody typed; a reply that was sent back is to be mended."""
    preset: dict[Step, Mapping[str, str]] = {
        Step.DISPATCH: {"unit": unit},
        **askedparts.preset(view),
    }
    said = steporder.own_opinion(view)
    if said is not None:
        preset[Step.OPINE] = askedparts.said_again(said, view.unit_names)
    preset[Step.CO_REMIND] = {**preset.get(Step.CO_REMIND, {}), "note": note}
    ticket = view.ticket
    preset[Step.CLOSE_EXPLAINED] = {"explanation": ticket.progress.explanation}
    preset[Step.REDO] = {"reason": steporder.complaint(view)}
    preset[Step.GRANT_EXTENSION] = {"days": str(ticket.progress.extension_asked_days or "")}
    if ticket.is_sent_back:
        preset[Step.REPLY] = {"reply": ticket.reply, "result_code": ticket.result_code or ""}
    return preset


def _spot(view: TicketView, tried: Tried | None) -> Step | None:
    """Where to say what went wrong: at the step that was tried, or at the one it calls for."""
    offered = {row.step for row in view.open_steps}
    if tried and _calls_for_redo(tried) and Step.REDO in offered:
        return Step.REDO
    return tried.step if tried and tried.step in offered else None


def _calls_for_redo(tried: Tried) -> bool:
    return tried.step is Step.CLOSE and not tried.wrong and not is_content(tried.typed)


def _carried(tried: Tried | None) -> dict[Step, Mapping[str, str]]:
    """What was typed, at its own step and, of the three questions, wherever they are asked."""
    if tried is None:
        return {}
    answers = {name: tried.typed[name] for name in QUESTIONS if name in tried.typed}
    asking = (Step.CLOSE, Step.REDO, Step.PROPOSE_EXPLAINED)
    return dict.fromkeys(asking, answers) | {tried.step: tried.typed}


def _wrong(step: Step, tried: Tried | None) -> Mapping[str, str]:
    return tried.wrong if tried and tried.step is step else {}


def _label(row: Row, view: TicketView) -> str:
    again = row.step is Step.FIRST_CONTACT and view.ticket.progress.first_contact
    if row.step is Step.FIRST_CONTACT and not again:
        return steporder.contact_label(view.ticket.round)
    if row.step is Step.OPINE and steporder.own_opinion(view) is not None:
        return "修改会商答复"
    agreed = NEEDS_TWO.get(view.ticket.status) if row.step is Step.ENDORSE else None
    if agreed is not None:
        return f"{step_label(row.step, None)}：同意{step_label(agreed, None)}"
    return CONTACTED_AGAIN if again else step_label(row.step, row.target)


def with_mention(step: Step, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with whom was chosen to be mentioned written into the note."""
    name = typed.get(MENTION, "").strip().lstrip("@＠")
    if step is not Step.NOTE or not name or f"@{name}" in typed.get("note", ""):
        return dict(typed)
    return {**typed, "note": f"{typed.get('note', '').rstrip()} @{name}"}


def resolve(step: Step, typed: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """What was typed, with names of units, topics and areas turned into codes."""
    given = dict(typed)
    for field in FIELDS[step]:
        value = given.get(field.name)
        if not value:
            continue
        if field.kind is Kind.UNIT:
            given[field.name] = choices.unit_code(catalogue, str(value).strip())
        elif field.kind is Kind.UNITS:
            given[field.name] = _unit_codes(catalogue, value)
        elif field.name == "co_task":
            given[field.name] = _named_by_code(catalogue, str(value))
        elif field.kind is Kind.TOPIC:
            given[field.name] = _known_topic(catalogue, str(value).strip())
        elif field.kind is Kind.AREA:
            given[field.name] = _known_area(catalogue, str(value).strip())
    return given


def _unit_codes(catalogue: Catalogue, value: Any) -> list[str]:
    typed = ",".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return choices.unit_codes(catalogue, typed)


def _named_by_code(catalogue: Catalogue, text: str) -> str:
    """The words of a task, the unit that a line begins with by its code: ``环卫处：清运``."""
    codes = {unit.name: code for code, unit in catalogue.units.items()}
    lines = (line.strip().replace(":", "：", 1).partition("：") for line in text.splitlines())
    return "\n".join(f"{codes.get(name.strip(), name)}{colon}{rest}" for name, colon, rest in lines)


def _known_topic(catalogue: Catalogue, typed: str) -> str:
    code = choices.topic_code(catalogue, typed)
    if code not in catalogue.items:
        raise BadInput("没有这个主题，请从列表中选择。", {"topic": "没有这个主题"})
    return code


def _known_area(catalogue: Catalogue, typed: str) -> str:
    code = choices.area_code(catalogue, typed)
    if code not in catalogue.area_names:
        raise BadInput("没有这个地区，请从列表中选择。", {"area": "没有这个地区"})
    return code


def reply_field(forms: Sequence[StepForm]) -> str:
    """The selector of the field that the reply is written in; empty where none is."""
    names = ((form.step, str(field["name"])) for form in forms for field in form.fields)
    replies = ((Step.REPLY, "reply"), (Step.ANSWER, "reply"))
    return next((f"#f-{step}-{name}" for step, name in names if (step, name) in replies), "")
