"""``minsheng readiness``: what is missing before the first call."""

from typing import Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_existing


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("readiness", cls=Command)(readiness)


def readiness(
    sms: Annotated[str, typer.Option(metavar="手机号", help="先试发一条短信")] = "",
    mail: Annotated[str, typer.Option(metavar="邮箱", help="先试发一封邮件")] = "",
    data: Data = None,
) -> None:
    """上线检查：接第一通电话以前还缺什么；有必须办的，退出码为 1。"""
    from service.bootstrap import sample_units, seed
    from service.domain.installed import Verdict
    from service.domain.notices.messages import NoticeChannel
    from service.domain.permissions import SYSTEM
    from service.flows.queries.installation.readiness import readiness as checked
    from service.jobs.trying import try_out
    from service.labels import LABELS

    system = open_existing(data)
    seed(system)
    for channel, to in ((NoticeChannel.SMS, sms), (NoticeChannel.MAIL, mail)):
        if to:
            try_out(system, channel, to)
            print("网关已收下，请看对方是否收到。")
    with system.read_desk(SYSTEM) as desk:
        found = checked(desk, system.installed(), sample_units())
    for check in found:
        advice = f" → {check.advice}" if check.advice else ""
        print(f"{LABELS[Verdict][check.verdict.value]}\t{check.title}\t{check.said}{advice}")
    must = sum(check.verdict is Verdict.MUST for check in found)
    if must:
        print(f"还有 {must} 项必须办。")
        raise typer.Exit(1)
    print("可以接电话了。")
