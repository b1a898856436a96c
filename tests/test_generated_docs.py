"""What the docs say about the life cycle, the settings and the words is what the code says."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "docs" / "generate.py"


def test_the_generated_parts_of_the_docs_agree_with_the_code() -> None:
    run = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
