"""Cuts Chinese text into words with one dictionary, whichever engine is installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from typing import Literal

from models.words.lexicon import stop_words, word_list
from models.words.remembered import Remembered

Engine = Literal["auto", "rjieba", "jieba"]
Cut = Callable[[str], list[str]]

BETWEEN = "\0"
"""Stands in no normalised text, and engines leave it alone."""
_WORD = re.compile(r"\w")
_ADDABLE = re.compile(r"[0-9A-Za-z一-鿿]{2,12}")
_NUMBER = re.compile(r"[\d.,:%/-]+")


@dataclass(frozen=True)
class Segmenter:
    """Words that must stay whole; pickles and compares by value, without its tokenizer."""

    words: tuple[str, ...] = ()
    engine: Engine = "auto"

    def __reduce__(self) -> tuple[type[Segmenter], tuple[tuple[str, ...], Engine]]:
        """Leave the tokenizer behind, which does not pickle."""
        return Segmenter, (self.words, self.engine)

    @cached_property
    def _tokenizer(self) -> Cut:
        # Kept because to look it up by thousands of words takes longer than to cut a short text.
        return _tokenizer(self.words, self.engine)

    def pieces(self, text: str) -> list[str]:
        """Return the parts of the text in order, punctuation too; joined they are the text."""
        return self._tokenizer(text) if text else []

    def pieces_of(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the parts of each text, cut all at once, which takes half the time of each."""
        return _each(self._tokenizer, texts)

    def pieces_in_a_row(self, texts: Sequence[str]) -> list[str]:
        """Return the parts of all texts in one list, BETWEEN between them."""
        return _in_a_row(self._tokenizer, texts)

    def cut(self, text: str) -> tuple[str, ...]:
        """Return the words of a normalised text in order, lower case, without punctuation."""
        return words_of(self.pieces(text))

    def warm(self) -> None:
        """Load the dictionary now (about 0.2 s), so that the first text does not wait."""
        self.pieces(BETWEEN)


def segmenter(extra: Iterable[str] = (), engine: Engine = "auto") -> Segmenter:
    """Return a Segmenter that knows the hotline's words and the given ones.

    Words shorter than 2 or longer than 12 characters, or with other signs than letters, digits
    and Chinese characters, are left out. The order of the words does not matter.
    """
    known = {*word_list("hotline_words"), *extra}
    return Segmenter(tuple(sorted(w for w in known if _ADDABLE.fullmatch(w))), engine)


def words_of(pieces: Iterable[str]) -> tuple[str, ...]:
    """Return the pieces that are words, lower case, in order."""
    lowered = _lowered()
    return tuple([word for piece in pieces if (word := lowered[piece])])


def content_words(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return the tokens that carry matter: no stop words, bare numbers or single letters."""
    matters = _matters()
    return tuple([token for token in tokens if matters[token]])


@cache
def _lowered() -> Remembered[str]:
    def lowered(piece: str) -> str:
        is_word = piece.isalnum() or (len(piece) > 1 and _WORD.search(piece))
        return piece.lower() if is_word else ""

    return Remembered(lowered)


@cache
def _matters() -> Remembered[bool]:
    stops = stop_words()

    def matters(token: str) -> bool:
        is_number = token[-1:].isascii() and _NUMBER.fullmatch(token)
        return len(token) > 1 and token not in stops and not is_number

    return Remembered(matters)


@lru_cache(maxsize=50_000)
def word_class(word: str) -> str:
    """Return the dictionary's class of a word (n noun, v verb, ns place …), x for unknown ones."""
    return _classes()(word)


def dictionary_words(texts: Sequence[str]) -> list[list[str]]:
    """Return the dictionary's words in each text; what it does not know stands alone.

    Joined they are the text. Unlike `Segmenter.pieces` nothing is guessed and no word is added.
    """
    return _each(_dictionary()[1], texts)


def dictionary_pieces(text: str) -> list[str]:
    """Return the dictionary's words in a text in order; signs that show nothing stand alone."""
    return _dictionary()[1](text)


def _each(cut: Cut, texts: Sequence[str]) -> list[list[str]]:
    flat = _in_a_row(cut, texts)
    found, start = [], 0
    for _ in range(len(texts) - 1):
        end = flat.index(BETWEEN, start)
        found.append(flat[start:end])
        start = end + 1
    return [*found, flat[start:]] if texts else []


def _in_a_row(cut: Cut, texts: Sequence[str]) -> list[str]:
    flat = cut(BETWEEN.join(texts)) if texts else []
    if flat.count(BETWEEN) == max(len(texts) - 1, 0):
        return flat
    parts = ([BETWEEN, *cut(text)] for text in texts)
    return [piece for part in parts for piece in part][1:]


def _classes() -> Callable[[str], str]:
    return _dictionary()[0]


@cache
def _dictionary() -> tuple[Callable[[str], str], Cut]:
    """The dictionary as it ships: a word's class, and cutting by it without guessing."""
    if find_spec("rjieba"):
        from rjieba import Jieba  # noqa: PLC0415 — loaded when first needed, never at import

        plain = Jieba()
        return (
            lambda word: str(plain.tag(word)[0][1]) if plain.has_word(word) else "x",
            lambda text: list(plain.cut(text, False)),
        )
    from jieba import posseg  # noqa: PLC0415 — loaded when first needed, never at import

    tagger = posseg.POSTokenizer()
    tagger.initialize()
    return (
        lambda word: str(tagger.word_tag_tab.get(word, "x")),
        lambda text: list(tagger.tokenizer.cut(text, HMM=False)),
    )


@lru_cache(maxsize=8)
def _tokenizer(words: tuple[str, ...], engine: Engine) -> Cut:
    chosen = engine
    if engine == "auto":
        chosen = "rjieba" if find_spec("rjieba") else "jieba"
    return _rjieba(words) if chosen == "rjieba" else _jieba(words)


def _rjieba(words: tuple[str, ...]) -> Cut:
    from rjieba import Jieba  # noqa: PLC0415 — loaded when first needed, never at import

    private = Jieba()
    for word in words:
        private.add_word(word, None, None)
    cut: Cut = private.cut
    return cut


def _jieba(words: tuple[str, ...]) -> Cut:
    import jieba  # noqa: PLC0415 — loaded when first needed, never at import

    private = jieba.Tokenizer()
    # A predictable shared cache file in the temporary folder could be planted by someone else.
    with private.lock:
        private.FREQ, private.total = private.gen_pfdict(private.get_dict_file())
        private.initialized = True
    for word in words:
        private.add_word(word)
    cut: Cut = private.lcut
    return cut
