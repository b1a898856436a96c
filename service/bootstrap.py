"""The only wiring: settings in, a running system out. Nothing is built at import."""

import os
import pwd
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine

from models.load import load_reader
from models.places.gazetteer import Gazetteer, GazetteerEntry
from models.reader import Reader
from models.shelf import registry
from models.shelf.artefact import ArtefactMismatch
from models.topics.catalogue import TopicCatalogue, load_catalogue
from service.domain.attachments import AttachmentRules
from service.domain.errors import Misconfigured
from service.domain.installed import Installed
from service.domain.localtime import LOCAL
from service.domain.notices.messages import NoticeChannel, NoticeRules, QuietHours
from service.domain.outlook import OutlookRules
from service.domain.permissions import Actor
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.starting import add_catalogue, is_empty, starter_units, unit_families
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.lessons.readers import Shelf
from service.flows.queries.tickets.similar import Neighbours
from service.gateways.gateway import Gateway
from service.gateways.set_up import gateways
from service.profiles import load_profile, published_calendar
from service.settings import Settings, unknown_settings
from service.store.database.engine import make_engine
from service.store.database.migrate import upgrade
from service.store.installation.keyfile import kept_secret
from service.store.installation.marks import check_secret
from service.store.installation.secrets import Vault
from service.store.uow import Store, UnitOfWork
from service.supervision_file import load_supervision

_log = structlog.get_logger("bootstrap")


@dataclass
class System:
    """A running installation."""

    settings: Settings
    store: Store
    hotline: Hotline
    neighbours: Neighbours = field(default_factory=Neighbours)
    gateways: Mapping[NoticeChannel, Gateway] = field(default_factory=dict)

    def now(self) -> datetime:
        """The time, at the edge; everything below gets it as a parameter."""
        return datetime.now(UTC)

    @contextmanager
    def write_desk(self, actor: Actor, now: datetime | None = None) -> Iterator[Desk]:
        """This person's desk in a transaction that writes; ``now``: if not by the clock."""
        with self.store.write() as uow:
            yield Desk(uow, self.hotline, actor, now or self.now())

    @contextmanager
    def read_desk(self, actor: Actor, now: datetime | None = None) -> Iterator[Desk]:
        """The same in a transaction that only reads."""
        with self.store.read() as uow:
            yield Desk(uow, self.hotline, actor, now or self.now())

    def installed(self) -> Installed:
        """What the settings and the machine say of this installation."""
        on, disk = self.settings, shutil.disk_usage(self.settings.data)
        return Installed(
            city=on.city,
            profile=self.hotline.profile.title,
            is_demo=on.demo,
            is_encrypted=bool(on.secret_key),
            has_secure_cookies=on.secure_cookies,
            public_url=on.public_url,
            has_sms=bool(on.sms_url),
            has_mail=bool(on.smtp_url),
            unknown_settings=tuple(unknown_settings()),
            free_share=disk.free / disk.total,
            free_gb=disk.free / 2**30,
        )

    def places_changed(self) -> None:
        """Let every process on this data folder read with the new places from now on."""
        mark = _places_mark(self.settings)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(self.now().isoformat(), encoding="ascii")


def _places_mark(settings: Settings) -> Path:
    return settings.data / "cache" / "places.changed"


def _reader_stamp(settings: Settings) -> tuple[object, ...]:
    """Changes whenever another reader is in use, or the places that it knows."""
    places: int | None = None
    with suppress(OSError):
        places = _places_mark(settings).stat().st_mtime_ns
    return (*registry.stamp(shelf_of(settings).folder), places)


def build(settings: Settings) -> System:
    """Open or create the installation in the data folder and bring its tables up to date.

    Raises ``Misconfigured`` when the folder cannot be used or a key is wrong.
    """
    ways_out = gateways(**{} if settings.demo else _ways_out(settings))
    _make_folder(settings.data)
    engine = make_engine(settings.url)
    try:
        return _build_on(engine, settings, ways_out)
    except BaseException:
        engine.dispose()
        raise


