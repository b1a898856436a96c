"""Who answered, read from replies in the ways departments write them."""

import pytest

from models.trials.answerers import who_answered


@pytest.mark.parametrize(
    ("reply", "family", "sign"),
    [
        (
            "您好！已安排更换灯具。感谢您的支持！青禾市住房和城乡建设局 2021年3月4日",
            "housing",
            "signature",
        ),
        ("经市生态环境局核实，该厂夜间未生产。请放心。", "ecology", "named"),
        (
            "您的留言已转石桥县教育局办理，现将办理情况回复如下：学位已经落实。",
            "education",
            "named",
        ),
        ("收到来信后，市公安局交警支队高度重视，已增设护栏。", "traffic_police", "named"),
        ("已转河口镇人民政府调查处理。", "township", "named"),
        ("该路段已列入计划。感谢您对公路工作的关心与支持！", "highway", "thanks"),
        ("我局查看了现场，请您到市民政局三楼领取表格。", "civil_affairs", "self"),
        ("水渠的事，我镇会尽力，春耕前修好。", "township", "self"),
        ("我校收费都有文件依据。", "education", "self"),
        ("我公司抢修人员已恢复，详情问柳湖供电公司。", "electricity", "self"),
    ],
)
def test_the_unit_that_answered_is_named(reply: str, family: str, sign: str) -> None:
    answer = who_answered(reply)
    assert (set(answer.families), answer.sign) == ({family}, sign)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "您的留言已收悉，感谢支持！",
        "经市住建局核实手续齐全。经市城管局核实没有扰民。",
        "已转石桥县人民政府办理。",
        "中共石桥县委办公室 2020年1月1日",
        "已转县行政审批服务局办理。",
        "我局会同市公安局、市教育局等部门开展了检查。",
        "我局到场后联系了公安机关。",
        "收到市信访局转来的信件，我局安排了走访。",
    ],
)
def test_several_units_and_passing_offices_leave_it_open(reply: str) -> None:
    assert not who_answered(reply).is_known


def test_a_name_that_two_families_bear_is_right_for_both() -> None:
    answer = who_answered("感谢您对规划工作的支持！")
    assert "natural_resources" in answer.families


def test_the_signature_outweighs_a_unit_named_in_the_text() -> None:
    reply = "经市城管局核实无误。此件由我们答复。谢谢！石桥县教育局 2020年5月6日"
    assert set(who_answered(reply).families) == {"education"}
