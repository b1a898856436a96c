"""The unit of work: one request or job, one transaction, everything written or nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from service.domain.errors import BadInput
from service.store.audit.seals import Seals
from service.store.calling.claims import Claims
from service.store.calling.inspections import Inspections
from service.store.catalogue.catalogues import Catalogues
from service.store.catalogue.drafts import Drafts
from service.store.catalogue.proposals import Proposals
from service.store.database.engine import WRITES, reads_of
from service.store.governance.duties import Duties
from service.store.governance.meetings import Meetings
from service.store.governance.plans import Plans
from service.store.governance.policies import Policies
from service.store.governance.surveys import Surveys
from service.store.installation.memory import Memory
from service.store.installation.runs import Runs
from service.store.installation.secrets import Vault
from service.store.installation.tally import Tally
from service.store.month.agenda_items import AgendaItems
from service.store.month.editions import Editions
from service.store.month.months import Months
from service.store.month.outlooks import Outlooks
from service.store.month.papers import Papers
from service.store.month.reports import Reports
from service.store.month.special_reports import SpecialReports
from service.store.staff.bells import Bells
from service.store.staff.notices import Notices
from service.store.staff.people import People
from service.store.supervision.duallist import DualList
from service.store.supervision.findings import Findings
from service.store.supervision.paces import Paces
from service.store.tickets.attachments import Attachments
from service.store.tickets.blobs import Blobs
from service.store.tickets.bulk_runs import BulkRuns
from service.store.tickets.callers import Callers
from service.store.tickets.merges import Merges
from service.store.tickets.readings import Readings
from service.store.tickets.tickets import Tickets
from service.store.together.matters import Matters
from service.store.together.precedents import Precedents

_NOT_TO_BE_HELD = "有数据库存不下的字符或数字，请改正后再试。"


class UnitOfWork:
    """The aggregates of one transaction; the edge that opened it commits or rolls back."""

    def __init__(
        self, session: Session, vault: Vault, family_names: Mapping[str, str], blobs: Blobs
    ) -> None:
        self.session = session
        self.vault = vault
        self.blobs = blobs
        self.tickets = Tickets(session)
        self.merges = Merges(session, self.tickets)
        self.claims = Claims(session)
        self.inspections = Inspections(session)
        self.readings = Readings(session)
        self.callers = Callers(session, vault)
        self.people = People(session)
        self.notices = Notices(session)
        self.bells = Bells(session, vault)
        self.attachments = Attachments(session, vault)
        self.bulk_runs = BulkRuns(session)
        self.catalogues = Catalogues(session, family_names)
        self.drafts = Drafts(session)
        self.editions = Editions(session)
        self.reports = Reports(session)
        self.special_reports = SpecialReports(session)
        self.findings = Findings(session)
        self.duallist = DualList(session)
        self.paces = Paces(session)
        self.matters = Matters(session)
        self.months = Months(session)
        self.agenda = AgendaItems(session)
        self.plans = Plans(session)
        self.outlooks = Outlooks(session)
        self.duties = Duties(session)
        self.surveys = Surveys(session)
        self.meetings = Meetings(session)
        self.papers = Papers(session)
        self.policies = Policies(session)
        self.precedents = Precedents(session)
        self.proposals = Proposals(session)
        self.runs = Runs(session)
        self.memory = Memory(session)
        self.seals = Seals(session)

    def check_alive(self) -> None:
        """Ask the database for a sign of life; raises what the database raises."""
        self.session.execute(select(1))

    def flush(self) -> None:
        """Send everything gathered to the database. Raises ``Stale``."""
        self.session.flush()
        self.tickets.flush()
        self.attachments.flush()
        self.readings.flush()
        self.notices.flush()


class Store:
    """Opens units of work on one engine; ``blobs``: where contents of files lie.

    ``editions``: where signed reports lie, which hold nothing about a person.
    """

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        family_names: Mapping[str, str],
        folder: Path = Path("data"),
    ) -> None:
        self.engine = engine
        self.vault = vault
        self._family_names = family_names
        self.blobs = Blobs(folder / "attachments", vault.file_cipher())
        self.editions = Blobs(folder / "reports" / "signed", None)
        self.tally = Tally()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A transaction that writes; committed when the block ends well, else rolled back."""
        with self._session(writes=True) as session:
            uow = UnitOfWork(session, self.vault, self._family_names, self.blobs)
            yield uow
            uow.flush()
            session.commit()
        for sha256 in uow.attachments.dropped:
            self.blobs.drop(sha256)
        self.tally.add(uow.tickets.written)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads; whatever is done in it is rolled back."""
        with self._session(writes=False) as session:
            yield UnitOfWork(session, self.vault, self._family_names, self.blobs)
            session.rollback()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        engine = self.engine if writes else reads_of(self.engine)
        engine = engine.execution_options(**{WRITES: writes})
        with Session(engine, autoflush=True, expire_on_commit=False) as session:
            try:
                yield session
            except DataError as problem:  # such as a NUL, from wherever in the request it came
                raise BadInput(_NOT_TO_BE_HELD) from problem
