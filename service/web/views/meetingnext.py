"""What is to be done next with a meeting, in one sentence, and where."""

from datetime import date

from service.domain.governance.meeting_life import MeetingState, MeetingStep
from service.flows.queries.governance.meetings import MeetingView

S, T = MeetingState, MeetingStep


def next_of(view: MeetingView, today: date, url: str) -> dict[str, str]:
    """``said``: the sentence; ``label`` with ``href`` or ``post``: the button, if any."""
    if view.state is S.PLANNED:
        return _before(view, today, url)
    if view.state is S.HELD:
        return _after(view, url)
    if view.state is S.SIGNED:
        return _said("纪要已签发，会上定的事按纪要办；后来怎样，看下面的会后进展。")
    return _said("这次会已取消，排上的议题都退回“已选题”，可以排到别的会。")


def _before(view: MeetingView, today: date, url: str) -> dict[str, str]:
    if not view.may_arrange:
        return _said("会还没有开。")
    if not view.taken and not view.proposed:
        return _to("会上还没有议题，先从下面选几个排上会。", "选议题", "#free")
    if view.held_on <= today and view.taken:
        said = "会开过了就登记：会议材料按现在的样子留存，以后不变，再记会议决定。"
        return {"said": said, "label": "登记已开会", "href": "", "post": f"{url}/hold"}
    return _to_prepare(view, url)


def _to_prepare(view: MeetingView, url: str) -> dict[str, str]:
    waiting = len(view.proposed)
    if waiting and view.may_call:
        return _to(f"有 {waiting} 个候选拟上会，请您选定。", "去选定", "#order")
    short = [each.line.title for each in view.taken if each.lacks]
    if short:
        return _to(f"{len(short)} 个议题的材料还没有写齐。", "看还缺什么", "#order")
    if waiting:
        return _said(f"{waiting} 个拟上会的候选等领导选定。")
    return _to("材料齐了，可以打印送阅。", "打印全套材料", f"{url}/paper.html")


def _after(view: MeetingView, url: str) -> dict[str, str]:
    open_ = sum(not each.decision for each in view.taken)
    if open_ and T.WRITE in view.may:
        return _to(f"还有 {open_} 个议题没有记会议决定。", "记会议决定", "#minutes")
    if open_:
        return _said("会已开过，会议决定还没有记全。")
    if T.SIGN in view.may:
        said = "会议决定都记了。看过纪要，没有问题就签发；签发后不再变。"
        return {"said": said, "label": "签发纪要", "href": "", "post": f"{url}/sign"}
    return _to("会议决定都记了，等调度领导签发纪要。", "看纪要", f"{url}/minutes.html")


def _to(said: str, words: str, href: str) -> dict[str, str]:
    return {"said": said, "label": words, "href": href, "post": ""}


def _said(said: str) -> dict[str, str]:
    return {"said": said, "label": "", "href": "", "post": ""}
