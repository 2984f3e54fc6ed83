from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fake_salesforce import ids

characters = st.text(alphabet=ids.DIGITS, min_size=15, max_size=15)


@pytest.mark.parametrize(
    ("id15", "checksum"),
    [("001D000000IqhSL", "IAZ"), ("0015500001QdQWa", "AAN"), ("005P000000AyPpY", "IAV")],
)
def test_checksum_is_the_recorded_one(id15: str, checksum: str) -> None:
    """The 18-character form of recorded ids is the recorded one (reference 5.1)."""
    assert ids.to_18(id15) == id15 + checksum


@given(characters)
def test_both_forms_are_ids_and_one_of_them_is_normal(id15: str) -> None:
    """15 characters and their 18-character form are ids, and normalize alike."""
    id18 = ids.to_18(id15)
    assert ids.is_id(id15)
    assert ids.is_id(id18)
    assert ids.normalize(id15) == ids.normalize(id18) == id18


checksums = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", min_size=3, max_size=3)


@given(characters, checksums)
def test_wrong_checksum_makes_it_no_id(id15: str, checksum: str) -> None:
    """Of all checksums one is right, where an id has letters of both cases."""
    assume(id15 not in (id15.lower(), id15.upper()))
    is_right = ids.to_18(id15) == id15 + checksum
    assert ids.is_id(id15 + checksum) is is_right
    assert ids.has_wrong_checksum(id15 + checksum) is not is_right


@given(characters, st.sampled_from([str.lower, str.upper]))
def test_a_lost_case_is_found_again(id15: str, fold: Callable[[str], str]) -> None:
    """An id of 18 characters that lost its case is the same id: the checksum tells it."""
    id18 = ids.to_18(id15)
    for text in (fold(id18), fold(id15) + id18[15:]):
        assert ids.is_id(text)
        assert ids.normalize(text) == id18


@given(characters, checksums)
def test_what_is_found_again_has_the_checksum(id15: str, checksum: str) -> None:
    """Whatever is taken for an id differs from it by case only, and its checksum is right."""
    text = id15.lower() + checksum
    assert ids.is_id(text) is not ids.has_wrong_checksum(text)
    if ids.is_id(text):
        found = ids.normalize(text)
        assert found.lower() == text.lower()
        assert found == ids.to_18(found[:15])


@given(st.text(max_size=20).filter(lambda text: len(text) not in {15, 18}))
def test_other_lengths_are_no_ids(text: str) -> None:
    """An id has 15 or 18 characters."""
    assert not ids.is_id(text)


@pytest.mark.parametrize("text", ["00Q00000000000é", "00Q00000000000٣", "00Q00000000000\n"])
def test_other_characters_are_no_ids(text: str) -> None:
    """An id has letters and digits of ASCII only."""
    assert not ids.is_id(text)


@given(st.lists(st.integers(1, 62**9 - 1), unique=True, min_size=2).map(sorted))
def test_later_ids_are_greater_texts(numbers: list[int]) -> None:
    """Ids of one object are unique, and their text order is the order of their numbers."""
    made = [ids.record_id("00Q", "xY0", number) for number in numbers]
    assert made == sorted(set(made))
    assert all(ids.is_id(each) and each.startswith("00QxY0") for each in made)
