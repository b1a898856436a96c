"""Texts as any database can hold them."""


def storable(text: str) -> str:
    """The text without NUL characters and halves of characters, which some databases refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
