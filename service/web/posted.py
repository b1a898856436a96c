"""What forms send along so that a step on an old page is noticed."""

from collections.abc import Mapping

from service.domain.errors import BadInput
from service.domain.texts import whole


def version_of(values: Mapping[str, str]) -> int:
    """The version of the ticket that the page showed. Raises ``BadInput`` without one."""
    version = whole(values.get("version", ""))
    if version is None:
        raise BadInput("页面缺少版本号，请刷新后再提交。")
    return version


def seen_of(token: str) -> tuple[str, int]:
    """Number and version out of a tick box's ``NO:VERSION``. Raises ``BadInput``."""
    no, _, version = token.partition(":")
    return no, version_of({"version": version})


def local_path(address: str) -> str:
    """The address when it is a page of this site, else empty: nobody is sent elsewhere."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_local else ""
