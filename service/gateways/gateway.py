"""What a gateway is, and how it says that it could not send."""

from typing import Protocol


class NotSent(Exception):
    """The text was not taken over; ``is_final``: trying again will not help.

    ``reason`` is Chinese, short, and says nothing of the text or the address.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class NoGateway(NotSent):
    """There is no way out for this channel; nothing went wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, is_final=True)


class Gateway(Protocol):
    """Sends texts by one channel."""

    def send(self, key: str, to: str, text: str) -> None:
        """Hand over a text; returns when the other side has acknowledged it.

        The same ``key`` always means the same text: who has acknowledged it once ignores it then.
        Raises ``NotSent``.
        """
