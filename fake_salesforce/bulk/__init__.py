"""What Bulk API 2.0 is besides a job: CSV text, and what its cells mean (reference 3.10, 3.11)."""

from .csv_rows import (
    DELIMITERS,
    LINE_ENDINGS,
    ClientInputError,
    InvalidBatchError,
    Layout,
    Row,
    rows,
)
from .csv_text import csv_header, csv_lines, quoted_line
from .ingest_row import Column, Fields, fields_of, header_of, id_in, told
from .line_text import written_lines
from .query import check_query

__all__ = [
    "DELIMITERS",
    "LINE_ENDINGS",
    "ClientInputError",
    "Column",
    "Fields",
    "InvalidBatchError",
    "Layout",
    "Row",
    "check_query",
    "csv_header",
    "csv_lines",
    "fields_of",
    "header_of",
    "id_in",
    "quoted_line",
    "rows",
    "told",
    "written_lines",
]
