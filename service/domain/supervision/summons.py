"""How somebody is called to account over a ticket (约谈、挂牌)."""

from enum import StrEnum


class Summons(StrEnum):
    """How somebody is called to account."""

    TALK = "talk"
    LISTING = "listing"
