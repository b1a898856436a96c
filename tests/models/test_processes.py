from __future__ import annotations

import joblib
import pytest

from models import processes
from models.processes import readers
from models.reader import Reader

TEXTS = ["家里停水了", "", "老板拖欠工资", "路灯不亮，停水三天", "停电了"]


def test_processes_read_as_one_does_and_in_order(
    small_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_PART", 2)
    with joblib.parallel_config(backend="threading"), readers(small_reader, 2) as many:
        assert many.count == 2
        assert many.read_many(TEXTS, TEXTS[::-1]) == small_reader.read_many(TEXTS, TEXTS[::-1])
        assert many.topics_of(TEXTS) == small_reader.topics_of(TEXTS)
        assert many.read_many([]) == []
        with pytest.raises(ValueError, match="titles"):
            many.read_many(TEXTS, ["停水"])
