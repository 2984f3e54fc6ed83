from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.errors import InputError
from sfconnector.salesforce.package_version import (
    LATEST,
    READS_REPORTS_IN_LIGHTNING,
    PackageVersion,
)

NUMBERS = st.integers(min_value=0, max_value=300)
VERSIONS = st.builds(
    PackageVersion,
    major=NUMBERS,
    minor=NUMBERS,
    patch=NUMBERS,
    beta=st.none() | st.integers(min_value=0, max_value=300),
)
NEAR = st.builds(
    PackageVersion,
    major=st.just(1),
    minor=st.sampled_from([9, 84, 85]),
    patch=st.integers(min_value=0, max_value=1),
    beta=st.none() | st.integers(min_value=0, max_value=2),
)
"""Versions so near to each other that every part decides now and then."""


def test_versions_are_compared_part_by_part() -> None:
    """1.85 is newer than 1.9, its beta is older than itself, and 1.90 is the latest known (P50)."""
    order = ("1.8", "1.9", "1.80", "1.84.7", "1.85 beta", "1.85 (Beta 3)", "1.85", "1.85.1", "1.90")
    versions = [PackageVersion.parse(each) for each in order]
    mixed = versions[1::2] + versions[::2]
    assert sorted(mixed) == versions
    assert PackageVersion.parse("1.85") == READS_REPORTS_IN_LIGHTNING
    assert PackageVersion.parse("1.90") == LATEST
    assert PackageVersion.parse("2.0") > LATEST


@given(NEAR | VERSIONS, NEAR | VERSIONS)
def test_the_first_part_that_differs_decides(one: PackageVersion, other: PackageVersion) -> None:
    """Numbers decide before the beta does, and each number is compared as a number."""
    numbers = (one.major, one.minor, one.patch), (other.major, other.minor, other.patch)
    if numbers[0] != numbers[1]:
        assert (one < other) == (numbers[0] < numbers[1])
    elif (one.beta is None) != (other.beta is None):
        assert (one < other) == (one.beta is not None)
    else:
        assert (one < other) == ((one.beta or 0) < (other.beta or 0))


@given(NEAR, NEAR, NEAR)
def test_versions_are_totally_ordered(
    one: PackageVersion, two: PackageVersion, three: PackageVersion
) -> None:
    """Of two versions one is newer, or they are equal; newer than newer is newer."""
    assert (one < two) + (two < one) + (one == two) == 1
    if one <= two <= three:
        assert one <= three


@given(VERSIONS)
def test_what_is_shown_can_be_read_again(version: PackageVersion) -> None:
    """The text of a version names it."""
    assert PackageVersion.parse(str(version)) == version


@pytest.mark.parametrize("text", ["", "1", "1.", "v1.85", "1.85 alpha", "1.85.1.2", "1.x"])
def test_what_is_no_version_is_refused(text: str) -> None:
    """Nothing is guessed from another text."""
    with pytest.raises(InputError, match="package version"):
        PackageVersion.parse(text)
