from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org, ids
from fake_salesforce.objects import STANDARD
from fake_salesforce.org.views import VIEWS
from fake_salesforce.schema import Field, FieldType

_SEQUENCES = st.integers(1, len(ids.DIGITS) ** 9 - 1)
_INSTANCES = st.text(ids.DIGITS, min_size=3, max_size=3)


def _values(org: Org) -> Iterator[tuple[Field, str]]:
    """Yield each value of the kinds that differ from org to org, with its field."""
    kinds = {FieldType.ID, FieldType.REFERENCE, FieldType.DATETIME}
    with org.database.read() as connection:
        for sobject in STANDARD:
            for field in sobject.columns if sobject.name not in VIEWS else ():
                if field.type in kinds:
                    statement = f'SELECT "{field.name}" FROM "{sobject.name}"'
                    for (value,) in connection.execute(statement).fetchall():
                        if value is not None:
                            yield field, value


def test_nothing_of_the_template_stays(salesforce: FakeSalesforce) -> None:
    """Each id of a new org is of its instance, each stamp of its founding, each reference whole."""
    with salesforce.create_org("One") as one, salesforce.create_org("Two") as two:
        for org in (one, two):
            [founded] = org.query("SELECT CreatedDate FROM Organization")
            known: set[str] = set()
            referred: set[str] = set()
            for field, value in _values(org):
                if field.type is FieldType.DATETIME:
                    assert value == founded["CreatedDate"], field.name
                    continue
                assert ids.is_id(value), field.name
                assert value[3:6] == org.id[3:6], field.name
                (known if field.type is FieldType.ID else referred).add(value)
            assert referred <= known
            assert len(known) > 800
        assert one.id != two.id
        assert two.query("SELECT Name, UserLicense.Name FROM Profile ORDER BY Name") == one.query(
            "SELECT Name, UserLicense.Name FROM Profile ORDER BY Name"
        )
        for each in one.query("SELECT Name, Label, ProfileId FROM PermissionSet"):
            assert (each["Name"], each["Label"]) == (f"X{each['ProfileId']}", each["ProfileId"])


@given(number=_SEQUENCES, first=_INSTANCES, second=_INSTANCES)
def test_an_id_moves_to_another_instance(number: int, first: str, second: str) -> None:
    """The id of a number in one instance becomes that of the same number in another."""
    moved = ids.of_instance(ids.record_id("00Q", first, number), second)
    assert moved == ids.record_id("00Q", second, number)
