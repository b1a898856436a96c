"""Callback (回访): three questions, failed attempts, and what may follow from the answers."""

from collections.abc import Mapping
from typing import Any

from service.domain.ticket import Answer

QUESTIONS = ("responded", "solved", "satisfied")


def is_answered(data: Mapping[str, Any]) -> bool:
    """Whether all three questions have an answer (an explicit "unsaid" is one)."""
    return all(data.get(question) for question in QUESTIONS)


def is_content(data: Mapping[str, Any]) -> bool:
    """Whether nothing in the answers asks for the work to be done again."""
    return Answer.NO not in (data.get("solved"), data.get("satisfied"))


def why_not_close(data: Mapping[str, Any], failed_calls: int, attempts: int) -> str | None:
    """None when the ticket may be closed; else what is still needed, in Chinese.

    ``failed_calls``: attempts of this round that did not reach the caller; ``attempts``: how
    many of them make a caller unreachable.
    """
    if is_answered(data):
        if is_content(data):
            return None
        return "诉求人说没有解决或不满意：合理的请重办，不合理的请解释办结（需会签）。"
    if any(data.get(question) for question in QUESTIONS):
        return "三个问题要都问到：是否联系、是否解决、是否满意。"
    if failed_calls >= attempts:
        return None
    return f"要么问完三个问题，要么至少 {attempts} 次没有联系上（现在 {failed_calls} 次）。"
