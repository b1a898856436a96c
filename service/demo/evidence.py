"""Photos and a mention in the simulated city: drawn scenes on tickets that units work on now."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from service.bootstrap import System
from service.demo.people import unit_username
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.flows.files import attachments
from service.flows.files.attachments import Given
from service.flows.hotline import Hotline
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import Page, search
from service.flows.steps import take
from service.store.uow import UnitOfWork

_SHOWN = 4
_SIZE = (960, 720)
_SKY, _GROUND, _THING = (172, 196, 214), (122, 118, 108), (70, 64, 60)
_LATER = timedelta(minutes=30)


def add_evidence(system: System, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Notes of units with a photo, and one of the supervisor that mentions a unit; return how many.

    ``people``: by user name. Tickets whose last step lies too near to ``now`` are left alone.
    """
    photos = [
        Given(f"现场照片{number}.jpg", BytesIO(scene(number))) for number in range(1, _SHOWN + 1)
    ]
    kept = attachments.take_in(system.store, hotline.attachments, photos)
    with system.store.write() as uow:
        tickets = _at_work(Desk(uow, hotline, people["supervisor01"], now))
        for ticket, photo in zip(tickets, kept, strict=False):
            clerk = people[unit_username("unit_clerk", ticket.lead_unit)]
            note = {"note": "已到现场，照片附后，处理结果随答复一并报。"}
            take(Desk(uow, hotline, clerk, now - _LATER), ticket.no, Step.NOTE, note, files=[photo])
        for ticket in tickets[:1]:
            _mention(uow, hotline, people, ticket.no, now)
    return len(tickets)


def _at_work(desk: Desk) -> list[Ticket]:
    """The newest tickets that units work on and that nobody has touched for a while."""
    found = search(desk, Filters(statuses=(Status.IN_PROGRESS,)), Page(size=40))
    tickets = desk.uow.tickets.get_many([line.no for line in found.rows])
    quiet = desk.now - 2 * _LATER
    still = [t for t in tickets if desk.uow.tickets.steps(t.no)[-1].at <= quiet]
    return still[:_SHOWN]


def _mention(
    uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], no: str, now: datetime
) -> None:
    desk = Desk(uow, hotline, people["supervisor01"], now)
    unit = desk.catalogue.units[uow.tickets.get(no).lead_unit].name
    take(desk, no, Step.NOTE, {"note": f"@{unit} 照片看到了，请把处理后的也附上。"})


def scene(number: int) -> bytes:
    """A drawing of a street with something in it, as a JPEG; another for each number."""
    picture = Image.new("RGB", _SIZE, _SKY)
    draw = ImageDraw.Draw(picture)
    width, height = _SIZE
    draw.rectangle((0, height * 2 // 3, width, height), fill=_GROUND)
    for block in range(4):
        left = (block * 250 + number * 67) % width
        draw.rectangle((left, 180 + 40 * block, left + 160, height * 2 // 3), fill=_THING)
    draw.ellipse((400, 520, 400 + 60 * number, 580), fill=(40, 40, 44))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
