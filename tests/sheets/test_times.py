"""Times in every usual form, and the absurd ones."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import BadInput
from service.domain.localtime import LOCAL
from service.sheets.times import parse_time

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = datetime.fromisoformat("1992-01-01T00:00")
LAST = datetime.fromisoformat("2026-02-28T00:00")


def read(text: str) -> str:
    return parse_time(text, now=NOW).astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2019/1/5 9:03", "2019-01-05 09:03:00"),
        ("2019-01-05 09:03:07", "2019-01-05 09:03:07"),
        ("2019-01-05T09:03:00+08:00", "2019-01-05 09:03:00"),
        ("2019-01-05T01:03:00Z", "2019-01-05 09:03:00"),
        ("2019-01-05T09:03:00.000+0800", "2019-01-05 09:03:00"),
        ("2019-01-05 09:03:00.0", "2019-01-05 09:03:00"),
        ("2019年1月5日 9时3分", "2019-01-05 09:03:00"),
        ("2019年1月5日9时3分7秒", "2019-01-05 09:03:07"),
        ("2019年1月5日 9点", "2019-01-05 09:00:00"),
        ("2019年1月5日", "2019-01-05 00:00:00"),
        ("2019年1月5日 星期六 下午3:20", "2019-01-05 15:20:00"),
        ("2019-1-5 上午12:20:00", "2019-01-05 00:20:00"),
        ("2019-1-5 中午1点20分", "2019-01-05 13:20:00"),
        ("2019年1月5日晚上12点", "2019-01-06 00:00:00"),
        ("2019-01-05 03:20 PM", "2019-01-05 15:20:00"),
        ("2019.01.05", "2019-01-05 00:00:00"),
        ("２０１９／０１／０５　０９：０３", "2019-01-05 09:03:00"),
        (" 2019-01-05\t09:03 ", "2019-01-05 09:03:00"),
        ("2019-01-05 24:00", "2019-01-06 00:00:00"),
        ("20190105", "2019-01-05 00:00:00"),
        ("201901050903", "2019-01-05 09:03:00"),
        ("20190105090307", "2019-01-05 09:03:07"),
        ("20190105T090307Z", "2019-01-05 17:03:07"),
        ("43470", "2019-01-05 00:00:00"),
        ("43470.3770833333", "2019-01-05 09:03:00"),
        ("1546650180", "2019-01-05 09:03:00"),
        ("1546650180000", "2019-01-05 09:03:00"),
        ("2026-03-02 07:00", "2026-03-02 07:00:00"),
    ],
)
def test_usual_forms_are_read(text, local):
    assert read(text) == local


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "空的"),
        ("　", "空的"),
        ("1900-01-00", "年份 1900"),
        ("1900-01-00 00:00:00", "年份 1900"),
        ("0000-00-00 00:00:00", "年份 0"),
        ("9999-12-31", "年份 9999"),
        ("2099-01-01", "还没有到"),
        ("2026-03-03", "还没有到"),
        ("2019-13-01", "没有 13 月"),
        ("2019年0月1日", "没有 0 月"),
        ("2019-02-29", "2 月没有 29 日"),
        ("2019-01-05 25:00", "几点几分不存在"),
        ("2019-01-05 24:01", "几点几分不存在"),
        ("2019-01-05 09:61", "几点几分不存在"),
        ("2019-01-05T09:00+19:00", "时区"),
        ("05/01/2019 09:03", "分不清"),
        ("19-1-5", "分不清"),
        ("20000", "太早"),
        ("123", "看不懂"),
        ("2019-01", "看不懂"),
        ("昨天下午", "看不懂"),
        ("2019-01-05 930", "看不懂"),
        ("#VALUE!", "看不懂"),
    ],
)
def test_absurd_times_are_refused_with_the_reason(text, reason):
    with pytest.raises(BadInput, match=reason):
        parse_time(text, now=NOW)


def test_a_long_cell_is_not_repeated_in_the_reason():
    with pytest.raises(BadInput) as refused:
        parse_time("水" * 500, now=NOW)
    assert len(refused.value.message) < 80


FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日%H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
]
SECONDS = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(microsecond=0))


@given(SECONDS, st.sampled_from(FORMS))
def test_local_times_come_back_from_every_form(moment, form):
    aware = moment.replace(tzinfo=LOCAL)
    assert parse_time(moment.strftime(form), now=NOW) == aware


@given(SECONDS, st.integers(-12 * 60, 14 * 60))
def test_zoned_times_come_back(moment, minutes):
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = parse_time(aware.isoformat(), now=NOW)
    assert found == aware
    assert found.tzinfo is UTC


@given(SECONDS)
def test_serial_numbers_of_excel_come_back(moment):
    days = (moment - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    assert parse_time(f"{days:.9f}", now=NOW) == moment.replace(tzinfo=LOCAL)


@given(st.text(st.sampled_from("0123456789-/:.年月日时分 上午pmTz+()周"), max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse_time(text, now=NOW)
    except BadInput:
        return
    assert found <= NOW + timedelta(days=1)
