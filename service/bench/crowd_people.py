"""One person of the crowd: signs in, looks at lists and tickets, and presses what is offered."""

import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from urllib.parse import urlencode

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Status

_TIMEOUT = 60
_IDLE = 3
"""A server closes a connection that is not used for some seconds; it is opened anew before."""
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_STALE, _PAGE, _REGISTER, _LEAVES_IT = 0.15, 0.08, 0.03, 0.8
_S = Status
LOOKS_FOR: Mapping[Role, tuple[Status, ...]] = {
    Role.AGENT: (_S.REGISTERED, _S.CLOSED),
    Role.DISPATCHER: (_S.PENDING_DISPATCH, _S.RETURN_PENDING, _S.DISPATCHED),
    Role.REVIEWER: (_S.REPLIED, _S.CALLBACK_DUE),
    Role.CALLBACK_CLERK: (_S.CALLBACK_DUE, _S.MERGED),
    Role.SUPERVISOR: (_S.IN_PROGRESS, _S.SUSPENDED, _S.CLOSED),
}
# What ends a ticket early or leaves it where it is would make its way short.
_SELDOM = {Step.REJECT, Step.ANSWER, Step.TERMINATE, Step.MERGE, Step.RECALL, Step.CORRECT}
_SELDOM |= {Step.NOTE, Step.REMIND, Step.SUPERVISE, Step.INSTRUCT, Step.SUMMON, Step.SEND_BACK}
_USUAL, _RARE, _MOVE = 3, 1, 9


@dataclass(frozen=True, slots=True)
class Ack:
    """A step that the server said it had taken: on which version of which ticket, by whom."""

    no: str
    version: int
    step: str
    person: int


@dataclass
class Log:
    """What one person, or all together, saw of the server; seconds per request."""

    acks: list[Ack] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    pressed: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Log") -> None:
        """Take over what another one saw."""
        for name in ("acks", "registered", "pressed", "looked", "broken"):
            getattr(self, name).extend(getattr(other, name))
        self.answers += other.answers


