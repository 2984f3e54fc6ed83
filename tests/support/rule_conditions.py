"""Conditions on leads as text and as plain Python, and leads that they can be true of."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Lead = Mapping[str, Any]

_CITIES = ("London", "Paris", "Oslo")
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">=": operator.ge,
}

leads = st.fixed_dictionaries(
    {
        "LastName": st.just("Doe"),
        "Company": st.just("Example"),
        "City": st.none() | st.sampled_from(_CITIES),
        "NumberOfEmployees": st.none() | st.integers(-3, 3),
        "HasOptedOutOfEmail": st.booleans(),
    }
)


@dataclass(frozen=True)
class Condition:
    """A condition as it stands behind WHERE, and what it means."""

    text: str
    holds: Callable[[Lead], bool]


def _compared(field: str, sign: str, literal: str, value: Any) -> Condition:
    def holds(lead: Lead) -> bool:
        found = lead[field]
        if found is None:
            return sign == "!="
        return _SIGNS[sign](found, value)

    return Condition(f"{field} {sign} {literal}", holds)


_simple = (
    st.builds(
        lambda sign, city: _compared("City", sign, f"'{city}'", city),
        st.sampled_from(["=", "!="]),
        st.sampled_from(_CITIES),
    )
    | st.builds(
        lambda sign, number: _compared("NumberOfEmployees", sign, str(number), number),
        st.sampled_from(sorted(_SIGNS)),
        st.integers(-3, 3),
    )
    | st.booleans().map(
        lambda value: _compared("HasOptedOutOfEmail", "=", str(value).upper(), value)
    )
    | st.just(Condition("City = NULL", lambda lead: lead["City"] is None))
)


def _combined(conditions: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(conditions, min_size=2, max_size=3)
    return (
        several.map(
            lambda parts: Condition(
                " AND ".join(f"({each.text})" for each in parts),
                lambda lead: all(each.holds(lead) for each in parts),
            )
        )
        | several.map(
            lambda parts: Condition(
                " OR ".join(f"({each.text})" for each in parts),
                lambda lead: any(each.holds(lead) for each in parts),
            )
        )
        | conditions.map(
            lambda part: Condition(f"NOT ({part.text})", lambda lead: not part.holds(lead))
        )
    )


conditions = st.recursive(_simple, _combined, max_leaves=4)
