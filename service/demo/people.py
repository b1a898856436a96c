"""The invented people: who works at the hotline and in the units, and who calls."""

from dataclasses import dataclass

from service.demo.city import City

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MALE = ["建国", "志强", "海涛", "文斌", "永刚", "俊杰", "国庆", "明辉", "振华", "立新", "晓东", "保平", "玉林", "学军", "宏伟", "天佑", "子轩", "浩然", "一鸣", "建军", "书亮", "德胜", "新民", "长河", "庆丰", "卫东", "鹏飞", "春生", "清源", "广志", "世杰", "景明", "继业", "少华", "金锁", "来福", "留柱", "全有"]
_FEMALE = ["秀英", "桂兰", "丽娜", "晓燕", "海霞", "玉梅", "爱华", "春香", "雪琴", "静怡", "婷婷", "雨桐", "佳慧", "淑贞", "红霞", "凤英", "文静", "巧云", "素芬", "梦瑶", "思琪", "艳丽", "慧敏", "月娥", "金花", "翠平", "俊丽", "瑞雪", "兰芳", "若曦", "清扬", "念慈", "改玲", "小满", "喜莲", "变芝", "云舒", "采薇"]

# (role, how many sit at the hotline)
_HOTLINE = (
    ("agent", 12),
    ("dispatcher", 4),
    ("reviewer", 4),
    ("callback_clerk", 6),
    ("supervisor", 3),
    ("analyst", 2),
    ("leader", 2),
    ("discipline_viewer", 1),
    ("assistance_officer", 1),
    ("admin", 1),
    ("auditor", 1),
)
UNIT_ROLES = ("unit_clerk", "handler", "unit_head")


@dataclass(frozen=True, slots=True)
class Staff:
    """One user of the system; `unit` is empty for people of the hotline itself."""

    username: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Caller:
    """One invented citizen; the phone number lies in a range that is never given out."""

    index: int
    name: str
    phone: str
    female: bool


def person(index: int) -> Caller:
    """Return citizen number `index` (0 … 99 999), always the same one."""
    female = index * 7919 % 100 < 49
    given = _FEMALE if female else _MALE
    surname = _SURNAMES[index * 31 % len(_SURNAMES)]
    name = surname + given[(index * 17 + index // len(_SURNAMES)) % len(given)]
    return Caller(index, name, f"199000{index % 100_000:05d}", female)


def staff(city: City) -> tuple[Staff, ...]:
    """Return all users of the demo city: the hotline's people, then three per unit."""
    people: list[Staff] = []
    for role, count in _HOTLINE:
        for number in range(1, count + 1):
            username = role if count == 1 else f"{role}{number:02d}"
            people.append(Staff(username, _staff_name(len(people)), role, ""))
    for unit in city.units:
        for role in UNIT_ROLES:
            username = f"{role}.{unit.code.lower()}"
            people.append(Staff(username, _staff_name(len(people)), role, unit.code))
    return tuple(people)


def hotline_usernames(role: str) -> tuple[str, ...]:
    """Return the usernames of a role that sits at the hotline; raises KeyError for others."""
    count = dict(_HOTLINE)[role]
    return (role,) if count == 1 else tuple(f"{role}{n:02d}" for n in range(1, count + 1))


def unit_username(role: str, unit: str) -> str:
    """Return the username of the person with `role` in the unit with code `unit`."""
    return f"{role}.{unit.lower()}"


def _staff_name(position: int) -> str:
    return person(300_007 + position * 613).name
