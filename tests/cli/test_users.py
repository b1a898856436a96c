"""Accounts, keys and units from the command line; passwords never stand on it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from service.bootstrap import System
from service.domain.errors import NotSignedIn
from service.flows.staff.people import open_session, recognise
from tests.cli.conftest import Result, Run

Ask = Callable[..., Result]
LONG = "a-long-password"


@pytest.fixture
def data(system: System) -> Path:
    """A seeded installation."""
    return system.settings.data


@pytest.fixture
def ask(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command of the installation with a password on standard input."""

    def asked(*arguments: str, password: str = LONG) -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return run(*arguments, "--data", data)

    return asked


def may_sign_in(system: System, username: str, password: str) -> bool:
    """Whether name and password open a session."""
    with system.store.write() as uow:
        try:
            recognise(uow, username, password, system.now())
        except NotSignedIn:
            return False
    return True


def add(ask: Ask, *more: str, username: str = "zhang") -> Result:
    return ask("user", "add", username, "--name", "张三", *more, "--password-stdin")


def test_a_new_person_can_sign_in(ask: Ask, system: System) -> None:
    assert add(ask, "--role", "agent", "--role", "派单员").status == 0
    assert may_sign_in(system, "zhang", LONG)
    assert "zhang\t张三\t话务员、派单员" in ask("user", "list").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "captain"), "没有角色“captain”"),
        (("--role", "handler"), "要写明单位"),
        (("--role", "handler", "--unit", "nowhere"), "没有单位 nowhere"),
        (("--role", "agent", "--unit", "housing"), "不写单位"),
        (("--role", "system"), "不能给人"),
    ],
)
def test_roles_that_do_not_fit_are_refused(
    ask: Ask, system: System, arguments: tuple[str, ...], words: str
) -> None:
    result = add(ask, *arguments)
    assert result.status == 2
    assert words in result.error
    assert not may_sign_in(system, "zhang", LONG)


def test_a_weak_password_or_a_taken_name_is_refused(ask: Ask) -> None:
    weak = ask(
        *("user", "add", "li", "--name", "李", "--role", "agent", "--password-stdin"),
        password="short",
    )
    assert "至少" in weak.error
    assert "已经有了" in add(ask, "--role", "agent", username="agent").error


def test_a_password_is_not_taken_from_nowhere(ask: Ask) -> None:
    result = ask("user", "add", "li", "--name", "李", "--role", "agent")
    assert result.status == 2
    assert "--password-stdin" in result.error


def test_a_changed_password_replaces_the_old_one(ask: Ask, system: System) -> None:
    add(ask, "--role", "agent")
    assert (
        ask("user", "password", "zhang", "--password-stdin", password="another-one-9").status == 0
    )
    assert not may_sign_in(system, "zhang", LONG)
    assert may_sign_in(system, "zhang", "another-one-9")
    assert must_change(system)
    own = ask("user", "password", "zhang", "--password-stdin", "--own", password="another-one-8")
    assert own.status == 0
    assert not must_change(system)


def must_change(system: System) -> bool:
    with system.store.read() as uow:
        return uow.people.by_username("zhang").must_change  # type: ignore[union-attr]


def test_a_disabled_person_is_out_at_once_and_can_come_back(ask: Ask, system: System) -> None:
    add(ask, "--role", "agent")
    with system.store.write() as uow:
        actor = recognise(uow, "zhang", LONG, system.now())
        token = open_session(uow, actor, system.now()).token
    ask("user", "disable", "zhang")
    with system.store.read() as uow:
        assert uow.people.signed_in(token) is None
    assert not may_sign_in(system, "zhang", LONG)
    assert "已停用" in ask("user", "list").out
    ask("user", "disable", "zhang", "--undo")
    assert may_sign_in(system, "zhang", LONG)


def test_other_roles_replace_the_old_ones(ask: Ask) -> None:
    add(ask, "--role", "agent")
    assert ask("user", "roles", "zhang", "--role", "handler", "--unit", "housing").status == 0
    assert "zhang\t张三\t承办人\thousing" in ask("user", "list").out
    assert "没有用户" in ask("user", "roles", "nobody", "--role", "agent").error


def test_a_key_of_a_person_acts_as_that_person_until_it_is_revoked(
    ask: Ask, system: System
) -> None:
    token = ask("key", "create", "--user", "agent", "--name", "对接").out.strip()
    with system.store.read() as uow:
        actor, channel = uow.people.by_key(token) or (None, "")
    assert actor is not None
    assert (actor.name, channel) == ("测试agent", "")
    listed = ask("key", "list").out
    assert "用户 agent" in listed
    assert token not in listed
    assert ask("key", "revoke", listed.split("\t")[0]).status == 0
    with system.store.read() as uow:
        assert uow.people.by_key(token) is None
    assert "没有在用的密钥" in ask("key", "revoke", "对接").error


def test_a_key_of_a_channel_files_for_that_channel(ask: Ask, system: System) -> None:
    token = ask("key", "create", "--channel", "微信").out.strip()
    with system.store.read() as uow:
        _, channel = uow.people.by_key(token) or (None, "")
    assert channel == "wechat"


@pytest.mark.parametrize(
    "arguments",
    [(), ("--user", "agent", "--channel", "web"), ("--user", "nobody"), ("--channel", "鸽子")],
)
def test_a_key_is_for_one_person_or_one_channel(ask: Ask, arguments: tuple[str, ...]) -> None:
    result = ask("key", "create", *arguments)
    assert result.status == 2
    assert result.out == ""


def test_a_new_unit_can_be_given_to_people(ask: Ask) -> None:
    made = ask("unit", "add", "lamp", "--name", "市路灯管理处", "--family", "municipal_works")
    assert made.status == 0
    assert "lamp\t市路灯管理处\tcity\tmunicipal_works" in ask("unit", "list").out
    assert add(ask, "--role", "handler", "--unit", "lamp").status == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("housing", "--family", "housing"), "已经有了"),
        (("lamp", "--family", "lamps"), "没有职能“lamps”"),
        (("lamp", "--family", "housing", "--level", "moon"), "没有级别“moon”"),
        (("lamp", "--family", "housing", "--level", "county"), "要写明地区"),
        (("lamp", "--family", "housing", "--area", "410000"), "没有地区“410000”"),
        (("lamp", "--family", "housing", "--parent", "sun"), "没有上级单位“sun”"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(
    ask: Ask, arguments: tuple[str, ...], words: str
) -> None:
    result = ask("unit", "add", *arguments, "--name", "某处")
    assert result.status == 2
    assert words in result.error
