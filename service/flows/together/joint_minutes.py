"""The minutes of a joint session (会议纪要) as a paper: what was asked, said, decided, by when."""

from service.domain.errors import NotFound
from service.domain.localtime import LOCAL
from service.domain.permissions import Permission
from service.domain.together.matters import Matter
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.together.joint import MatterView
from service.labels import label
from service.reporting.paper import Line, Paper, Section, Table


def minutes(desk: Desk, view: MatterView) -> Paper:
    """The minutes of a matter's session, once it was called. Raises ``NotFound`` before that.

    No names of callers: what was typed has been masked, tickets are named by number.
    """
    matter, session = view.matter, view.matter.session
    if session is None:
        raise NotFound("还没有召集会商，没有会议纪要。")
    city = desk.hotline.city
    at = session.at.astimezone(LOCAL)
    return Paper(
        month="",
        title="联席会商会议纪要",
        issue=session.no,
        issuer=f"{city}12345政务服务便民热线中心",
        as_of=f"{at.year}年{at.month}月{at.day}日",
        sections=(
            Section("会议情况", _session(desk, matter)),
            Section("议题", _question(desk, matter)),
            Section("各单位意见", tables=(_answers(desk, matter),)),
            Section("议定事项", _decision(desk, matter), _duties(desk, matter)),
            Section("涉及工单", (_tickets(desk, view),)),
        ),
    )


def _session(desk: Desk, matter: Matter) -> tuple[str, ...]:
    session = matter.session
    if session is None:
        return ()
    at = session.at.astimezone(LOCAL)
    units = "、".join(choices.unit_name(desk.catalogue, unit) for unit in session.units)
    return (
        f"时间：{at.year}年{at.month}月{at.day}日 {at:%H:%M}。地点：{session.place}。",
        f"主持人：{session.chair}。",
        f"参加单位：{units}。",
        f"议程：{session.agenda}",
    )


def _question(desk: Desk, matter: Matter) -> tuple[str, ...]:
    kinds = "、".join(label(crossing) for crossing in matter.crossings)
    topic = choices.topic_name(desk.catalogue, matter.topic)
    area = choices.area_name(desk.catalogue, matter.area)
    where = f"；地区：{area}" if area else ""
    return (
        f"{matter.title}（{kinds}）。主题：{topic}{where}。",
        f"需要议定的问题：{matter.question}",
    )


def _answers(desk: Desk, matter: Matter) -> Table:
    named = {answer.unit: answer for answer in matter.answers}
    lines = []
    for unit in matter.units:
        answer, name = named.get(unit), choices.unit_name(desk.catalogue, unit)
        said = (
            ("没有表态", "", "")
            if answer is None
            else (label(answer.position), answer.said, answer.legal_basis)
        )
        lines.append(Line((name, *said)))
    columns = ("单位", "态度", "意见", "依据")
    return Table("各单位会前表态", columns, tuple(lines))


def _decision(desk: Desk, matter: Matter) -> tuple[str, ...]:
    held = matter.resolution
    if held is None:
        return ("没有达成一致，报领导裁定。" if matter.status == "escalated" else "尚未议定。",)
    lead = choices.unit_name(desk.catalogue, held.lead)
    helpers = "、".join(choices.unit_name(desk.catalogue, unit) for unit in held.co_units)
    return (
        f"由{lead}主办" + (f"，{helpers}协办。" if helpers else "。"),
        held.said,
        f"依据：{held.legal_basis}",
        f"{held.due_on.year}年{held.due_on.month}月{held.due_on.day}日前落实。决定人：{held.by}。",
    )


def _duties(desk: Desk, matter: Matter) -> tuple[Table, ...]:
    held = matter.resolution
    if held is None:
        return ()
    lines = tuple(
        Line((choices.unit_name(desk.catalogue, duty.unit), duty.task, held.due_on.isoformat()))
        for duty in held.duties
    )
    return (Table("分工", ("单位", "任务", "期限"), lines),)


def _tickets(desk: Desk, view: MatterView) -> str:
    numbers = "、".join(line.no for line in view.tickets)
    count = len(view.matter.tickets)
    if not desk.actor.may(Permission.TICKET_READ_ALL) and view.hidden:
        return f"共 {count} 件。其中：{numbers}。" if numbers else f"共 {count} 件。"
    return f"共 {count} 件：{numbers}。"
