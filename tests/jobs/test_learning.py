"""The learning job leaves a record and proposals, once however often it is run."""

from service.bootstrap import System, shelf_of
from service.flows.lessons import readers
from service.jobs import learning
from tests.months import MONTH, plant


def test_it_runs_once_for_a_month_and_changes_nothing_by_itself(system: System) -> None:
    plant(system)
    done = learning.run_learning(system, MONTH, system.now())
    assert done is not None
    assert done.counts["learned"] == 0
    assert done.counts.keys() == {
        "verdicts",
        "fresh_verdicts",
        "learned",
        "judged",
        "merged_pairs",
        "found_again",
        "proposals",
    }
    assert learning.run_learning(system, MONTH, system.now(), again=False) is None
    assert [line.name for line in readers.listed(shelf_of(system.settings))] == ["builtin"]
