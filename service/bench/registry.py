"""The benchmarks by name, each with the size that ``make bench`` runs."""

from collections.abc import Callable
from dataclasses import dataclass

from service.bench import hot_rivals, reading, work
from service.bench.measure import Result
from service.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark and its usual size."""

    run: Callable[[int], Result]
    size: int


BENCHMARKS: dict[str, Benchmark] = {
    "segment": Benchmark(reading.segment, 5000),
    "read": Benchmark(reading.read, 3000),
    "topic": Benchmark(reading.topic, 3000),
    "similar": Benchmark(reading.similar, 20000),
    "carry": Benchmark(work.carry, 2000),
    "hot": Benchmark(hot_rivals.beside_average, 6000),
}


def run(name: str, size: int | None = None) -> Result:
    """One benchmark. Raises ``BadInput`` for an unknown name or a size it cannot do."""
    if name not in BENCHMARKS:
        raise BadInput(f"没有基准 {name}；可选：{'、'.join(BENCHMARKS)}、all。")
    benchmark = BENCHMARKS[name]
    try:
        return benchmark.run(size or benchmark.size)
    except ValueError as problem:
        raise BadInput(f"基准 {name} 做不了这个规模：{problem}") from problem
