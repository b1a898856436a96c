"""Signing in and one's own account."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One demonstration account; ``words`` are what it is found by."""

    username: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class RoleRow:
    """The accounts of a role; ``first`` is the one to begin with."""

    label: str
    first: AccountRow
    accounts: list[AccountRow]


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """The accounts of a demonstration city and their one password."""

    password: str
    roles: list[RoleRow]


@dataclass(frozen=True, slots=True)
class SignInForm:
    """The sign-in form as it is filled in; ``demo`` is there in a demonstration city alone."""

    username: str = ""
    next: str = ""
    error: str = ""
    demo: DemoAccounts | None = None
    action: str = "/sign-in"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """auth.html"""

    sign_in: SignInForm = field(metadata={"help": "登录表单"})


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """password.html"""

    error: str = field(default="", metadata={"help": "没有改成的原因"})
    is_first: bool = field(default=False, metadata={"help": "现在的密码是别人给的，改了才能做别的"})


@dataclass(frozen=True, slots=True)
class StylePage:
    """style.html needs nothing but the frame."""
