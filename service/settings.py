"""Settings: environment wins over the ``.env`` file wins over the default."""

import os
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX, _TESTS = "MINSHENG_", "MINSHENG_TEST_"
_ENV_FILE = Path(".env")


def unknown_settings() -> list[str]:
    """Names that look like settings and are none, with what was probably meant: a slip of the pen
    leaves a default in force, which nobody would notice."""
    given = {name.upper() for name in os.environ}
    if _ENV_FILE.is_file():
        given |= {name.upper() for name in dotenv_values(_ENV_FILE)}
    known = {f"{_PREFIX}{name}".upper() for name in Settings.model_fields}
    wrong = sorted(n for n in given - known if n.startswith(_PREFIX) and not n.startswith(_TESTS))
    return [_meant(name, sorted(known)) for name in wrong]


def _meant(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"{name}（是不是 {near[0]}？）" if near else name


class Settings(BaseSettings):
    """Every setting of an installation; each is documented in ``docs/operations.md``."""

    model_config = SettingsConfigDict(env_prefix="MINSHENG_", env_file=".env", extra="ignore")

    data: Path = Field(default=Path("data"), description="数据目录")
    database_url: str = Field(default="", description="数据库地址，空着就用数据目录里的 SQLite")
    secret_key: str = Field(default="", description="加密个人信息的密钥，空着则不加密")
    city: str = Field(default="", description="页面上的城市名")
    profile: str = Field(default="henan", description="时限规则的名字，或一个 .toml 文件")
    supervision: str = Field(default="default", description="督办规则的名字，或一个 .toml 文件")
    reader: str = Field(default="", description="固定用这个读件模型目录，空着由“读件模型”页决定")
    auto_dispatch: bool = Field(default=True, description="有把握的工单是否自动派单")
    secure_cookies: bool = Field(default=False, description="只在 HTTPS 下发送登录 cookie")
    session_hours: int = Field(default=12, description="登录有效小时数")
    idle_minutes: int = Field(default=120, ge=5, description="多少分钟没有操作要重新登录")
    metrics_public: bool = Field(
        default=False, description="谁都能看 /metrics；否则只有本机和有权限的密钥"
    )
    archive_days: int = Field(default=365, ge=1, description="办结多少天后归档")
    learn_rows: int = Field(default=60, ge=1, description="新的人工结论满多少件才训练新的读件模型")
    public_url: str = Field(
        default="", description="诉求人能打开的网址，如 https://12345.example.gov.cn；写进短信"
    )
    sms_url: str = Field(default="", description="短信网关地址，空着不发短信，只记日志")
    sms_secret: str = Field(default="", description="与短信网关约定的签名密钥")
    smtp_url: str = Field(
        default="", description="邮件服务器，如 smtps://用户:密码@主机:465，空着不发邮件"
    )
    mail_from: str = Field(default="", description="发件人邮箱")
    quiet_from: int = Field(default=22, ge=0, le=23, description="几点起不发短信和邮件，紧急件除外")
    quiet_until: int = Field(
        default=8, ge=0, le=23, description="几点起恢复发送；与上一项相同则不停"
    )
    notice_days: int = Field(default=90, ge=1, description="已读已发的通知保留多少天")
    season_weeks: int = Field(default=6, ge=1, le=26, description="高发季开始前几周告诉调度领导")
    file_mb: int = Field(default=20, ge=1, le=500, description="一个附件最多多少 MB")
    ticket_files: int = Field(default=30, ge=1, description="一张工单最多多少个附件")
    ticket_mb: int = Field(default=200, ge=1, description="一张工单的附件合起来最多多少 MB")
    files_gb: int = Field(default=50, ge=1, description="全部附件最多多少 GB，满了不再收")
    removed_file_days: int = Field(
        default=180, ge=1, description="撤下的附件内容保留多少天；误传个人信息的当时就删"
    )
    log_level: str = Field(default="INFO", description="日志级别")
    log_json: bool = Field(default=False, description="日志写成 JSON，每行一个")
    demo: bool = Field(default=False, description="演示城市：登录页列出演示账号")

    @property
    def url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{(self.data / 'minsheng.sqlite').resolve()}"