def _build_on(
    engine: Engine, settings: Settings, ways_out: Mapping[NoticeChannel, Gateway]
) -> System:
    upgrade(engine)
    vault = Vault(_secret(settings), encrypts=bool(settings.secret_key))
    names = {code: row["name"] for code, row in unit_families().items()}
    store = Store(engine, vault, names, settings.data)
    check_secret(store)
    with store.read() as uow:
        days = uow.catalogues.days()
    hotline = Hotline(
        profile=load_profile(settings.profile),
        calendar=published_calendar(days),
        make_calendar=published_calendar,
        days=days,
        make_reader=lambda: make_reader(settings, store),
        reader_stamp=lambda: _reader_stamp(settings),
        auto_dispatch=settings.auto_dispatch,
        city=settings.city,
        notices=NoticeRules(
            settings.public_url, QuietHours(settings.quiet_from, settings.quiet_until)
        ),
        supervision=load_supervision(settings.supervision),
        attachments=_attachment_rules(settings),
        outlook=OutlookRules(settings.season_weeks),
    )
    neighbours = Neighbours(settings.data / "cache" / "similar")
    return System(settings, store, hotline, neighbours, ways_out)


def _attachment_rules(settings: Settings) -> AttachmentRules:
    return AttachmentRules(
        file_mb=settings.file_mb,
        ticket_files=settings.ticket_files,
        ticket_mb=settings.ticket_mb,
        total_gb=settings.files_gb,
        removed_days=settings.removed_file_days,
    )


def _ways_out(settings: Settings) -> dict[str, str]:
    """What the settings say of the gateways; a demonstration city writes to nobody."""
    names = ("sms_url", "sms_secret", "smtp_url", "mail_from")
    return {name: getattr(settings, name) for name in names}


def seed(system: System, effective_on: date = date(2010, 1, 1)) -> bool:
    """Give an empty installation the built-in catalogue and one unit per family.

    Returns whether anything was added; an installation with a catalogue is left alone.
    """
    with system.store.write() as uow:
        if not is_empty(uow):
            return False
        add_catalogue(uow, load_catalogue(), effective_on=effective_on, now=system.now())
        uow.catalogues.add_units(starter_units())
    return True


def sample_units() -> dict[str, str]:
    """The names of the units that come with the program, by code."""
    return {unit.code: unit.name for unit in starter_units()}


def gazetteer_of(rows: list[dict[str, str]]) -> Gazetteer:
    """The city's places for the reader."""
    return Gazetteer(
        tuple(
            GazetteerEntry(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                parent=row["parent"],
                aliases=tuple(part for part in row["aliases"].split("|") if part),
            )
            for row in rows
        )
    )


def make_reader(settings: Settings, store: Store, topics: TopicCatalogue | None = None) -> Reader:
    """The reader of an installation: its places, its own training if any.

    It knows ``topics``, or those of the catalogue in force.
    """
    with store.read() as uow:
        places = gazetteer_of(uow.catalogues.areas())
        topics = topics or _topics_in_force(uow)
    cache = settings.data / "cache"
    if settings.reader:
        return load_reader(
            cache, gazetteer=places, trained_dir=Path(settings.reader), catalogue=topics
        )
    try:
        champion = registry.champion_folder(shelf_of(settings).folder)
        return load_reader(cache, gazetteer=places, trained_dir=champion, catalogue=topics)
    except ArtefactMismatch as problem:
        # Registering tickets must not stop because of a model: the page of the readers says why.
        _log.error("reader_unusable", reason=str(problem))
        return load_reader(cache, gazetteer=places, catalogue=topics)


def _topics_in_force(uow: UnitOfWork) -> TopicCatalogue:
    """What people published last, else what came with the program."""
    if is_empty(uow):
        return catalogue_rows.shipped_topics()
    version = uow.catalogues.version_on(datetime.now(LOCAL).date())
    return catalogue_rows.version_topics(uow, version)


def shelf_of(settings: Settings) -> Shelf:
    """Where an installation keeps its trained readers."""
    return Shelf(settings.data / "readers", fixed=settings.reader)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Misconfigured(f"数据目录 {folder} 不能使用：{problem.strerror}。") from problem
    owner = folder.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        raise Misconfigured(
            f"数据目录 {folder} 属于用户 {_name_of(owner)}，不要用 root 操作："
            "root 建的文件，服务以后读写不了。"
            f"请用 runuser -u {_name_of(owner)} -- 再运行这条命令。"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Misconfigured(f"数据目录 {folder} 不能写入，请换一个或改权限。")


def _name_of(uid: int) -> str:
    """What an owner is called; the number when nobody has it any more."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _secret(settings: Settings) -> bytes:
    return settings.secret_key.encode() if settings.secret_key else kept_secret(settings.data)
