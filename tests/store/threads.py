"""Several transactions at the same moment, each in a thread of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from service.bootstrap import System
from service.store.uow import UnitOfWork


def at_once(
    system: System, works: list[Callable[[UnitOfWork], None]]
) -> list[BaseException | None]:
    """Each work in a thread and a transaction of its own, started together."""
    barrier, outcomes = Barrier(len(works)), [None] * len(works)

    def run(index: int) -> None:
        barrier.wait()
        try:
            with system.store.write() as uow:
                works[index](uow)
        except Exception as problem:
            outcomes[index] = problem  # type: ignore[call-overload]

    threads = [Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes  # type: ignore[return-value]
