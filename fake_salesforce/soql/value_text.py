"""The text of a value as SQL, where SQLite's own text of it is not the one that answers have.

SQLite has no booleans, and cuts doubles to 15 digits: a function of ours writes those.
"""

from __future__ import annotations

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType

from .fragments import Fragment
from .functions import DOUBLE


def value_text(column: Fragment, field_type: FieldType, *, literal: str = "{}") -> Fragment:
    """Return SQL for a column's value: the text of a boolean or a double, others as they are.

    Args:
        column: null where the value is null; then so is the text.
        field_type: of the value.
        literal: a template of our own words that the text of a boolean or a double stands in.
    """
    if field_type is FieldType.BOOLEAN:
        true, false = (literal.replace("{}", f"'{each}'") for each in ("true", "false"))
        return column.within(f"CASE WHEN {{}} THEN {true} WHEN {{}} IS NOT NULL THEN {false} END")
    if field_type in NUMBER_TYPES and field_type is not FieldType.INT:
        return column.within(literal.replace("{}", f"{DOUBLE}({{}})"))
    return column
