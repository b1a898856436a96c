"""``minsheng bench hot``: what hot topics cost as requests grow, and beside other ways."""

from dataclasses import asdict
from typing import Any

from service.cli.output import say

_USUAL = 10_000


def run(size: int | None, cores: int, against: str) -> dict[str, Any]:
    """Measure, print and return. Raises ``BadInput`` for an unknown reference or size."""
    from service.bench import hot, hot_rivals
    from service.domain.errors import BadInput

    most = size or _USUAL
    figures = []
    for size_ in hot.sizes(most):
        say(f"正在找 {size_} 件里的热点，{cores} 个核 …")
        figures.append(one := hot.alone(size_, cores))
        print(
            f"{one.size} 件：{one.wall:.1f} 秒，处理器 {one.busy:.1f} 秒，"
            f"内存最多 {one.memory:.2f} GiB，热点 {one.topics} 个，与真相相符 {one.quality:.3f}"
        )
    power = hot.exponent(figures)
    print(f"处理器用时随件数的 {power:.2f} 次方增长")
    names = [name.strip() for name in against.split(",") if name.strip()]
    try:
        rivals = hot_rivals.beside(most, names) if names else []
    except ValueError as problem:
        raise BadInput(f"基准 hot 没法这样比：{problem}") from problem
    for each in rivals:
        print(
            f"{each.name}（{each.how}）：{each.wall:.1f} 秒，处理器 {each.busy:.1f} 秒，"
            f"是本系统的 {each.busy / rivals[0].busy:.1f} 倍；{each.groups} 组，"
            f"与真相相符 {each.quality:.3f}"
        )
    return {
        "growth": [asdict(one) for one in figures],
        "exponent": power,
        "beside": [asdict(each) for each in rivals],
    }
