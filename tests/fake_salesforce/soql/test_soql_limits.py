"""Clauses that this org, or an object, does not have; and how many relationships a query has."""

from __future__ import annotations

import pytest

from fake_salesforce import soql
from fake_salesforce.access import FullAccess
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidTypeError,
    MalformedQueryError,
    NotImplementedInFakeError,
    QueryTooComplicatedError,
    SalesforceError,
)
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import Schema, SObject
from fake_salesforce.soql.relationships import MAX_RELATIONSHIPS
from soql_stage import ACCOUNT, BERLIN, GROUP, NOW, USER, USER_ID, Hiding, Stage, record_id


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "SELECT Id FROM Lead WITH DATA CATEGORY Geo__c AT (a__c, b__c) AND P__c ABOVE x__c",
            "MALFORMED_QUERY",
            "Column:40\nWITH DATA CATEGORY is only allowed for articles and questions, not for",
        ),
        (
            "SELECT Title FROM KnowledgeArticleVersion WITH DATA CATEGORY Geo__c AT a__c",
            "INVALID_TYPE",
            "sObject type 'KnowledgeArticleVersion' is not supported.",
        ),
        (
            "SELECT Id FROM Lead WITH DATA CATEGORY Geo__c NEAR a__c",
            "MALFORMED_QUERY",
            "unexpected token: 'NEAR'",
        ),
        ("SELECT Id FROM Lead WITH USER_MODE", "MALFORMED_QUERY", "unexpected token: 'USER_MODE'"),
        (
            "SELECT Id FROM Lead UPDATE TRACKING",
            "MALFORMED_QUERY",
            "UPDATE TRACKING is only allowed for articles and questions, not for Lead",
        ),
        (
            "SELECT COUNT(Id) FROM Lead UPDATE VIEWSTAT",
            "MALFORMED_QUERY",
            "UPDATE VIEWSTAT is only allowed for articles and questions, not for Lead",
        ),
        ("SELECT Id FROM Lead UPDATE x", "MALFORMED_QUERY", "unexpected token: 'x'"),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact UPDATE TRACKING)",
            "MALFORMED_QUERY",
            "UPDATE is not allowed in semi join sub-selects",
        ),
        (
            "SELECT Id FROM Lead LIMIT 1 FOR VIEW",
            "MALFORMED_QUERY",
            "Column:33\nFOR VIEW is not allowed in this query of Lead",
        ),
        (
            "SELECT Id FROM Lead ORDER BY convertCurrency(AnnualRevenue)",
            "MALFORMED_QUERY",
            "Column:30\nconvertCurrency() cannot be used with ORDER BY",
        ),
        (
            "SELECT Id FROM Lead WHERE convertCurrency(AnnualRevenue) > 5000",
            "MALFORMED_QUERY",
            "Column:27\nconvertCurrency() cannot be used with WHERE",
        ),
        ("SELECT Id FROM Lead WHERE convertCurrency(Nope) > 5", "INVALID_FIELD", "'Nope'"),
        ("SELECT convertCurrency(Nope) FROM Lead", "INVALID_FIELD", "No such column 'Nope'"),
        (
            "SELECT City FROM Lead GROUP BY City HAVING MAX(AnnualRevenue) > USD10000",
            "MALFORMED_QUERY",
            "USD10000 cannot be compared with an aggregate",
        ),
        (
            "SELECT Id FROM Lead WHERE NumberOfEmployees > USD5000",
            "INVALID_FIELD",
            "must be of type int",
        ),
        (
            "SELECT Id FROM Lead USING SCOPE my_territory",
            "INVALID_QUERY_SCOPE",
            "Column:33\nThe scope my_territory is not supported by Lead",
        ),
        ("SELECT Id FROM Lead USING SCOPE My_Team_Territory", "INVALID_QUERY_SCOPE", "by Lead"),
        ("SELECT Id FROM Lead USING SCOPE mine_and_my_groups", "INVALID_QUERY_SCOPE", "by Lead"),
        ("SELECT Id FROM Lead USING SCOPE delegated", "INVALID_QUERY_SCOPE", "by Lead"),
        ("SELECT Id FROM Account USING SCOPE queue_owned", "INVALID_QUERY_SCOPE", "by Account"),
        ("SELECT Id FROM Group USING SCOPE mine", "INVALID_QUERY_SCOPE", "by Group"),
        (
            "SELECT l.Id FROM Lead l WHERE l.LastName = 3999",
            "INVALID_FIELD",
            "Column:32\nvalue of filter criterion for field 'LastName' must be of type string",
        ),
    ],
)
def test_refusals(text: str, code: str, words: str) -> None:
    """What the org or the object lacks is refused with a code, and words that name it."""
    with Stage() as stage, pytest.raises(SalesforceError) as caught:
        stage.page(text)
    assert caught.value.error_code == code
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT convertCurrency(AnnualRevenue) FROM Lead", "convertCurrency"),
        ("SELECT FORMAT(convertCurrency(AnnualRevenue)) FROM Lead", "convertCurrency"),
        ("SELECT Id, (SELECT convertCurrency(Amount) FROM Opportunities) FROM Account", "convert"),
        ("SELECT Id FROM Lead WHERE AnnualRevenue > EUR5000.25", "an amount of a currency"),
        ("SELECT Id FROM Lead WHERE AnnualRevenue IN (USD1, 2)", "an amount of a currency"),
    ],
)
def test_what_needs_several_currencies_is_not_there(text: str, part: str) -> None:
    """What an org with one currency answers is not known: it is refused by name."""
    with Stage() as stage, pytest.raises(NotImplementedInFakeError, match=part):
        stage.page(text)


