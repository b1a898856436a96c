"""Signing in and one's own account."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SignInForm:
    """The sign-in form as it is filled in."""

    username: str = ""
    next: str = ""
    error: str = ""
    accounts: list[dict[str, str]] = field(default_factory=list)
    action: str = "/sign-in"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """auth.html"""

    sign_in: SignInForm = field(metadata={"help": "登录表单"})


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """password.html"""

    error: str = field(default="", metadata={"help": "没有改成的原因"})


@dataclass(frozen=True, slots=True)
class StylePage:
    """style.html needs nothing but the frame."""
