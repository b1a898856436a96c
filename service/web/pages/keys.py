"""Keys for other systems, for the administrator: made, shown once, withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel

from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.flows.staff import keys
from service.store.uow import UnitOfWork
from service.web.contexts.keys import KeyMadePage, KeysPage
from service.web.deps import ReadUow, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import render, see_other
from service.web.views import keyrows

router = APIRouter()
_Admin = Annotated[Actor, allow(Permission.USER_MANAGE)]


class KeyForm(BaseModel):
    """What the form of a new key sends; ``kind``: for a channel, or for an account."""

    name: str = ""
    kind: str = "channel"
    channel: str = ""
    username: str = ""


@router.get("/keys")
def list_keys(request: Request, uow: ReadUow, visitor: SignedIn, _: _Admin) -> Response:
    return render(request, "admin/keys.html", _page(uow, KeyForm()), visitor)


@router.post("/keys")
def make_key(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Admin,
    form: Annotated[KeyForm, Form()],
) -> Response:
    """The new key, this once; sent again, it is refused because the name is taken."""
    is_channel = form.kind != "person"
    given = {"channel": form.channel} if is_channel else {"username": form.username.strip()}
    try:
        with system.write_desk(actor) as desk:
            token = keys.make(desk, form.name, **given)
            made = next(line for line in keyrows.newest_first(keys.key_lines(desk.uow)))
    except BadInput as problem:
        with system.store.read() as uow:
            page = _page(uow, form, problem)
        return render(request, "admin/keys.html", page, visitor, CODES[type(problem)])
    address = system.settings.public_url or str(request.base_url)
    page_made = KeyMadePage(
        name=made.name,
        token=token,
        may_do=keyrows.may_do(made),
        example=keyrows.example(address.rstrip("/"), token),
    )
    return render(request, "admin/key_made.html", page_made, visitor)


@router.post("/keys/revoke")
def revoke_key(desk: WriteDesk, _: _Admin, key: Annotated[str, Form()] = "") -> Response:
    line = keys.withdraw(desk, key)
    return see_other("/keys", f"已吊销“{line.name}”，马上失效。")


def _page(uow: UnitOfWork, form: KeyForm, problem: BadInput | None = None) -> KeysPage:
    fields = list(problem.fields or [""]) if problem else []
    return KeysPage(
        rows=[keyrows.key_item(line) for line in keyrows.newest_first(keys.key_lines(uow))],
        channels=keyrows.CHANNELS,
        values=form.model_dump(),
        errors=[{"field": name, "message": problem.message} for name in fields if problem],
    )