RELATIONSHIPS = [
    *(f"R{number}" for number in range(52)),
    *("R0" + ".Manager" * depth for depth in range(1, 5)),
]
"""56 relationships of a hub, the first of them leading on."""


@pytest.mark.parametrize(
    "clauses",
    [
        "SELECT {selected} FROM Hub",
        "SELECT Id FROM Hub WHERE {compared}",
        "SELECT Id FROM Hub ORDER BY {selected}",
        "SELECT COUNT(AnyId) FROM Hub GROUP BY {selected} HAVING {compared}",
        "SELECT {selected} FROM Hub WHERE {compared} ORDER BY {selected}",
    ],
)
def test_a_query_has_at_most_55_relationships_to_parents(clauses: str) -> None:
    """A relationship counts once, in whatever clauses it stands; a 56th is one too many."""
    hub = hub_of(52, to=("User",))

    def text(count: int) -> str:
        paths = [f"{each}.Id" for each in RELATIONSHIPS[:count]]
        compared = " AND ".join(f"{each} = null" for each in paths)
        return clauses.format(selected=", ".join(paths), compared=compared)

    assert ask(hub, text(MAX_RELATIONSHIPS)) == []
    with pytest.raises(MalformedQueryError, match="at most 55 relationships"):
        bind(hub, text(MAX_RELATIONSHIPS + 1))


def test_typeof_counts_its_relationship_and_its_types() -> None:
    """TYPEOF of two types is three relationships."""
    hub = hub_of(MAX_RELATIONSHIPS - 3, to=("User",))
    others = ", ".join(f"R{number}.Id" for number in range(MAX_RELATIONSHIPS - 3))
    text = "SELECT TYPEOF Any WHEN User THEN Id WHEN Group THEN Id END, {} FROM Hub"
    bind(hub, text.format(others))
    with pytest.raises(MalformedQueryError, match="this one has 56"):
        bind(hub, text.format(f"{others}, R0.Manager.Id"))


def test_polymorphic_relationships_are_no_more_than_the_database_joins() -> None:
    """More tables than SQLite joins are QUERY_TOO_COMPLICATED; as many as it joins are read."""
    hub = hub_of(32, to=("Group", "User"))
    paths = [f"R{number}.Id" for number in range(32)]
    with pytest.raises(QueryTooComplicatedError):
        bind(hub, f"SELECT {', '.join(paths)} FROM Hub")
    assert ask(hub, f"SELECT {', '.join(paths[:31])} FROM Hub WHERE R30.Id != null") == []


def hub_of(count: int, *, to: tuple[str, ...]) -> SObject:
    """Return an object with so many references R0, R1 ... and a polymorphic one, Any."""

    def reference(name: str, targets: tuple[str, ...]) -> Field:
        return Field(
            name=f"{name}Id",
            type=FieldType.REFERENCE,
            label=name,
            filterable=True,
            reference_to=targets,
            relationship_name=name,
        )

    return SObject(
        name="Hub",
        label="Hub",
        label_plural="Hubs",
        key_prefix="a00",
        fields=(
            Field(name="Id", type=FieldType.ID, label="Id", filterable=True),
            reference("Any", ("Group", "User")),
            *(reference(f"R{number}", to) for number in range(count)),
        ),
    )


