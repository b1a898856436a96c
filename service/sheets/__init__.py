"""Reads the spreadsheets that people have, and writes tables that are whole or not there."""

from service.sheets.columns import ColumnMap, is_usual, known_fields, recognise, require
from service.sheets.mapping import read_mapping
from service.sheets.output import (
    RejectedRows,
    atomic_csv,
    atomic_file,
    atomic_table,
    rejected_path,
)
from service.sheets.sheet import Row, Sheet, open_sheet
from service.sheets.times import parse_time
from service.sheets.values import (
    channel,
    clean_code,
    clean_phone,
    request_type,
    urgency,
    whole_number,
)

__all__ = [
    "ColumnMap",
    "RejectedRows",
    "Row",
    "Sheet",
    "atomic_csv",
    "atomic_file",
    "atomic_table",
    "channel",
    "clean_code",
    "clean_phone",
    "is_usual",
    "known_fields",
    "open_sheet",
    "parse_time",
    "read_mapping",
    "recognise",
    "rejected_path",
    "request_type",
    "require",
    "urgency",
    "whole_number",
]
