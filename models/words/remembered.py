"""Remembers answers about words, because the same words come again in every text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

_MOST = 200_000


class Remembered(dict[str, Answer]):
    """What `find` says of each word asked for; forgets all when it has grown too large."""

    def __init__(self, find: Callable[[str], Answer]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Answer:
        if len(self) >= _MOST:
            self.clear()
        answer = self[word] = self._find(word)
        return answer
