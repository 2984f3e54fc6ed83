"""Any query of a user with hidden fields and private sharing, beside the naive evaluator."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import soql_model
from fake_salesforce.access import Visibility
from fake_salesforce.access.visibility import Among
from fake_salesforce.errors import InvalidFieldError
from fake_salesforce.schema import AccessLevel, SObject
from soql_stage import LEAD, Hiding, Stage

OWNERS = ("005000000000001AAA", "005000000000002AAA", "005D0000001x1x1IAA")
FIELDS = [each.name for each in LEAD.columns if each.name not in {"Id", "IsDeleted"}]
_TEXT = re.compile(r"'(?:\\.|[^'\\])*'", re.DOTALL)


class Private(Hiding):
    """A user who sees the records of some owners, and not every field."""

    def __init__(self, owners: set[str], hidden: set[str]) -> None:
        super().__init__(*(f"Lead.{each}" for each in hidden))
        self.owners = json.dumps(sorted(owners))

    def records(self, sobject: SObject, level: AccessLevel = AccessLevel.READ) -> Visibility:
        """Return the records of those owners."""
        del sobject, level
        return Among("OwnerId", self.owners)


@given(
    leads=st.lists(soql_model.records, min_size=4, max_size=8),
    query=soql_model.queries,
    owners=st.sets(st.sampled_from(OWNERS), min_size=2),
    hidden=st.sets(st.sampled_from(FIELDS), max_size=3),
)
def test_a_query_tells_only_what_its_user_may_see(
    leads: list[soql_model.Record],
    query: soql_model.ModelQuery,
    owners: set[str],
    hidden: set[str],
) -> None:
    """A query that names a hidden field is refused; another finds what it finds without the rest.

    Rows that are not shared take no part: not in filters, in order, in LIMIT or in OFFSET.
    """
    named = set(re.findall(r"\w+", _TEXT.sub("", query.text)))
    with Stage(
        [soql_model.stored(each) for each in leads], access=Private(owners, hidden)
    ) as stage:
        if named & hidden:
            event("refused")
            with pytest.raises(InvalidFieldError, match="No such column"):
                stage.rows(query.text)
            return
        found = stage.rows(query.text)
    seen = [
        {**each, "IsDeleted": each["IsDeleted"] or each["OwnerId"] not in owners} for each in leads
    ]
    event(f"found: {min(len(found), 2)}")
    assert found == query.answer(seen, include_deleted=False)
