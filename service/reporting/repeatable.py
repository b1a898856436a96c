"""Makes office files repeatable: the same content, the same bytes, whenever they are written."""

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

Change = Callable[[bytes], bytes]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_FIXED = rb"\g<1>1980-01-01T00:00:00Z\g<3>"


def repeatable(package: bytes, changes: Mapping[str, Change] = MappingProxyType({})) -> bytes:
    """The office file with the times of its writing taken out.

    ``changes``: by the name of a part what else is done to it.
    """
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _CORE:
                content = _WRITTEN.sub(_FIXED, content)
            if name in changes:
                content = changes[name](content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return made.getvalue()
