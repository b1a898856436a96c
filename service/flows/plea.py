"""Takes what a caller said apart for people who decide on the matter; names nobody."""

import re
from dataclasses import dataclass

from models.signals.elements import wanted
from models.words.privacy import mask
from models.words.text import normalise, sentences

UNSAID = "没有写明"
_MOST, _MOST_WANTED, _MOST_REPLY = 100, 60, 70
# Who speaks, and through whom, before what is said.
_LEAD = re.compile(
    r"^[^，。；,;]{0,14}?(?:反映|来电|工单|咨询|投诉|求助|称)[，：:,、]\s*|^来电人称"
    r"|^[^，。；]{0,8}?我要?(?:反映|投诉|咨询)"
)
_ROOM = re.compile(r"\d+\s*单元(?:\s*\d+\s*(?:室|户|号))?|\d+-\d+(?:-\d+)?(?=[^\d.]|$)")
# What is said to the hotline and not of the matter.
_ASIDE = re.compile(
    r"透露|\[电话\]|联系来电人|来电人要求|要求保密|补充|感谢|谢谢|[您你]好|望尽快|请?回复|盼复|辛苦"
)
_REPLY_ASIDE = re.compile("感谢|收悉|满意|日常巡查|电话告知|联系了?(?:诉求人|来电人|市民)")
_REPLY_LEAD = re.compile(
    r"^(?:尊敬的[^，,！!]{1,6}[，,]?)?您?好?[！!：:，,]?\s*"
    r"(?:[^，,。]{0,30}收悉[，,。]?(?:现答复如下)?[：:，,。]?\s*)?"
    r"(?:[^，。：]{0,8}反映事项[，,])?"
    r"(?:(?:经[^，。：]{0,12}?(?:核实|核查|调查|了解)+|经查|重新办理情况)[，：:,]?\s*)?"
)
_RUN = re.compile("[，,。；;！!]{2,}")
_CLAUSE = re.compile(r"[^，,；;。！!？?]+[，,；;。！!？?]*")
_EDGES = " \n，,。；;：:、"


@dataclass(frozen=True, slots=True)
class Plea:
    """What a caller told, masked and short, and what is asked for."""

    what: str
    wanted: str


def plea_of(title: str, text: str) -> Plea:
    """What a request says; of an empty text its title."""
    body = normalise(mask(text or title).text)
    asked = wanted(body)
    for part in asked.split("；"):
        body = body.replace(part, "") if part else body
    clauses = _CLAUSE.findall(_LEAD.sub("", body))
    kept = "".join(clause for clause in clauses if not _ASIDE.search(clause))
    what = shortened(_RUN.sub("。", without_room(_LEAD.sub("", kept))), _MOST)
    return Plea(what or mask(title).text, shortened(asked, _MOST_WANTED) or UNSAID)


def gist_of(reply: str) -> str:
    """What a unit's reply says was done, masked and short, without its courtesies."""
    body = _REPLY_LEAD.sub("", normalise(mask(reply).text))
    kept = [s for s in sentences(body) if not _REPLY_ASIDE.search(s)]
    return shortened(_REPLY_LEAD.sub("", "".join(kept)), _MOST_REPLY)


def without_room(text: str) -> str:
    """A text without the entrance and the room in which somebody lives."""
    return _ROOM.sub("", text)


def shortened(text: str, most: int) -> str:
    """The first clauses of a text that have room, with “……” where something was left out."""
    said = ""
    for found in _CLAUSE.finditer(text):
        if said and len(said) + len(found.group()) > most:
            return f"{said.strip(_EDGES)}……"
        said += found.group()
    said = said.strip(_EDGES)
    return said if len(said) <= 2 * most else f"{said[:most]}……"
