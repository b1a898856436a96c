"""The tables a city fills in: their columns, how each is to be filled, and rows as examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FormKind(StrEnum):
    """Which table; the order is the one in which they are loaded."""

    PLACES = "places"
    UNITS = "units"
    PEOPLE = "people"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` is its name for programs, ``names`` are further headers that mean it.

    ``choices`` names a list of words that a cell may hold, for the drop-down of the workbook.
    """

    key: str
    title: str
    advice: str
    is_required: bool = False
    names: tuple[str, ...] = ()
    choices: str = ""

    def is_meant_by(self, header: str) -> bool:
        """Whether a header of somebody's table means this column."""
        bare = "".join(header.split()).rstrip("*＊").casefold()
        return bare in (self.key, self.title.casefold(), *self.names)


@dataclass(frozen=True, slots=True)
class Form:
    """A table: what it is for, its columns, and rows that show how it is filled."""

    kind: FormKind
    title: str
    about: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]

    def headers(self) -> tuple[str, ...]:
        """The headers as people read them."""
        return tuple(column.title for column in self.columns)

    def lacking(self, headers: Sequence[str]) -> list[str]:
        """The required columns that none of the headers means."""
        return [
            column.title
            for column in self.columns
            if column.is_required and not any(map(column.is_meant_by, headers))
        ]


LEVELS, FAMILIES, KINDS, ROLES, YES, DAY_KINDS = (
    *("levels", "families", "kinds", "roles"),
    *("yes", "day_kinds"),
)

PLACES = Form(
    FormKind.PLACES,
    "地名",
    "本市的区县、街道乡镇、社区、小区、道路等。诉求里说到的地方靠它认出来，再按地区派单。"
    "至少要有区县和街道乡镇；小区和道路越全，越不用问。",
    (
        Column(
            "code",
            "编码",
            "可以空着，由系统编；有行政区划代码的填上。编码相同的会更新",
            names=("代码", "地名编码", "行政区划代码", "区划代码"),
        ),
        Column("name", "名称", "全称，如“和平街道”", True, ("地名", "地名名称")),
        Column("kind", "类型", "从下拉里选", True, ("类别", "种类"), KINDS),
        Column(
            "parent",
            "上级",
            "在哪个地方里面：写上级的名称或编码；最上面的市空着",
            names=("所属", "上级地名", "上级编码", "所在地区"),
        ),
        Column("aliases", "别名", "人们还怎么叫，几个之间用“、”分开", names=("别称", "俗称")),
    ),
    (
        ("", "临川市", "市", "", ""),
        ("", "和平街道", "街道", "临川市", "和平街道办"),
        ("", "阳光花园", "小区", "和平街道", "阳光花园小区、阳光小区"),
        ("", "解放路", "道路", "和平街道", ""),
    ),
)

UNITS = Form(
    FormKind.UNITS,
    "承办单位",
    "能接单的部门、街道乡镇、公共服务企业。派单目录按“类别”找单位：一个主题归“供水公司”类，"
    "就派给这一类、管那个地区的单位。先导入地名。",
    (
        Column(
            "code",
            "编码",
            "字母、数字、下划线，定了不改，如 zjj；编码相同的会更新",
            True,
            ("代码", "单位编码", "单位代码"),
        ),
        Column("name", "名称", "单位全称", True, ("单位", "单位名称", "承办单位")),
        Column("level", "层级", "从下拉里选", True, ("级别", "单位级别"), LEVELS),
        Column("family", "类别", "从下拉里选", True, ("职能", "单位类别", "单位类型"), FAMILIES),
        Column(
            "area",
            "所管地区",
            "地名表里的名称或编码；县区和街道乡镇的必填，管全市的空着",
            names=("地区", "辖区", "服务地区"),
        ),
        Column("parent", "上级单位", "名称或编码，可以空着", names=("上级", "主管单位")),
        Column(
            "hours",
            "办公时间",
            "空着同热线；如“每天 00:00-24:00”“工作日 08:30-12:00 14:30-17:30”",
            names=("工作时间",),
        ),
        Column("closed", "停用", "写“是”就不接新单，手里的照办", names=("是否停用",), choices=YES),
    ),
    (
        ("zjj", "临川市住房和城乡建设局", "市直部门", "住建", "", "", "", ""),
        ("zls", "临川市自来水公司", "公共服务企业", "自来水公司", "", "", "每天 00:00-24:00", ""),
        ("hpjd", "和平街道办事处", "街道乡镇", "街道和乡镇", "和平街道", "", "", ""),
    ),
)

PEOPLE = Form(
    FormKind.PEOPLE,
    "人员",
    "每人一个账号。新账号的初始密码由系统生成，只显示一次，本人第一次登录时必须改。已有的账号"
    "只改姓名、角色和单位，密码不动。先导入单位。",
    (
        Column("username", "用户名", "字母、数字，登录时用，如 wangfang", True, ("账号", "登录名")),
        Column("name", "姓名", "页面上显示的姓名", True),
        Column("roles", "角色", "几个角色用“、”分开，见下表", True, ("岗位",), ROLES),
        Column(
            "unit",
            "单位",
            "承办单位的人必填：名称或编码；热线的人空着",
            names=("承办单位", "所在单位"),
        ),
    ),
    (
        ("wangfang", "王芳", "话务员", ""),
        ("liqiang", "李强", "派单员、督办员", ""),
        ("zhaomin", "赵敏", "承办单位联络员", "临川市自来水公司"),
    ),
)

DAYS = Form(
    FormKind.DAYS,
    "放假安排",
    "国务院办公厅公布的放假和调休补班，一天一行。程序自带已公布的年份；服务器不能联网升级时，"
    "新一年的在这里录入。一年录满 8 天放假，那一年的期限就不再标“暂定”。",
    (
        Column("day", "日期", "如 2027-01-01", True, ("日子",)),
        Column("is_working", "安排", "放假或上班", True, ("类型", "是否上班"), DAY_KINDS),
        Column("note", "说明", "选填，如“春节”“国庆节调休”", names=("备注", "节日")),
    ),
    (
        ("2027-01-01", "放假", "元旦"),
        ("2027-02-06", "放假", "春节"),
        ("2027-02-20", "上班", "春节调休"),
    ),
)

FORMS: dict[FormKind, Form] = {form.kind: form for form in (PLACES, UNITS, PEOPLE, DAYS)}
