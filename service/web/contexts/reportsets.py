"""What the page of the tickets behind a number of a report is given."""

from dataclasses import dataclass, field

from service.web.contexts.lists import ListRow


@dataclass(frozen=True, slots=True)
class ReportTicketsPage:
    """reports/tickets.html"""

    title: str = field(metadata={"help": "报告里哪个数"})
    report: str = field(metadata={"help": "报告的标题"})
    report_url: str = field(metadata={"help": "报告的地址"})
    summary: str = field(metadata={"help": "几件，看不到几件"})
    rows: list[ListRow] = field(metadata={"help": "这一页的工单"})
    newer: str = field(metadata={"help": "上一页的地址，没有就空"})
    older: str = field(metadata={"help": "下一页的地址，没有就空"})
    visible: int = field(metadata={"help": "能看到的一共几件"})
    back: str = field(default="返回报告", metadata={"help": "返回按钮上的字"})
