"""The laws of the life cycle hold on every path that people can take."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.callback.questions import QUESTIONS
from service.domain.errors import IllegalStep, NotAllowed, Refused
from service.domain.lifecycle.advance import advance, possible
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import TABLE
from service.domain.permissions import Actor
from service.domain.ticket import Status
from service.domain.together.cohandling import open_tasks
from tests.factories import a_case, good_input
from tests.walks import PEOPLE, Walk, walk_of

RECORDS_ANSWERS = (Step.CALLER_ANSWER, Step.SELF_ANSWER, Step.PROPOSE_EXPLAINED)
lives = st.integers(0, 10**9).map(walk_of)


@given(lives)
def test_no_path_closes_without_a_callback_record(walk: Walk) -> None:
    for index, (_, after, entry) in enumerate(walk.moves):
        if entry.target is not Status.CLOSED or entry.source is Status.CLOSED:
            continue
        assert entry.source is Status.CALLBACK_DUE
        assert entry.step in (Step.CLOSE, Step.CLOSE_EXPLAINED)
        round_ = [e for e in walk.entries[:index] if e.round == entry.round]
        said = [entry, *(e for e in round_ if e.step in RECORDS_ANSWERS)]
        answered = any(all(e.data.get(question) for question in QUESTIONS) for e in said)
        calls = sum(e.step is Step.CALL_ATTEMPT for e in round_)
        assert answered or calls >= 3
        if entry.step is Step.CLOSE and answered:
            assert "no" not in (after.solved, after.satisfied)


@given(lives)
def test_nothing_is_closed_as_explained_without_anothers_consent_to_the_same_text(
    walk: Walk,
) -> None:
    asked_by, text, agreed = 0, "", set[int]()
    for _, _, entry in walk.moves:
        if entry.step is Step.PROPOSE_EXPLAINED:
            asked_by, text, agreed = entry.actor_id, entry.data["explanation"], set()
        if entry.step in (Step.CALLER_ANSWER, Step.SELF_ANSWER):
            agreed = set()
        if entry.step is Step.ENDORSE and entry.data["step"] == Step.CLOSE_EXPLAINED:
            assert entry.actor_id not in agreed | {asked_by}
            agreed.add(entry.actor_id)
        if entry.step is Step.CLOSE_EXPLAINED:
            assert agreed - {asked_by, entry.actor_id}
            assert entry.data["explanation"] == text
        if entry.source is Status.CALLBACK_DUE and entry.target is not entry.source:
            asked_by, text, agreed = 0, "", set()


@given(lives)
def test_no_recorded_answer_differs_from_the_callers_own(walk: Walk) -> None:
    own: dict[str, str] = {}
    for _, after, entry in walk.moves:
        if entry.step is Step.SELF_ANSWER:
            own = {question: entry.data[question] for question in QUESTIONS}
        if entry.step is Step.EVALUATE and own:
            own["satisfied"] = entry.data["satisfied"]
        if after.status not in (Status.CALLBACK_DUE, Status.CLOSED, Status.ARCHIVED):
            own = {}
        if own:
            assert {q: getattr(after, q) for q in QUESTIONS} == own


@given(lives)
def test_rounds_never_decrease_and_grow_only_by_a_redo_or_a_recall(walk: Walk) -> None:
    for before, after, entry in walk.moves:
        grown = after.round - before.round
        again = entry.step in (Step.REDO, Step.OVERRULE) or (
            entry.step is Step.RECALL and before.status is Status.CLOSED
        )
        assert grown == int(again)


@given(lives)
def test_every_step_is_one_version_and_the_steps_join_up(walk: Walk) -> None:
    for before, after, entry in walk.moves:
        assert (entry.seq, after.version) == (before.version + 1, before.version + 1)
        assert (entry.source, entry.target) == (before.status, after.status)
        assert entry.round == after.round


@given(lives)
def test_nobody_who_handled_a_ticket_calls_back_on_it_nor_anybody_of_the_unit(walk: Walk) -> None:
    handled: set[int] = set()
    ruling = {Step.CLOSE, Step.CLOSE_EXPLAINED, Step.REDO, Step.CALL_ATTEMPT, Step.CALLER_ANSWER}
    ruling |= {Step.PROPOSE_EXPLAINED, Step.OVERRULE, Step.SPLIT_OFF, Step.ENDORSE}
    for before, _, entry in walk.moves:
        if entry.step in ruling:
            assert entry.actor_id not in handled
            assert entry.actor_unit not in {before.lead_unit, *before.co_units} - {""}
        if entry.step in (Step.SIGN, Step.REPLY):
            handled.add(entry.actor_id)


@given(lives)
def test_a_designated_ticket_stays_designated(walk: Walk) -> None:
    for before, after, _ in walk.moves:
        assert after.is_designated or not before.is_designated


@given(lives)
def test_whoever_has_the_ticket_is_known_and_has_a_deadline(walk: Walk) -> None:
    with_unit = {Status.DISPATCHED, Status.IN_PROGRESS, Status.SUSPENDED, Status.RETURN_PENDING}
    for ticket in walk.tickets:
        if ticket.status in with_unit:
            assert ticket.lead_unit
            assert ticket.due_at is not None
        if ticket.status is Status.PENDING_DISPATCH:
            assert (ticket.lead_unit, ticket.due_at) == ("", None)
        assert (ticket.ended_at is None) == (ticket.is_open)


@given(lives)
def test_what_the_page_offered_is_refused_only_for_what_was_filled_in(walk: Walk) -> None:
    standing = {guard.__name__ for row in TABLE for guard in row.standing}
    for offered, problem in walk.refused:
        assert isinstance(problem, Refused)
        assert offered == (problem.rule not in standing)
        assert problem.message.endswith("。")


@given(lives, st.sampled_from(PEOPLE), st.sampled_from(Step))
def test_who_is_not_offered_a_step_cannot_take_it(walk: Walk, actor: Actor, step: Step) -> None:
    ticket = walk.tickets[-1]
    case = a_case(ticket, actor, parse(step, good_input(step, ticket.status)))
    offered = {row.step: why_not for row, why_not in possible(case)}
    try:
        advance(case, step)
    except (IllegalStep, NotAllowed):
        taken = None
    except Refused:
        taken = False
    else:
        taken = True
    assert (taken is None) == (step not in offered)
    assert not (taken and offered[step])


@given(lives)
def test_every_co_unit_has_a_task_inside_the_leads_time_and_nobody_replies_before_it_reports(
    walk: Walk,
) -> None:
    for before, after, entry in walk.moves:
        at_work = {task.unit for task in after.progress.co_tasks if task.state != "released"}
        assert at_work == set(after.co_units)
        assert entry.step is not Step.REPLY or not open_tasks(before)
        begun = [task for task in after.progress.co_tasks if task.asked_at == entry.at]
        for task in begun:
            assert task.due_at is not None
            assert entry.at < task.due_at
            assert after.due_at is None or entry.at >= after.due_at or task.due_at <= after.due_at
        assert not (
            entry.actor_id == 0 and entry.step is Step.DISPATCH and before.is_in_consultation
        )


def test_the_walks_go_everywhere() -> None:
    walks = [walk_of(seed, steps=110) for seed in range(150)]
    taken = {entry.step for walk in walks for entry in walk.entries}
    # No calendar is published while they walk.
    assert taken == set(Step) - {Step.REGISTER, Step.RESET_DEADLINE}
    assert {ticket.status for walk in walks for ticket in walk.tickets} == set(Status)
    said_no = {problem.rule for walk in walks for _, problem in walk.refused}
    assert said_no >= {"keeps_own_words", "keeps_to_consent", "is_explained_by_two"}
    assert max(ticket.round for walk in walks for ticket in walk.tickets) >= 3
