"""How many steps this process has written since its start, for whoever watches over it."""

from collections import Counter
from collections.abc import Iterable
from threading import Lock


class Tally:
    """Counts of steps by kind; whatever was rolled back is not counted."""

    def __init__(self) -> None:
        self._steps: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, steps: Iterable[str]) -> None:
        """These steps were committed."""
        with self._lock:
            self._steps.update(steps)

    def steps(self) -> dict[str, int]:
        """The counts so far."""
        with self._lock:
            return dict(self._steps)
