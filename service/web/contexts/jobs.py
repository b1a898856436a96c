"""Runs of the jobs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a job, in words; ``url``: where its result is."""

    job: str
    period: str
    started: str
    took: str
    outcome: str
    tone: str
    result: str
    url: str


@dataclass(frozen=True, slots=True)
class ProgressPart:
    """jobs/progress.html, the line that follows a running job"""

    text: str = field(metadata={"help": "正在做什么；没有任务在跑时为空"})
    is_running: bool = field(metadata={"help": "是否还在跑"})
    tone: str = field(metadata={"help": "结束后的颜色"})
    url: str = field(metadata={"help": "结果在哪里看"})


@dataclass(frozen=True, slots=True)
class JobsPage:
    """jobs/list.html"""

    rows: list[RunRow] = field(metadata={"help": "最近的运行，最新的在前"})
    hourly: list[RunRow] = field(metadata={"help": "白天每小时的督办，最新的在前"})
    progress: ProgressPart = field(metadata={"help": "正在跑的任务"})
    may_run: bool = field(metadata={"help": "能否现在运行"})
    month: str = field(metadata={"help": "月份栏里的默认月份"})
    error: str = field(default="", metadata={"help": "没有启动的原因"})
