"""What the program counts for whoever watches over it: how many and how long, never whose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.flows.queries.installation import watch
from service.flows.queries.installation.watch import Watch

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counts of one process since its start; what the database knows is asked when wanted."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._requests = Histogram(
            "minsheng_request_duration_seconds",
            "Answered requests by route, and how long they took",
            ("method", "route", "status"),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._refusals = Counter(
            "minsheng_refusals",
            "Requests that were refused, by the kind of error (Stale: somebody else was faster)",
            ("kind",),
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is the template, never the address itself."""
        self._requests.labels(method, route, f"{status // 100}xx").observe(seconds)

    def refused(self, kind: str) -> None:
        """A request ended in an error of the domain."""
        self._refusals.labels(kind).inc()

    def text(self, system: System) -> bytes:
        """Everything in Prometheus' text format."""
        with system.store.read() as uow:
            seen = watch.look(uow, system.now())
        gathered = CollectorRegistry(auto_describe=False)
        gathered.register(_Gathered(seen, system.store.tally.steps()))
        return generate_latest(self._registry) + generate_latest(gathered)


@dataclass(frozen=True, eq=False)
class _Gathered(Collector):
    """What was looked up, as families of metrics."""

    seen: Watch
    taken: dict[str, int]

    def collect(self) -> Iterator[Metric]:
        """The families, each with its values."""
        taken, seen = self.taken, self.seen
        yield _family(
            CounterMetricFamily("minsheng_tickets_registered", "Tickets this process registered"),
            [([], taken.get(Step.REGISTER, 0))],
        )
        yield _family(
            CounterMetricFamily("minsheng_steps", "Steps this process took", labels=["step"]),
            [([step], count) for step, count in sorted(taken.items())],
        )
        yield _family(
            GaugeMetricFamily("minsheng_tickets_open", "Tickets that wait", labels=["status"]),
            [([status], count) for status, count in seen.waiting.items()],
        )
        yield _family(
            GaugeMetricFamily("minsheng_tickets_overdue", "Tickets with a unit, past their time"),
            [([], seen.overdue)],
        )
        yield _family(
            CounterMetricFamily("minsheng_job_runs", "Runs on record", labels=["job", "outcome"]),
            [([job, outcome], count) for (job, outcome), count in seen.runs.items()],
        )
        last = "minsheng_job_last_done_timestamp_seconds"
        yield _family(
            GaugeMetricFamily(last, "When a job last ended well", labels=["job"]),
            [([job], at.timestamp()) for job, at in seen.last_done.items()],
        )


def _family(
    family: CounterMetricFamily | GaugeMetricFamily, values: Iterable[tuple[list[str], float]]
) -> Metric:
    for labels, value in values:
        family.add_metric(labels, value)
    return family
