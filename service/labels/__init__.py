"""The Chinese word for every enum member that a person reads, put together from the matters."""

from enum import StrEnum

from service.domain.ticket import Status
from service.labels.callback import CALLBACK_LABELS
from service.labels.governance import GOVERNANCE_LABELS
from service.labels.learning import LEARNING_LABELS
from service.labels.month import MONTH_LABELS
from service.labels.notices import NOTICE_LABELS
from service.labels.people import PEOPLE_LABELS
from service.labels.steps import STEP_LABELS
from service.labels.supervision import SUPERVISION_LABELS
from service.labels.tickets import TICKET_LABELS
from service.labels.together import TOGETHER_LABELS

LABELS: dict[type[StrEnum], dict[str, str]] = {
    **TICKET_LABELS,
    **STEP_LABELS,
    **CALLBACK_LABELS,
    **PEOPLE_LABELS,
    **TOGETHER_LABELS,
    **LEARNING_LABELS,
    **GOVERNANCE_LABELS,
    **MONTH_LABELS,
    **NOTICE_LABELS,
    **SUPERVISION_LABELS,
}


def label(member: StrEnum) -> str:
    """The Chinese word for an enum member."""
    return LABELS[type(member)][member.value]


def label_of(enum: type[StrEnum], value: str | None) -> str:
    """The Chinese word for a stored value; the value itself when it is not known."""
    return LABELS[enum].get(value or "", value or "")


def step_label(step: StrEnum, target: StrEnum | None) -> str:
    """The Chinese word for a step; 撤回 brings back a dispatch, but reopens what was closed."""
    if step.value == "recall" and target == Status.IN_PROGRESS:
        return "重启办理"
    return LABELS[type(step)][step.value]
