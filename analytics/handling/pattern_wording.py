"""What a reply says of its own, and which replies say the same to different requests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import numpy as np
import scipy.sparse as sp

_SPLIT = re.compile(r"[，。！？；：、,!?;:\n\r\t ]+")
_PIECE = 3
_COURTESY = (
    r"^(尊敬的)?(网友|市民|来电人|群众|诉求人)?(“[^”]*”)?(同志|朋友|先生|女士|网友)?"
    r"([您你]好)?$",
    r"收悉|^现?(将有关情况)?(答复|回复|回应|函复)(如下|您)?$|现(就|将|对).{0,12}(答复|回复|反馈)",
    r"感谢|谢谢|祝[您你]|此致|敬礼|特此(回复|答复)|专此",
    r"如(有|您|仍有|还有|对).{0,12}(疑问|问题|需要|异议|不明)|(咨询|联系|监督|服务)?电话|可?拨打",
    r"欢迎.{0,12}(监督|反映|关注|来电|来访|拨打)|(理解|关注|支持|监督|信任)(和|与)",
    r"^您?(反映|咨询|提出|留言|来信|投诉)的?.{0,4}(“[^”]*”)?.{0,8}(问题|情况|留言|来信|事项|诉求)?$",
    r"^已?(电话)?(告知|联系)(来电人|诉求人)?$|^对方(表示满意|无异议|表示理解)",
    r"^\d{4}年\d{1,2}月(\d{1,2}日)?$",
)


@cache
def _courtesy() -> re.Pattern[str]:
    return re.compile("|".join(_COURTESY))


def clauses(reply: str) -> list[str]:
    """Return the clauses of a reply without punctuation, spaces, and what it quotes."""
    unquoted = re.sub(r"[“\"《【][^”\"》】]{6,}[”\"》】]", "", reply)
    return [clause for clause in _SPLIT.split(unquoted) if clause]


def own_words(reply: str, official: Collection[str] = ()) -> str:
    """Return a reply without courtesies, contact lines and the phrases called official."""
    kept = [clause for clause in clauses(reply) if not _courtesy().search(clause)]
    text = "，".join(kept)
    for phrase in official:
        text = text.replace(phrase, "")
    return text.strip("，")


def shape(clause: str) -> str:
    """Return a clause with every number as one sign, to count its use."""
    return re.sub(r"\d+(\.\d+)?", "0", clause)


def set_phrases(
    replies: Sequence[str], units: Sequence[str], everybody: int, often: float
) -> frozenset[str]:
    """Return the shapes of clauses that so many units use, or so large a share without units."""
    users: dict[str, set[str]] = defaultdict(set)
    uses: dict[str, int] = defaultdict(int)
    for reply, unit in zip(replies, units, strict=True):
        for clause in set(map(shape, clauses(reply))):
            users[clause].add(unit)
            uses[clause] += 1
    if any(units):
        return frozenset(c for c, by in users.items() if len(by - {""}) >= everybody)
    least = max(8.0, often * len(replies))
    return frozenset(c for c, count in uses.items() if count >= least)


def substance(reply: str, common: frozenset[str], official: Collection[str] = ()) -> str:
    """Return what remains of a reply when set phrases too are gone."""
    said = own_words(reply, official).split("，")
    return "，".join(clause for clause in said if clause and shape(clause) not in common)


def alike_pairs(texts: Sequence[str], least: float) -> list[tuple[int, int, float]]:
    """Return the pairs of texts that agree at least so far (Jaccard of pieces), i before j."""
    rows = _pieces(texts)
    sizes = np.asarray(rows.sum(axis=1)).ravel()
    both = sp.triu(rows @ rows.T, 1).tocoo()
    share = both.data / (sizes[both.row] + sizes[both.col] - both.data)
    keep = share >= least
    found = zip(both.row[keep], both.col[keep], share[keep], strict=True)
    return [(int(i), int(j), float(value)) for i, j, value in found]


def _pieces(texts: Sequence[str]) -> Any:
    number: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    for text in texts:
        pieces = {text[i : i + _PIECE] for i in range(len(text) - _PIECE + 1)}
        columns += [number.setdefault(piece, len(number)) for piece in sorted(pieces)]
        starts.append(len(columns))
    ones = np.ones(len(columns))
    return sp.csr_matrix((ones, columns, starts), shape=(len(texts), max(len(number), 1)))