def bind(hub: SObject, text: str) -> soql.BoundQuery:
    """Bind a query of a hub, its references leading to users and groups."""
    schema = Schema((hub, USER, GROUP), absent=frozenset())
    return soql.bind(soql.parse(text), schema=schema, access=FullAccess(), user_id=USER_ID)


def ask(hub: SObject, text: str) -> list[soql.Record]:
    """Run a query of a hub, of which there is no record."""
    statement = soql.compile(bind(hub, text), now=NOW, time_zone=BERLIN)
    assert statement.projection is not None
    with Stage() as stage:
        columns = ", ".join(f'"{each.name}"' for each in hub.columns)
        stage.connection.execute(f'CREATE TABLE "Hub" (_row INTEGER PRIMARY KEY, {columns})')
        if statement.is_grouped:
            return soql.groups(stage.connection, statement)
        numbers = soql.rows(stage.connection, statement.clauses).tolist()
        return soql.records(stage.connection, statement.projection, [*numbers, 1])


def test_a_second_object_in_from_needs_no_alias() -> None:
    """FROM may name a parent without another name, which is its relationship then."""
    others = {
        "Account": [{"Name": "Acme"}],
        "Contact": [{"AccountId": record_id(ACCOUNT, 1)}, {}],
    }
    with Stage(others=others) as stage:
        assert (
            stage.count("SELECT COUNT() FROM Contact, Contact.Account WHERE Account.Name = 'Acme'")
            == 1
        )
        assert stage.rows("SELECT Id FROM Contact c, c.Account WHERE Account.Name = null") == [2]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("SELECT Id FROM Lead, XYZZY LIMIT 1", "MALFORMED_QUERY", "driving object is Lead"),
        ("SELECT Id FROM Lead, Contact c", "MALFORMED_QUERY", "driving object is Lead"),
        ("SELECT Id FROM Lead l, l", "MALFORMED_QUERY", "driving object is Lead"),
        ("SELECT Id FROM Lead, Foo.Bar", "MALFORMED_QUERY", "driving object is Lead"),
        ("SELECT Id FROM Lead l, Owner o", "MALFORMED_QUERY", "driving object is Lead"),
        (
            "SELECT Id FROM Contact c, c.Nope n",
            "INVALID_TYPE",
            "Column:27\nDidn't understand relationship 'Nope' in FROM part of query call.",
        ),
        (
            "SELECT Id FROM Contact c, c.Account.AccountId",
            "INVALID_TYPE",
            "relationship 'AccountId' in FROM part",
        ),
        ("SELECT Id FROM Contact c, c.Account a, a.Nope", "INVALID_TYPE", "'Nope' in FROM part"),
        (
            "SELECT Id FROM Contact c, c.Account.Parent.Parent.Parent.Parent.Parent p",
            "MALFORMED_QUERY",
            "at most 5",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts, XYZZY) FROM Account",
            "MALFORMED_QUERY",
            "driving object is Contact",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts, Contacts.Nope) FROM Account",
            "INVALID_TYPE",
            "Column:38\nDidn't understand relationship 'Nope' in FROM part of query call.",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact, Account)",
            "MALFORMED_QUERY",
            "driving object is Contact",
        ),
        ("SELECT COUNT(Id) FROM Lead, Task", "MALFORMED_QUERY", "driving object is Lead"),
    ],
)
def test_further_objects_in_from_are_checked(text: str, code: str, words: str) -> None:
    """What stands behind a comma in FROM must be a parent of the object, used or not."""
    with Stage() as stage, pytest.raises(SalesforceError) as refused:
        stage.page(text)
    assert refused.value.error_code == code
    assert words in str(refused.value)


def test_a_hidden_parent_cannot_be_named_in_from() -> None:
    """A parent that the user may not read is as none."""
    text = "SELECT Id FROM Contact c, c.Account a"
    for hidden in ("Account", "Contact.AccountId"):
        with (
            Stage(access=Hiding(hidden)) as stage,
            pytest.raises(InvalidTypeError, match="'Account' in FROM part"),
        ):
            stage.page(text)


def test_an_alias_is_no_place_for_a_parent() -> None:
    """An alias that is also the name of a selected parent is a duplicate, not a crash."""
    with Stage() as stage:
        for text in (
            "SELECT FORMAT(AnnualRevenue) owner, Owner.Name FROM Lead",
            "SELECT Owner.Name, DISTANCE(Address, Address, 'km') Owner FROM Lead",
        ):
            with pytest.raises(InvalidFieldError, match="duplicate field selected: Owner"):
                stage.page(text)
