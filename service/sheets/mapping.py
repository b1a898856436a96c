"""Reads MAP.toml, in which a person says which column holds what."""

import re
import tomllib
from pathlib import Path
from typing import Any

from service.domain.errors import BadInput
from service.sheets.columns import known_fields

_EXAMPLE = '[columns]\ntext = "你的列名"'


def read_mapping(path: str | Path) -> dict[str, str]:
    """Return field to header as a MAP.toml file says, for ``recognise``.

    The file has a table [columns]: ``text = "诉求描述"``; a key is a field's identifier or its
    Chinese name in quotes, "" switches a field off. Raises BadInput saying what to correct.
    """
    path = Path(path)
    table = _parse(path).get("columns")
    if not isinstance(table, dict) or not table:
        raise BadInput(f"“{path.name}”里没有 [columns] 一节。请写：\n{_EXAMPLE}")
    mapping: dict[str, str] = {}
    for name, header in table.items():
        key = _field(name, path)
        if not isinstance(header, str):
            raise BadInput(f'“{path.name}”里“{name}”的值要是带引号的列名，如 {key} = "列名"。')
        if key in mapping:
            raise BadInput(f"“{path.name}”里“{name}”写了两次。请只留一个。")
        mapping[key] = header.strip()
    return mapping


def _field(name: str, path: Path) -> str:
    """Return the identifier of a field given by identifier or by Chinese name."""
    fields = known_fields()
    by_label = {field.label: key for key, field in fields.items()}
    key = by_label.get(name, name)
    if key not in fields:
        allowed = "、".join(f"{field.key}（{field.label}）" for field in fields.values())
        raise BadInput(f"“{path.name}”里的“{name}”不是可用的字段。可用的有：{allowed}。")
    return key


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as problem:
        raise BadInput(f"找不到列对应文件“{path}”。请检查路径和文件名。") from problem
    except OSError as problem:
        raise BadInput(
            f"“{path}”打不开（{problem.strerror}）。请指定一个 .toml 文件。"
        ) from problem
    except UnicodeDecodeError as problem:
        raise BadInput(f"“{path.name}”不是 UTF-8 编码。请另存为 UTF-8 后再试。") from problem
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        where = f"第 {line[1]} 行" if line else "末尾"
        raise BadInput(
            f'“{path.name}”{where}写法不对。每行写成 text = "列名"，中文的键也要加引号。'
        ) from problem
