"""The tables a city brings: Chinese or coded, taken whole or not at all, told line by line."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.permissions import Role
from service.flows.catalogue.starting import unit_families
from service.flows.desk import Desk
from service.flows.setup import loading, templates
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.loading import Outcome
from service.flows.setup.reading import BadTable
from service.flows.staff.people import recognise
from service.profiles import published_calendar
from service.sheets import open_sheet
from service.store.uow import UnitOfWork
from tests.factories import an_actor
from tests.installation import Clock

FAMILIES = {code: row["name"] for code, row in unit_families().items()}
PLACES = (
    ("地名编码", "名称*", "类型*", "上级", "别名"),
    ("LC", "临川市", "市", "", ""),
    ("", "和平街道", "街道", "临川市", "和平街道办"),
    ("", "阳光花园", "小区", "和平街道", "阳光小区、阳光花园小区"),
)
UNITS = (
    ("编码", "单位名称", "层级", "类别", "所管地区", "办公时间"),
    ("zls", "临川市自来水公司", "企业", "供水", "", "每天 00:00-24:00"),
    ("hpjd", "和平街道办事处", "街道乡镇", "街道办事处", "和平街道", ""),
)
PEOPLE = (
    ("用户名", "姓名", "角色", "单位"),
    ("WangFang", "王芳", "话务员、派单员", ""),
    ("zhaomin", "赵敏", "承办单位联络员", "临川市自来水公司"),
)

Load = Callable[..., Outcome]


@pytest.fixture
def load(system: System, clock: Clock, tmp_path: Path) -> Load:
    """Loads rows as a file in GB 18030, which is what offices have."""

    def loaded(kind: FormKind, rows: Sequence[Sequence[str]], **how: object) -> Outcome:
        path = tmp_path / "table.csv"
        with path.open("w", encoding="gb18030", newline="") as stream:
            csv.writer(stream).writerows(rows)
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, an_actor(Role.ADMIN), clock())
            return loading.load(desk, kind, path, **how)  # type: ignore[arg-type]

    return loaded


def water(family: str) -> str:
    return next(name for code, name in FAMILIES.items() if code == family)


def test_a_city_is_set_up_from_four_tables_and_again_without_change(
    load: Load, system: System, clock: Clock
) -> None:
    units = [UNITS[0], (*UNITS[1][:3], water("water_company"), *UNITS[1][4:]), UNITS[2]]
    load(FormKind.PLACES, PLACES)
    load(FormKind.UNITS, units, retire_others=True)
    first = load(FormKind.PEOPLE, PEOPLE)

    def state(uow: UnitOfWork) -> tuple[object, ...]:
        people = [(p.username, p.name, p.roles, p.unit) for p in uow.people.all()]
        return uow.catalogues.areas(), uow.catalogues.units(), people

    with system.store.read() as uow:
        before = state(uow)
        areas = {row["name"]: row for row in uow.catalogues.areas()}
        assert areas["阳光花园"]["parent"] == areas["和平街道"]["code"]
        assert areas["阳光花园"]["aliases"] == "阳光小区|阳光花园小区"
        active = {unit.code: unit for unit in uow.catalogues.units() if unit.is_active}
        assert sorted(active) == ["hpjd", "zls"]
        assert active["hpjd"].area == areas["和平街道"]["code"]
        assert str(active["zls"].hours) == "每天 00:00-24:00"
        given = {new.username: new.password for new in first.passwords}
        assert recognise(uow, "zhaomin", given["zhaomin"], clock()).unit == "zls"
        assert uow.people.by_username("wangfang").must_change  # type: ignore[union-attr]
    load(FormKind.PLACES, PLACES)
    load(FormKind.UNITS, units)
    again = load(FormKind.PEOPLE, PEOPLE)
    assert again.passwords == ()
    assert again.said == "新开账号 0 个，更新 0 个，2 个没有变化。"
    with system.store.read() as uow:
        assert state(uow) == before


def test_what_is_there_comes_out_as_a_table_that_means_the_same(
    load: Load, system: System, clock: Clock, tmp_path: Path
) -> None:
    load(FormKind.PLACES, PLACES)
    for kind, form in FORMS.items():
        path = tmp_path / f"{form.title}.xlsx"
        with system.store.read() as uow:
            count = loading.export(uow, kind, path, FAMILIES)
            before = uow.catalogues.units(), uow.catalogues.areas()
        if not count:
            continue
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, an_actor(Role.ADMIN), clock())
            loading.load(desk, kind, path)
        with system.store.read() as uow:
            assert (uow.catalogues.units(), uow.catalogues.areas()) == before


def test_every_fault_is_told_at_once_and_nothing_is_taken(load: Load, system: System) -> None:
    wrong = [UNITS[0], ("a b", "甲", "市级", "住建", "", ""), ("b", "乙", "乡镇", "没有", "x", "")]
    with pytest.raises(BadTable, match="承办单位表有 2 处要改") as told:
        load(FormKind.UNITS, wrong)
    assert [fault.line for fault in told.value.faults] == [2, 3]
    with system.store.read() as uow:
        assert not {"a b", "b"} & {unit.code for unit in uow.catalogues.units()}


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        (FormKind.PLACES, [PLACES[0], ("", "阳光花园", "小区", "没有的街道", "")], "上级不在表里"),
        (FormKind.PLACES, [PLACES[0], ("", "甲", "市", "", ""), ("", "甲", "市", "", "")], "两行"),
        (FormKind.PLACES, [PLACES[0], ("", "甲", "衙门", "", "")], "没有类型“衙门”"),
        (FormKind.UNITS, [UNITS[0], ("a", "甲", "县区", "住建", "", "")], "要写所管地区"),
        (
            FormKind.UNITS,
            [UNITS[0], ("a", "甲", "市级", "住建", "", "全天")],
            "办公时间“全天”看不懂",
        ),
        (FormKind.UNITS, [UNITS[0], ("", "甲", "市级", "住建", "", "")], "“编码”要填"),
        (FormKind.PEOPLE, [PEOPLE[0], ("li", "李", "承办人", "")], "要写单位"),
        (FormKind.PEOPLE, [PEOPLE[0], ("li", "李", "话务员", "zls")], "没有在用的单位"),
        (FormKind.PEOPLE, [PEOPLE[0], ("me", "我", "话务员", "")], "不能去掉自己的管理员角色"),
        (FormKind.DAYS, [("日期", "安排"), ("2027-02-30", "放假")], "日期要写成"),
        (FormKind.DAYS, [("日期", "安排"), ("1月3日", "放假")], "看不懂。日期要写成 2027-01-01"),
        (FormKind.DAYS, [("日期", "安排"), ("2027-02-03", "放羊")], "没有安排“放羊”"),
    ],
)
def test_a_wrong_row_is_told_in_words(
    load: Load, kind: FormKind, rows: Sequence[Sequence[str]], said: str
) -> None:
    with pytest.raises(BadTable) as told:
        load(kind, rows, myself="me")
    assert any(said in str(fault) for fault in told.value.faults)


def test_another_table_is_refused_by_its_headers(load: Load) -> None:
    with pytest.raises(BadInput, match="这不像人员表：没有“用户名”“角色”列"):
        load(FormKind.PEOPLE, [("姓名", "电话"), ("王芳", "1")])


def test_the_holidays_of_a_year_make_it_known(load: Load, system: System) -> None:
    days = [f"2033-10-0{day}" for day in range(1, 9)]
    load(FormKind.DAYS, [("日期", "安排"), *((day, "放假") for day in days)])
    load(FormKind.DAYS, [("日期", "安排"), ("2033/10/9", "上班"), ("2034年1月1日", "放假")])
    with system.store.read() as uow:
        calendar = published_calendar(uow.catalogues.days())
    assert 2033 in calendar.known_years
    assert 2034 not in calendar.known_years
    assert not calendar.is_working(date(2033, 10, 3))
    assert calendar.is_working(date(2033, 10, 9))


def test_the_running_program_counts_by_new_days_at_once(load: Load, system: System) -> None:
    hotline, monday = system.hotline, date(2033, 10, 10)
    with system.store.read() as uow:
        hotline.catalogue(uow, system.now())
    assert hotline.calendar.is_working(monday)
    load(FormKind.DAYS, [("日期", "安排"), ("2033-10-10", "放假")])
    with system.store.read() as uow:
        hotline.catalogue(uow, system.now())
    assert not hotline.calendar.is_working(monday)


def test_a_place_goes_by_its_other_names_and_by_general_kinds(load: Load, system: System) -> None:
    places = [
        ("编码", "名称", "类型", "上级", "别名"),
        ("p1", "城关区", "区县", "", ""),
        ("p2", "解放街道", "乡镇街道", "城关区", "解放街道办"),
        ("p3", "柳河镇", "街道乡镇", "城关区", ""),
    ]
    load(FormKind.PLACES, places)
    with system.store.read() as uow:
        kinds = {row["code"]: row["kind"] for row in uow.catalogues.areas()}
    assert [kinds[code] for code in ("p1", "p2", "p3")] == ["district", "street", "town"]
    office = ("jf", "解放街道办事处", "乡镇级", "街道办事处", "解放街道办", "")
    load(FormKind.UNITS, [UNITS[0], office])
    with system.store.read() as uow:
        assert {unit.code: unit.area for unit in uow.catalogues.units()}["jf"] == "p2"


def test_kinds_and_roles_go_by_what_people_call_them(load: Load, system: System) -> None:
    load(FormKind.UNITS, [UNITS[0], ("gs", "城东供水站", "市直企业", "供水", "", "")])
    load(FormKind.PEOPLE, [PEOPLE[0], ("li", "李", "联络员", "gs"), ("wu", "吴", "管理员", "")])
    with system.store.read() as uow:
        (unit,) = [unit for unit in uow.catalogues.units() if unit.code == "gs"]
        roles = {row.username: row.roles for row in uow.people.all()}
    assert (unit.level, unit.family) == ("enterprise", "water_company")
    assert (roles["li"], roles["wu"]) == (["unit_clerk"], ["admin"])


def test_a_unit_that_is_called_otherwise_is_guessed_and_asked(load: Load) -> None:
    load(FormKind.UNITS, [UNITS[0], ("zj", "沁南市住房和城乡建设局", "市级", "住建", "", "")])
    with pytest.raises(BadTable) as told:
        load(FormKind.PEOPLE, [PEOPLE[0], ("li", "李", "承办人", "沁南市住建局")])
    said = str(told.value.faults[0])
    assert "没有在用的单位“沁南市住建局”，是不是“沁南市住房和城乡建设局（zj）”？" in said


@pytest.mark.parametrize("kind", FormKind)
def test_an_empty_template_has_the_headers_and_is_not_taken_for_data(
    kind: FormKind, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    words = templates.choices(FAMILIES)
    templates.write(path, FORMS[kind], words)
    with pytest.raises(BadInput, match="只有表头"):
        open_sheet(path)
    keys = [column.key for column in FORMS[kind].columns]
    examples = [dict(zip(keys, row, strict=True)) for row in FORMS[kind].examples]
    templates.write(path, FORMS[kind], words, examples)
    assert FORMS[kind].lacking(open_sheet(path).headers) == []
