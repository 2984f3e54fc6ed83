"""CSV as a client uploads it, read row by row from pieces of the file, so that no file is held.

The rules are of [K:api-asynch/prepare-csv-files]: one delimiter of six, LF or CRLF, UTF-8, double
quotes around what would be read otherwise.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

DELIMITERS: Mapping[str, str] = MappingProxyType(
    {
        "BACKQUOTE": "`",
        "CARET": "^",
        "COMMA": ",",
        "PIPE": "|",
        "SEMICOLON": ";",
        "TAB": "\t",
    }
)
LINE_ENDINGS: Mapping[str, str] = MappingProxyType({"LF": "\n", "CRLF": "\r\n"})
MOST_HEADER_CHARACTERS = 32_000
MOST_RECORD_CHARACTERS = 400_000
"""Of all the fields of a record ([D:228 bulk_api_2_limits])."""
Row = list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a job's CSV is laid out, in Salesforce's words."""

    column_delimiter: str = "COMMA"
    line_ending: str = "LF"

    @property
    def delimiter(self) -> str:
        """The character between two columns."""
        return DELIMITERS[self.column_delimiter]

    @property
    def newline(self) -> str:
        """The characters that end a row."""
        return LINE_ENDINGS[self.line_ending]


class ClientInputError(Exception):
    """A file is not of the layout that its job names: the job fails."""


class InvalidBatchError(Exception):
    """A file cannot be read, or names what there is not: the job fails."""


def rows(pieces: Iterable[bytes], layout: Layout) -> Iterator[Row]:
    """Return the rows of a file, the header first; empty lines are none.

    Raises:
        ClientInputError: the header does not end as the layout says (text recorded, [P]).
        InvalidBatchError: the file is no UTF-8 or no CSV, or its header is too long (believed).
    """
    lines = _lines(pieces, layout)
    try:
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        for row in reader:
            if row:
                yield row
    except csv.Error as error:
        raise InvalidBatchError(f"line {reader.line_num}: {error}") from error
    except UnicodeDecodeError as error:
        message = "the file is not in UTF-8"
        raise InvalidBatchError(message) from error


def _lines(pieces: Iterable[bytes], layout: Layout) -> Iterator[str]:
    """Return the lines of a file with their ends."""
    waiting = ""
    is_first = True
    for text in codecs.iterdecode(pieces, "utf-8"):
        waiting += text
        *whole, waiting = waiting.split("\n")
        for line in whole:
            if is_first:
                _check_header(line, layout)
                is_first = False
            _check_length(line)
            yield line + "\n"
        _check_length(waiting)
    if waiting:
        yield waiting


def _check_length(line: str) -> None:
    """Refuse a line that is longer than any record, before it is held; text and form believed."""
    if len(line) > MOST_RECORD_CHARACTERS:
        message = f"a record has more than {MOST_RECORD_CHARACTERS} characters"
        raise InvalidBatchError(message)


def _check_header(line: str, layout: Layout) -> None:
    if line.endswith("\r") != (layout.line_ending == "CRLF"):
        raise ClientInputError(
            "LineEnding is invalid on user data. Current LineEnding setting is"
            f" {layout.line_ending}"
        )
    if len(line) > MOST_HEADER_CHARACTERS:
        message = f"the header has more than {MOST_HEADER_CHARACTERS} characters"
        raise InvalidBatchError(message)
