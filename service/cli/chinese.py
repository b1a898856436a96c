"""Chinese help pages, and usage errors as one Chinese line."""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_GAP = 2
_KINDS = {"argument": "参数", "option": "选项"}
_PATTERNS = (
    (r"No such command '(?P<name>.*)'\.", "没有命令“{name}”，用 {path} --help 查看全部命令。"),
    (r"No such option: (?P<name>\S+)", "没有选项 {name}，用 {path} --help 查看全部选项。"),
    (r"Missing command\.", "没有给出命令，用 {path} --help 查看全部命令。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)", "多给了参数：{name}。"),
    (r"Option '(?P<name>.*)' requires an argument\.", "选项 {name} 后面要写值。"),
    (r"Option '(?P<name>.*)' does not take a value\.", "选项 {name} 后面不用写值。"),
)
_VALUES = (
    (r".*valid integer.*", "要写整数"),
    (r".*valid (float|number).*", "要写数字"),
    (r".*(greater than|less than|range).*", "超出允许的范围"),
    (r".*(is not one of|Choose from).*", "不是可选的值"),
    (r".*does not exist.*", "没有这个文件或文件夹"),
)


class Command(TyperCommand):
    """A command whose help page is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does, its arguments and its options."""
        formatter.write(f"用法：{ctx.command_path} {_usage(self, ctx)}\n\n{_text(self)}\n")
        for kind, title in _KINDS.items():
            rows = [
                _record(param)
                for param in self.get_params(ctx)
                if param.param_type_name == kind and not getattr(param, "hidden", False)
            ]
            _write_table(formatter, title, rows)


class Group(TyperGroup):
    """A group of commands whose help page is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write what the commands are for, one line each."""
        formatter.write(f"用法：{ctx.command_path} 命令 …\n\n{_text(self)}\n")
        rows = [
            (name, _text(command).split("\n", 1)[0])
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        ]
        _write_table(formatter, "命令", rows)
        formatter.write(f"\n{ctx.command_path} 命令 --help 显示这个命令的用法。\n")

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order in which they were added."""
        del ctx
        return list(self.commands)


def usage_problem(problem: typer.TyperException) -> str:
    """Return a usage error in one Chinese line that says what to write instead."""
    context: Any = getattr(problem, "ctx", None)
    param: Any = getattr(problem, "param", None)
    path = context.command_path if context else "minsheng"
    if param is not None:
        name = _name(param)
        if type(problem).__name__ == "MissingParameter":
            return f"缺少{_KINDS[param.param_type_name]} {name}：{param.help}。用法见 {path} --help"
        return (
            f"{_KINDS[param.param_type_name]} {name} 的值不对：{_value_problem(problem.message)}。"
        )
    for pattern, sentence in _PATTERNS:
        match = re.match(pattern, problem.message, re.DOTALL)
        if match:
            return sentence.format(path=path, **match.groupdict())
    return f"用法不对：{problem.message}"


def _value_problem(message: str) -> str:
    said = message.replace("\n", " ")
    return next((words for pattern, words in _VALUES if re.match(pattern, said)), said)


def _usage(command: Any, ctx: Any) -> str:
    pieces = []
    for param in command.get_params(ctx):
        if getattr(param, "hidden", False):
            continue
        is_argument = param.param_type_name == "argument"
        name = _name(param) if is_argument or param.is_flag else f"{param.opts[0]} {_value(param)}"
        if param.nargs == -1 or getattr(param, "multiple", False):
            name += " …"
        if is_argument or param.required:
            pieces.append(name if param.required else f"[{name}]")
    return " ".join([*pieces, "[选项]"])


def _record(param: Any) -> tuple[str, str]:
    if param.param_type_name == "argument":
        return _name(param), param.help or ""
    if "--help" in param.opts:
        return "--help", "显示这一页"
    name = "、".join((*param.opts, *param.secondary_opts))
    name += "" if param.is_flag else f" {_value(param)}"
    shown = param.default if param.show_default and not param.is_flag else None
    notes = ["必填"] if param.required else []
    if shown not in (None, "", ()) and not callable(shown):
        notes.append(f"默认 {shown}")
    return name, (param.help or "") + (f"（{'；'.join(notes)}）" if notes else "")


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).upper()
    return str(param.opts[0])


def _value(param: Any) -> str:
    return str(param.metavar or "值")


def _text(command: Any) -> str:
    return str(command.help or "").strip()


def _write_table(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    width = max(_columns(name) for name, _ in rows) + _GAP
    formatter.write(f"\n{title}：\n")
    for name, words in rows:
        formatter.write(f"  {name}{' ' * (width - _columns(name))}{words}\n")


def _columns(text: str) -> int:
    """How many columns a terminal gives the text: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
