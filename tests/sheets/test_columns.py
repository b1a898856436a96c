"""What headers are taken to mean, and what a person may say instead."""

import pytest

from service.domain.errors import BadInput
from service.sheets.columns import is_usual, known_fields, recognise, require
from service.sheets.mapping import read_mapping


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("留言编号", "external_no"),
        ("工单编号", "external_no"),
        ("留言主题", "title"),
        ("留言详情", "text"),
        ("诉求内容", "text"),
        ("留言时间", "registered_at"),
        ("受理时间", "registered_at"),
        ("联系电话", "phone"),
        ("来电号码", "phone"),
        ("留言用户", "caller_name"),
        ("事发地址", "place"),
        ("区县", "area"),
        ("诉求类型", "request_type"),
        ("一级标签", "topic"),
        ("受理渠道", "channel"),
        ("承办单位", "unit"),
        ("答复意见", "reply"),
        ("答复时间", "replied_at"),
        ("点赞数", "likes"),
        ("反对数", "dislikes"),
        ("* 诉求 内容（必填）", "text"),
        ("【诉求内容】", "text"),
        ("诉求人·电话", "phone"),
        ("ＩＤ", "external_no"),
    ],
)
def test_usual_headers_are_recognised(header, field):
    found = recognise([header])
    assert found.fields == {field: header}
    assert is_usual(header)


@pytest.mark.parametrize("header", ["承办单位·电话", "回访情况·姓名", "备注", "", "（）"])
def test_headers_that_mean_something_else_are_left_alone(header):
    assert recognise([header]).ignored == (header,)


def test_no_name_stands_for_two_fields():
    names = [name for field in known_fields().values() for name in field.names]
    assert len(names) == len(set(names))
    for field in known_fields().values():
        for name in field.names:
            assert recognise([name]).fields == {field.key: name}


def test_the_better_name_wins_and_the_other_is_ignored():
    found = recognise(["内容", "诉求内容", "时间", "受理时间", "备注"])
    assert found.fields == {"text": "诉求内容", "registered_at": "受理时间"}
    assert found.ignored == ("内容", "时间", "备注")
    assert "诉求内容→诉求内容" in found.summary()
    assert "备注" in found.summary()


def test_values_are_taken_by_field_and_absent_fields_are_empty():
    found = recognise(["诉求内容"])
    assert found.value({"诉求内容": "停水"}, "text") == "停水"
    assert found.value({"诉求内容": "停水"}, "phone") == ""


def test_without_a_text_the_message_lists_the_headers_and_the_way_out():
    found = recognise(["甲", "乙"])
    assert found.missing
    with pytest.raises(BadInput, match=r"表头是：甲、乙.*--columns MAP.toml"):
        found.ensure_complete()
    recognise(["标题"]).ensure_complete()


def test_what_a_person_says_goes_before_what_is_guessed():
    found = recognise(["诉求内容", "补充", "编号"], {"text": "补充", "external_no": ""})
    assert found.fields == {"text": "补充"}
    assert found.ignored == ("诉求内容", "编号")
    with pytest.raises(BadInput, match=r"没有列“补冲”.*是不是“补充”"):
        recognise(["诉求内容", "补充"], {"text": "补冲"})


def test_named_columns_are_found_in_their_order():
    headers = ("编号", "留言主题", "留言详情", "a,b")
    assert require(headers, "留言详情,留言主题") == ("留言详情", "留言主题")
    assert require(headers, "留言 主题，编号") == ("留言主题", "编号")
    assert require(headers, "a,b") == ("a,b",)
    assert require(headers, ["编号"]) == ("编号",)


@pytest.mark.parametrize("wanted", ["", " , ", []])
def test_naming_no_column_is_refused(wanted):
    with pytest.raises(BadInput, match="没有给出列名"):
        require(("a",), wanted)


def test_naming_absent_columns_is_refused_with_what_is_there():
    with pytest.raises(BadInput, match="“主题”“丙”。表头是：留言主题、乙。是不是“留言主题”"):
        require(("留言主题", "乙"), "主题,乙,丙")


def test_a_mapping_takes_identifiers_and_chinese_names(tmp_path):
    path = tmp_path / "map.toml"
    path.write_bytes('\ufeff[columns]\ntext = " 描述 "\n"编号" = ""\n'.encode())
    assert read_mapping(path) == {"text": "描述", "external_no": ""}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", r"没有 \[columns\]"),
        ("columns = 3", r"没有 \[columns\]"),
        ("[columns]\ntext = 描述", "第 2 行写法不对"),
        ("[columns]\n描述 = 'x'", "第 2 行写法不对"),
        ("[columns]\nbody = 'x'", "“body”不是可用的字段。.*text（诉求内容）"),
        ("[columns]\ntext = 3", "要是带引号的列名"),
        ("[columns]\ntext = 'a'\n'诉求内容' = 'b'", "写了两次"),
        ("[columns", "末尾|行"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_to_correct(tmp_path, content, says):
    path = tmp_path / "map.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read_mapping(path)


def test_a_mapping_that_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(BadInput, match="找不到列对应文件"):
        read_mapping(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="打不开"):
        read_mapping(tmp_path)
    (tmp_path / "gb.toml").write_bytes("[columns]\ntext = '描述'".encode("gb18030"))
    with pytest.raises(BadInput, match="不是 UTF-8"):
        read_mapping(tmp_path / "gb.toml")
