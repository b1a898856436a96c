"""Says to a leader what a comparison is, and when it can tell anything."""

from analytics.effects.effect_timing import Timing
from analytics.wording import month_words

PLAIN_MEAN = "是这些月件数的直接平均，没有按天数和节假日折算"
WHY_CONTROLS = (
    "同一时期没有治理的诉求（别的县区的同类诉求，或本地别的主题）。季节变了、全市都多了，它们也跟着变；"
    "跟它们比，多降下来的才算治理的作用"
)


def due_words(found: Timing) -> str:
    """When the effect can first be told, and what there is so far; a sentence."""
    start, answered = month_words(found.start), month_words(found.answered)
    when = f"{start}起算治理后，满 {found.needed} 个整月（到{answered}底）才能下结论"
    if found.lacking:
        return f"{when}，但到时多半仍无法估计：{found.lacking}。"
    if found.is_due:
        return f"{when}；现在已满 {found.whole} 个整月，每月月报再算一次。"
    so_far = f"已满 {found.whole} 个" if found.whole else "还没有一个整月"
    return f"{when}，看{answered}月报（次月 1 日出）；目前{so_far}。"
