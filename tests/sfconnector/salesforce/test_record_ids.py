"""Ids of 15 and 18 characters."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import ids
from sfconnector.salesforce.record_ids import long_id

SHORT = st.text(string.ascii_letters + string.digits, min_size=15, max_size=15)


@given(short=SHORT)
def test_p19_an_id_of_15_characters_is_one_of_18(short: str) -> None:
    """P19: its long form is Salesforce's, and that of a long form is itself."""
    assert long_id(short) == ids.normalize(short)
    assert long_id(long_id(short)) == long_id(short)


@pytest.mark.parametrize("text", ["", "Doe", "00Q00000000000", "00Q000000000001 AA"])
def test_what_is_no_id_is_refused(text: str) -> None:
    """Another length or another character is no id."""
    with pytest.raises(ValueError, match="no record id"):
        long_id(text)
