"""Many people working at once on a real server: how fast it is, and whether a law was broken."""

import os
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from service.bench.crowd_cast import Cast, furnish
from service.bench.crowd_laws import lost_updates, wrong_histories
from service.bench.crowd_people import Log, Person
from service.bootstrap import System, build
from service.domain.errors import BadInput
from service.domain.permissions import SYSTEM
from service.domain.ticket import Status
from service.settings import Settings

PEOPLE, TICKETS, SECONDS = 50, 500, 120
_COMMAND = (sys.executable, "-c", "from service.cli import main; main()")
_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. Seconds per request: the median and the slowest in twenty.

    ``faults``: sentences in Chinese; none when every law held.
    """

    people: int
    tickets: int
    seconds: float
    steps: int
    steps_per_second: float
    requests_per_second: float
    press_p50: float
    press_p95: float
    look_p50: float
    look_p95: float
    answers: Mapping[str, int]
    taken: Mapping[str, int]
    ended: Mapping[str, int]
    faults: tuple[str, ...]


def crowd(
    settings: Settings, people: int = PEOPLE, tickets: int = TICKETS, seconds: int = SECONDS
) -> Outcome:
    """Let ``people`` work on ``tickets`` over HTTP for ``seconds``, then read it all again.

    The installation must be without tickets and accounts: it is filled. Raises ``BadInput``.
    """
    system = build(settings)
    try:
        password = secrets.token_urlsafe(12)
        cast, numbers = furnish(system, people, tickets, password)
    finally:
        system.store.engine.dispose()
    with _server(settings) as address:
        log, spent = _at_work(address, cast, password, seconds)
    system = build(settings)
    try:
        numbers += log.registered
        faults = [*_faults(system, cast, log, numbers), *_logged(settings), *_check(settings)]
        ended = _ended(system, numbers)
    finally:
        system.store.engine.dispose()
    return _outcome(people, tickets, spent, log, ended, faults)


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[str, int]]:
    """``minsheng serve`` with two processes on a free port; its address."""
    environment = _environment(settings)
    command = [*_COMMAND, "serve", "--port", "0", "--workers", "2"]
    with (settings.data / "crowd.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603  (our own command)
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None  # noqa: S101  (asked for above)
            said = next((line for line in process.stdout if "http://" in line), "")
            host, _, port = said.partition("http://")[2].split()[0].rpartition(":")
            yield host, int(port)
        except IndexError as problem:
            raise BadInput("服务没有启动起来，原因见 crowd.log。") from problem
        finally:
            process.terminate()
            process.wait(_PATIENCE)
            if process.stdout is not None:
                process.stdout.close()


def _environment(settings: Settings) -> dict[str, str]:
    given = {"MINSHENG_DATA": str(settings.data.resolve()), "PYTHONUNBUFFERED": "1"}
    given |= {"MINSHENG_DATABASE_URL": settings.database_url, "MINSHENG_AUTO_DISPATCH": "false"}
    given |= {"MINSHENG_SECRET_KEY": settings.secret_key, "MINSHENG_LOG_LEVEL": "ERROR"}
    paths = [part for part in (os.environ.get("PYTHONPATH"), *sys.path) if part]
    return {**os.environ, **given, "PYTHONPATH": os.pathsep.join(paths)}


def _at_work(
    address: tuple[str, int], cast: Cast, password: str, seconds: int
) -> tuple[Log, float]:
    team = [
        (name, Person(address, actor, cast.units, number))
        for number, (name, actor) in enumerate(cast.people.items())
    ]
    for name, person in team:
        _sign_in(person, name, password)
    started = time.monotonic()
    threads = [Thread(target=p.work, args=[started + seconds], daemon=True) for _, p in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, log = time.monotonic() - started, Log()
    for _, person in team:
        log.add(person.log)
    return log, spent


def _sign_in(person: Person, name: str, password: str) -> None:
    """The address is told a moment before the processes answer at it."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return person.sign_in(name, password)
        except (ConnectionError, TimeoutError):
            person.hang_up()
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _faults(system: System, cast: Cast, log: Log, numbers: Sequence[str]) -> Iterator[str]:
    """What is wrong with the histories, and with what the server said that it had done."""
    yield from (
        f"请求没有答好：{what}（{count} 次）" for what, count in Counter(log.broken).items()
    )
    actors = {actor.id: actor for actor in cast.people.values()} | {0: SYSTEM}
    with system.store.read() as uow:
        histories = {no: uow.tickets.steps(no) for no in numbers}
        versions = {ticket.no: ticket.version for ticket in uow.tickets.get_many(numbers)}
    attempts = system.hotline.profile.callback_attempts
    yield from wrong_histories(histories, versions, actors, attempts)
    yield from lost_updates(histories, log.acks, set(actors) - {0}, set(log.registered))


def _logged(settings: Settings) -> Iterator[str]:
    """The errors that the server wrote down: of what kind, and where in the program."""
    lines = (settings.data / "crowd.log").read_text(encoding="utf-8").splitlines()
    found = Counter(
        told[0] for line in lines if (told := re.findall(r"exception=.*?(?= < |$)", line))
    )
    yield from (f"服务记下：{what}（{count} 次）" for what, count in found.items())


def _check(settings: Settings) -> Iterator[str]:
    """What ``minsheng check`` finds."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [*_COMMAND, "check"],
        env=_environment(settings),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        yield from ("核对没有通过：", *(done.stdout or done.stderr).splitlines()[-5:])


def _ended(system: System, numbers: Sequence[str]) -> dict[str, int]:
    with system.store.read() as uow:
        found = Counter(ticket.status for ticket in uow.tickets.get_many(numbers))
    return {status.value: found[status] for status in Status if found[status]}


def _outcome(
    people: int,
    tickets: int,
    spent: float,
    log: Log,
    ended: Mapping[str, int],
    faults: Sequence[str],
) -> Outcome:
    asked = len(log.pressed) + len(log.looked)
    return Outcome(
        people=people,
        tickets=tickets,
        seconds=round(spent, 1),
        steps=len(log.acks),
        steps_per_second=round(len(log.acks) / spent, 1),
        requests_per_second=round(asked / spent, 1),
        press_p50=_quantile(log.pressed, 0.5),
        press_p95=_quantile(log.pressed, 0.95),
        look_p50=_quantile(log.looked, 0.5),
        look_p95=_quantile(log.looked, 0.95),
        answers=dict(sorted(log.answers.items())),
        taken=dict(Counter(ack.step for ack in log.acks).most_common()),
        ended=ended,
        faults=tuple(faults),
    )


def _quantile(spent: Sequence[float], share: float) -> float:
    ordered = sorted(spent)
    return round(ordered[int(share * (len(ordered) - 1))], 4) if ordered else 0.0
