"""The rules need nothing but the standard library, no clock and no chance."""

import ast
import subprocess
import sys
from pathlib import Path

import service.domain

FOLDER = Path(service.domain.__path__[0])
BLOCKED = """
import sys

class OnlyOurs:
    def find_spec(self, name, path=None, target=None):
        room = name.split(".")[0]
        ours = name == "service" or name.startswith("service.domain")
        if ours or room in sys.stdlib_module_names or room.startswith("_sysconfigdata"):
            return None
        raise ImportError(f"{name} is not of the standard library")

sys.meta_path.insert(0, OnlyOurs())
sys.path.insert(0, sys.argv[1])
for module in sys.argv[2:]:
    __import__(f"service.domain.{module}")
print("pure", len(sys.argv) - 2)
"""


def test_the_domain_imports_with_everything_else_blocked() -> None:
    modules = sorted(
        ".".join(file.relative_to(FOLDER).with_suffix("").parts)
        for file in FOLDER.rglob("*.py")
        if file.stem != "__init__"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", BLOCKED, str(FOLDER.parents[1]), *modules],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["pure", str(len(modules))], done.stderr


def test_the_domain_asks_nobody_for_the_time_or_for_chance() -> None:
    banned = {"now", "utcnow", "today", "time_ns", "urandom", "uuid4", "open", "getenv"}
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                called = node.func.id if isinstance(node.func, ast.Name) else called
                assert called not in banned, (file.name, node.lineno, called)
