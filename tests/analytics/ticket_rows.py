"""Makes rows of the tickets frame for the tests of analytics."""

import random
from datetime import UTC, datetime, timedelta

START = datetime(2025, 3, 1, tzinfo=UTC)
_MATTERS = (
    "公交 线路 加密 路灯 不亮 医保 报销 比例 入学 划片 垃圾 清运 异味 公园 绿化 枯死 网络 宽带 "
    "故障 快递 丢失 驾校 井盖 破损 停车 收费 犬只 水费 燃气 预约 社保 转移 公积金 提取 身份证 "
    "补办 养老金 认证 低保 申请 电梯 年检 天线 违建 拆除 噪声 广场舞 河道 淤积 农田 灌溉 树枝"
)
MATTERS = _MATTERS.split()


def ticket(index: int, tokens: str, title: str, **other: object) -> dict[str, object]:
    """One row of the tickets frame, registered `index` hours after the start."""
    row: dict[str, object] = {
        "no": f"T{index:05d}",
        "registered_at": START + timedelta(hours=index),
        "tokens": tokens,
        "title": title,
        "places": "",
        "caller": f"c{index}",
        "weight": 0.0,
    }
    return row | other


def filler(count: int, first: int, seed: int) -> list[dict[str, object]]:
    """Requests that have little to do with each other."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    rows = []
    for i in range(first, first + count):
        place = f"第{chance.randrange(900)}里弄"
        rare = [f"词{chance.randrange(3000)}" for _ in range(8)]
        words = [*chance.sample(MATTERS, 2), *rare]
        chance.shuffle(words)
        rows.append(ticket(i, " ".join(words), place + "".join(words[:2]), places=place))
    return rows