class Person:
    """A person with a browser: one connection, one session, a memory of tickets looked at."""

    def __init__(
        self, address: tuple[str, int], actor: Actor, units: Sequence[str], seed: int
    ) -> None:
        self.actor, self.log = actor, Log()
        self._connection = HTTPConnection(*address, timeout=_TIMEOUT)
        self._used, self._asked = time.monotonic(), ""
        self._units, self._chance = units, Random(seed)  # noqa: S311
        self._headers: dict[str, str] = {}
        self._queue: list[str] = []
        self._seen: dict[str, dict[str, Any]] = {}

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as everybody does. Raises ``OSError`` when that fails."""
        form = urlencode({"username": username, "password": password})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers, _ = self._ask("POST", "/sign-in", form, kind)
        if status != 303:
            raise OSError(f"sign-in answered {status}")
        self._headers = {"Cookie": headers["set-cookie"].partition(";")[0]}
        _, _, page = self._ask("GET", "/password", "", {})
        found = _CSRF.search(page.decode())
        if found is None:
            raise OSError("the form has no token")
        self._headers["X-CSRF-Token"] = found[1]
        self.log = Log()

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def work(self, until: float) -> None:
        """Look and press until then (``time.monotonic``)."""
        while time.monotonic() < until:
            try:
                self._turn()
            except (OSError, HTTPException) as problem:
                idle = time.monotonic() - self._used
                self.log.broken.append(
                    f"{type(problem).__name__} {self._asked}（闲了 {idle:.1f} 秒）"
                )
                self.hang_up()
        self.hang_up()

    def _turn(self) -> None:
        chance = self._chance.random()
        if Role.AGENT in self.actor.roles and chance < _REGISTER:
            self._register()
        elif chance < _PAGE:
            self._look(self._chance.choice(["/", "/tickets", *map(_page_of, self._seen)]))
        elif self._seen and chance < _STALE:
            self._press(self._seen[self._chance.choice(list(self._seen))])
        else:
            self._next()

    def _next(self) -> None:
        if not self._queue:
            wanted = next((LOOKS_FOR[r] for r in self.actor.roles if r in LOOKS_FOR), ())
            query = urlencode({"status": ",".join(wanted), "size": 100, "sort": "registered_at"})
            found = self._look(f"/api/v1/tickets?{query}")
            self._queue = [line["no"] for line in (found or {}).get("tickets", [])]
            self._chance.shuffle(self._queue)
            self._queue = self._queue[:20]
        if not self._queue:
            time.sleep(0.2)
            return
        no = self._queue.pop()
        if Role.CALLBACK_CLERK in self.actor.roles:
            self._send(f"/api/v1/tickets/{no}/claim", {})
        ticket = self._look(f"/api/v1/tickets/{no}")
        if ticket is not None:
            self._seen[ticket["no"]] = ticket
            self._press(ticket)

    def _press(self, ticket: dict[str, Any]) -> None:
        """One of the steps that the server offered when the ticket was looked at."""
        offered = [row for row in ticket["possible"] if row["refused"] is None]
        if not offered:
            return
        weights = [_weight(row) for row in offered]
        if max(weights) == _RARE and self._chance.random() < _LEAVES_IT:
            return
        row = self._chance.choices(offered, weights)[0]
        body = {field["name"]: self._fill(field, ticket) for field in row["fields"]}
        body = {name: value for name, value in body.items() if value is not None}
        if row["step"] == Step.CLOSE_EXPLAINED:
            body = {"explanation": body["explanation"]}
        body |= {"step": row["step"], "version": ticket["version"]}
        no = ticket["no"]
        status, answer = self._send(f"/api/v1/tickets/{no}/steps", body)
        if status == 200:
            ack = Ack(no, ticket["version"], row["step"], self.actor.id)
            self.log.acks.append(ack)
            # What was seen before is kept: it is the old page, still open somewhere.
            if self._chance.random() < 0.5:
                self._seen.pop(no, None)
        elif status == 409 and answer.get("version") is not None:
            self._seen.pop(no, None)

    def _register(self) -> None:
        text = "样例路北段井盖松动，车一过就响，晚上吵得睡不着，希望尽快固定。"
        body = {"text": text, "channel": "phone", "name": "赵女士", "phone": "13900000002"}
        body |= {"place": "样例路北段", "occurred": "昨晚起", "demand": "固定井盖"}
        status, answer = self._send("/api/v1/tickets", body)
        if status == 201:
            self.log.registered.append(str(answer["no"]))

    def _fill(self, field: Mapping[str, Any], ticket: Mapping[str, Any]) -> Any:
        name, kind = field["name"], field["kind"]
        if name in ("step", "topic", "area", "designated_by", "call_at", "attachment"):
            return None
        if name in ("co_units", "suggested_unit") and self._chance.random() < 0.7:
            return None
        if name == "co_unit" and ticket["co_units"]:
            return self._chance.choice(ticket["co_units"])
        if name in ("responded", "solved", "satisfied"):
            return self._chance.choices(["yes", "no"], [4, 1])[0]
        if field["choices"]:
            return self._chance.choice(field["choices"])
        return self._of_kind("explanation" if name == "explanation" else kind)

    def _of_kind(self, kind: str) -> Any:
        others = list(self._seen) or [""]
        values: dict[str, Any] = {
            "unit": self._chance.choice(self._units),
            "units": self._chance.sample(self._units, min(2, len(self._units))),
            "ticket": self._chance.choice(others),
            "date": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 40 * 86400)),
            "moment": time.strftime("%Y-%m-%d 10:30", time.gmtime(time.time() + 2 * 86400)),
            "number": self._chance.randint(1, 4),
            "flag": True,
            # Always the same: what is closed is what was consented to.
            "explanation": "已经按政策解释。",
            "text": f"按规定办理，编号{self._chance.randint(1000, 9999)}。",
        }
        return values.get(kind)

    def _look(self, path: str) -> dict[str, Any] | None:
        status, headers, body = self._ask("GET", path, "", {})
        is_json = headers.get("content-type", "").startswith("application/json")
        return json.loads(body) if status == 200 and is_json else None

    def _send(self, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        kind = {"Content-Type": "application/json"}
        status, _, answer = self._ask("POST", path, json.dumps(body), kind)
        return status, json.loads(answer) if answer else {}

    def _ask(
        self, method: str, path: str, body: str, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        if time.monotonic() - self._used > _IDLE:
            self._connection.close()
        started, self._asked = time.perf_counter(), f"{method} {path.partition('?')[0]}"
        sent = body.encode() if body else None
        self._connection.request(method, path, sent, {**self._headers, **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        spent, self._used = time.perf_counter() - started, time.monotonic()
        (self.log.looked if method == "GET" else self.log.pressed).append(spent)
        self.log.answers[f"{method} {answer.status}"] += 1
        if answer.status >= 500:
            self.log.broken.append(f"{method} {path.partition('?')[0]} {answer.status}")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def _page_of(no: str) -> str:
    return f"/tickets/{no}"


def _weight(row: Mapping[str, Any]) -> int:
    if row["step"] in _SELDOM:
        return _RARE
    return _USUAL if row["is_record"] else _MOVE
