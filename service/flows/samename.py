"""A place whose name several districts have: which ones, so that the agent can ask."""

from collections.abc import Sequence

from models.places.finder import Place
from models.places.gazetteer import Gazetteer

_COUNTIES = frozenset({"district", "county", "zone"})


def districts_of(places: Sequence[Place], gazetteer: Gazetteer) -> tuple[str, list[str]]:
    """The first name that was said and could be in several districts, and their names.

    Empty where every place is known, unknown altogether, or lies in one district.
    """
    for place in places:
        bearers = gazetteer.names.get(place.text, ()) if place.code is None else ()
        found = [_district(bearer.code, gazetteer) for bearer in bearers]
        names = list(dict.fromkeys(filter(None, found)))
        if len(names) > 1:
            return place.text, names
    return "", []


def _district(code: str, gazetteer: Gazetteer) -> str:
    return next((e.name for e in gazetteer.line_of(code) if e.kind in _COUNTIES), "")
