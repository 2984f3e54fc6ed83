"""The words, codes and places of refused queries (reference 4.8 and 9)."""

from __future__ import annotations

import pytest

from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.soql.positions import Position, located, located_syntax
from soql_stage import Hiding, Stage

APPEND = "If you are attempting to use a custom"
DESCRIBE = "Please reference your WSDL or the describe call for the appropriate names."


def refusal(text: str, stage: Stage | None = None) -> SalesforceError:
    """Return the refusal of a query."""
    with stage or Stage() as asked, pytest.raises(SalesforceError) as caught:
        asked.page(text)
    return caught.value


def located_parts(message: str) -> tuple[str, str, str]:
    """Return the character above the caret's right side, the place, and the words of a message."""
    empty, excerpt, caret, place, words = message.split("\n", 4)
    assert empty == ""
    assert caret.strip() == "^"
    return excerpt[len(caret) - 1 :], place, words


RECORDED = [
    (
        "select Id, Company,Email,LastName,SF_date__c, ConvertedContactId from Lead",
        Position(1, 34),
        "select Id, Company,Email,LastName,SF_date__c, ConvertedContactId from",
        35,
    ),
    (
        "SELECT Id, ProductCode from Product2 where ProductCode = 3999",
        Position(1, 43),
        "ProductCode from Product2 where ProductCode = 3999",
        44,
    ),
    (
        "SELECT Id, Name, BillingCity, X, BillingPostalCode FROM Account WHERE Id = '53'"[1:],
        Position(1, 69),
        "BillingPostalCode FROM Account WHERE Id = '53'",
        70,
    ),
    (
        "SELECT COUNT() FROM Contact WHERE RecordType.Name = 'Volunteer'",
        Position(1, 34),
        "SELECT COUNT() FROM Contact WHERE RecordType.Name = 'Volunteer'",
        35,
    ),
]
"""Excerpts and columns that were recorded: [I:mautic#13406] [I:EloquentSalesForce#68] [P] [P]."""


@pytest.mark.parametrize(("text", "position", "excerpt", "column"), RECORDED)
def test_the_excerpt_is_the_recorded_one(
    text: str, position: Position, excerpt: str, column: int
) -> None:
    """Excerpt, caret and column of a semantic error equal the recorded bodies."""
    start = text.index(excerpt)
    caret = " " * (column - 1 - start) + "^"
    expected = f"\n{excerpt}\n{caret}\nERROR at Row:1:Column:{column}\nwhat"
    assert located(text, position, "what") == expected


def test_a_syntax_error_counts_columns_from_0() -> None:
    """The caret of the recorded comma before From stands under the blank before it ([P])."""
    fields = "Aaaaaaaa, Bbbbbbbbbbb, Ccccccccccc, "
    text = f"SELECT {fields[:-1]}LastModifiedById, LastModifiedDate, From Account "
    offset = text.index("From")
    assert offset == 78
    expected = (
        "\nLastModifiedById, LastModifiedDate, From Account \n"
        "                                   ^\n"
        "ERROR at Row:1:Column:78\nwhat"
    )
    assert located_syntax(text.replace(",LastM", " LastM"), Position(1, offset), "what") == expected


def test_a_place_in_a_later_row_is_quoted_from_that_row() -> None:
    """Row counts line feeds, and column and excerpt are those of the row."""
    found = refusal("SELECT Id\nFROM Lead\nWHERE LastName = 'a' AND\nNope = 1")
    assert found.message.startswith("\nNope = 1\n^\nERROR at Row:4:Column:1\nNo such column 'Nope'")


@pytest.mark.parametrize(
    ("text", "code", "right_of_caret", "place", "words"),
    [
        (
            "select count() from XYZZY",
            "INVALID_TYPE",
            "XYZZY",
            "ERROR at Row:1:Column:21",
            (
                f"sObject type 'XYZZY' is not supported. {APPEND} object, be sure to append the"
                f" '__c' after the entity name. {DESCRIBE}"
            ),
        ),
        (
            "SELECT Id, Nope FROM lead",
            "INVALID_FIELD",
            "Nope FROM lead",
            "ERROR at Row:1:Column:12",
            (
                f"No such column 'Nope' on entity 'Lead'. {APPEND} field, be sure to append the"
                f" '__c' after the custom field name. {DESCRIBE}"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE Foo.Name = 'x'",
            "INVALID_FIELD",
            "Foo.Name = 'x'",
            "ERROR at Row:1:Column:27",
            (
                f"Didn't understand relationship 'Foo' in field path. {APPEND} relationship, be"
                f" sure to append the '__r' after the custom relationship name. {DESCRIBE}"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE Id = '53'",
            "INVALID_QUERY_FILTER_OPERATOR",
            "Id = '53'",
            "ERROR at Row:1:Column:27",
            "invalid ID field: 53",
        ),
        (
            "SELECT Id FROM Lead WHERE LastName = 3999",
            "INVALID_FIELD",
            "LastName = 3999",
            "ERROR at Row:1:Column:27",
            (
                "value of filter criterion for field 'LastName' must be of type string"
                " and should be enclosed in quotes"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE LastName = Doe",
            "INVALID_FIELD",
            "LastName = Doe",
            "ERROR at Row:1:Column:27",
            (
                "value of filter criterion for field 'LastName' must be of type string"
                " and should be enclosed in quotes"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > '2020-01-01T00:00:00Z'",
            "INVALID_FIELD",
            "CreatedDate > '2020-01-01T00:00:00Z'",
            "ERROR at Row:1:Column:27",
            (
                "value of filter criterion for field 'CreatedDate' must be of type dateTime"
                " and should not be enclosed in quotes"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE ConvertedDate = '2020-01-01'",
            "INVALID_FIELD",
            "ConvertedDate = '2020-01-01'",
            "ERROR at Row:1:Column:27",
            (
                "value of filter criterion for field 'ConvertedDate' must be of type date"
                " and should not be enclosed in quotes"
            ),
        ),
        (
            "SELECT Id FROM Lead WHERE Description = 'x'",
            "INVALID_FIELD",
            "Description = 'x'",
            "ERROR at Row:1:Column:27",
            "field 'Description' can not be filtered in a query call",
        ),
        (
            "SELECT Id FROM Lead ORDER BY Description",
            "INVALID_FIELD",
            "Description",
            "ERROR at Row:1:Column:30",
            "field 'Description' can not be sorted in a query call",
        ),
        (
            "SELECT Id FROM Lead WITH SECURITY_ENFORCED",
            "MALFORMED_QUERY",
            "SECURITY_ENFORCED",
            "ERROR at Row:1:Column:26",
            "SECURITY_ENFORCED not allowed in this context",
        ),
        (
            "SELECT Id FROM Lead ALL ROWS",
            "MALFORMED_QUERY",
            "ALL ROWS",
            "ERROR at Row:1:Column:21",
            "ALL ROWS not allowed in this context",
        ),
        (
            "SELECT Id FROM Lead FOR UPDATE",
            "MALFORMED_QUERY",
            "FOR UPDATE",
            "ERROR at Row:1:Column:21",
            "FOR UPDATE not allowed in this context",
        ),
        (
            "SELECT COUNT() FROM Lead ORDER BY Id",
            "MALFORMED_QUERY",
            "Id",
            "ERROR at Row:1:Column:35",
            "Ordered field must be grouped or aggregated: Id",
        ),
        (
            "SELECT Id, FROM Lead",
            "MALFORMED_QUERY",
            " FROM Lead",
            "ERROR at Row:1:Column:11",
            "unexpected token: 'FROM'",
        ),
        (
            "SELECT FROM Lead",
            "MALFORMED_QUERY",
            " FROM Lead",
            "ERROR at Row:1:Column:7",
            "unexpected token: 'FROM'",
        ),
        (
            "SELECT Id FROM Lead WHERE Id IN ()",
            "MALFORMED_QUERY",
            "()",
            "ERROR at Row:1:Column:33",
            "unexpected token: ')'",
        ),
        (
            "SELECT Id FROM Lead USING everything",
            "MALFORMED_QUERY",
            "g",
            "ERROR at Row:1:Column:36",
            "unexpected token: '<EOF>'",
        ),
        (
            "SELECT Id FROM Lead USING SCOPE queue",
            "MALFORMED_QUERY",
            " queue",
            "ERROR at Row:1:Column:32",
            "unexpected token: 'queue'",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts) FROM Account USING SCOPE mine",
            "MALFORMED_QUERY",
            "mine",
            "ERROR at Row:1:Column:63",
            "USING SCOPE cannot be used in a query with a parent-child relationship",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts USING SCOPE mine) FROM Account",
            "MALFORMED_QUERY",
            "mine) FROM Account",
            "ERROR at Row:1:Column:49",
            "USING SCOPE cannot be used in a query with a parent-child relationship",
        ),
        (
            "SELECT Id FROM Lead WHERE City = 'a' AND City = 'b' OR City = 'c'",
            "MALFORMED_QUERY",
            " OR City = 'c'",
            "ERROR at Row:1:Column:52",
            "unexpected token: OR",
        ),
        (
            "SELECT Id FROM Lead WHERE City = 'a' OR City = 'b' AND City = 'c'",
            "MALFORMED_QUERY",
            " AND City = 'c'",
            "ERROR at Row:1:Column:51",
            "unexpected token: AND",
        ),
        (
            "SELECT Id FROM Lead WHERE City = 'a' AND NOT City = 'b'",
            "MALFORMED_QUERY",
            " NOT City = 'b'",
            "ERROR at Row:1:Column:41",
            "unexpected token: 'NOT'",
        ),
        (
            "SELECT FIELDS(ALL) FROM Lead",
            "MALFORMED_QUERY",
            "S(ALL) FROM Lead",
            "ERROR at Row:1:Column:13",
            "unexpected token: '('",
        ),
        (
            "SELECT Id, $x FROM Lead",
            "MALFORMED_QUERY",
            " $x FROM Lead",
            "ERROR at Row:1:Column:11",
            "line 1:11 no viable alternative at character '$'",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > 2020-52-01",
            "MALFORMED_QUERY",
            "-52-01",
            "ERROR at Row:1:Column:45",
            "line 1:45 no viable alternative at character '5'",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > 2020-01-01T00:00:00-25:00",
            "MALFORMED_QUERY",
            "25:00",
            "ERROR at Row:1:Column:61",
            "line 1:61 mismatched character '5' expecting set '0'..'3'",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > 2020-01-01T00:00:00",
            "MALFORMED_QUERY",
            "0",
            "ERROR at Row:1:Column:59",
            "line 1:59 no viable alternative at character '<EOF>'",
        ),
        (
            r"SELECT Id FROM Lead WHERE City = 'a\qb'",
            "MALFORMED_QUERY",
            r"\qb'",
            "ERROR at Row:1:Column:36",
            "line 1:36 no viable alternative at character 'q'",
        ),
        (
            r"SELECT Id FROM Lead WHERE City = 'a\_b'",
            "MALFORMED_QUERY",
            r"\_b'",
            "ERROR at Row:1:Column:36",
            "line 1:36 no viable alternative at character '_'",
        ),
        (
            "SELECT Id FROM Lead WHERE City = 'a",
            "MALFORMED_QUERY",
            "a",
            "ERROR at Row:1:Column:35",
            "line 1:35 mismatched character '<EOF>' expecting '''",
        ),
        (
            "SELECT Id FROM Lead WHERE ConvertedDate = 2020-02-30",
            "MALFORMED_QUERY",
            " 2020-02-30",
            "ERROR at Row:1:Column:42",
            "Invalid date: 2020-02-30",
        ),
    ],
)
def test_located_refusals(
    text: str, code: str, right_of_caret: str, place: str, words: str
) -> None:
    """A refusal that has a place quotes it, points at it, and says what is wrong there."""
    found = refusal(text)
    assert found.error_code == code
    assert found.status == 400
    assert located_parts(found.message) == (right_of_caret, place, words)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("invalid", "MALFORMED_QUERY", "unexpected token: 'invalid'"),
        ("", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        (" /* nothing */ // at all", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        (" /**/ SELECT Id FROM Lead", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        (
            "SELECT Id LastName FROM Lead",
            "MALFORMED_QUERY",
            "only aggregate expressions use field aliasing",
        ),
        (
            "SELECT DISTINCT LastName FROM Lead",
            "MALFORMED_QUERY",
            "only aggregate expressions use field aliasing",
        ),
        ("SELECT Id, City, id FROM Lead", "INVALID_FIELD", "duplicate field selected: Id"),
        (
            "SELECT Id FROM Lead WHERE City = :city",
            "MALFORMED_QUERY",
            "Bind variables only allowed in Apex code",
        ),
        (
            "SELECT Id FROM Lead WHERE City IN :some.cities LIMIT :n",
            "MALFORMED_QUERY",
            "Bind variables only allowed in Apex code",
        ),
        (
            "SELECT Id FROM Lead WHERE Id LIKE '00Q%'",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator on id field",
        ),
        (
            "SELECT Id FROM Lead WHERE City LIKE null",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator",
        ),
        (
            "SELECT Id FROM Lead WHERE IsConverted > false",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator",
        ),
        (
            "SELECT Id FROM Lead WHERE Address = 'Rome'",
            "INVALID_FIELD",
            "Address fields can only be filtered using Distance expressions",
        ),
        (
            "SELECT Id FROM Lead LIMIT 5 OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Maximum SOQL offset allowed is 2000",
        ),
    ],
)
def test_refusals_without_a_place(text: str, code: str, message: str) -> None:
    """A refusal that is recorded without a place is the message alone."""
    found = refusal(text)
    assert (found.error_code, found.message) == (code, message)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT Id FROM Lead USING SCOPE team", "USING SCOPE team of Lead"),
        ("SELECT Id FROM Lead USING SCOPE Team", "USING SCOPE Team of Lead"),
        ("SELECT Id FROM Lead WITH Network = 'x'", "WITH and a comparison"),
    ],
)
def test_soql_that_is_not_evaluated_is_refused_by_name(text: str, part: str) -> None:
    """SOQL beyond what is evaluated is recognised and named, with what there is instead."""
    with Stage() as stage, pytest.raises(NotImplementedInFakeError) as caught:
        stage.page(text)
    assert part in caught.value.what
    assert caught.value.instead


def test_a_syntax_error_behind_a_part_that_is_not_evaluated_is_malformed() -> None:
    """Text that is no SOQL is MALFORMED_QUERY even if it has a part that is not evaluated."""
    found = refusal("SELECT COUNT(Id) FROM Lead GROUP City")
    assert found.error_code == "MALFORMED_QUERY"
    assert found.message.endswith("unexpected token: 'City'")


def test_a_hidden_object_does_not_exist() -> None:
    """Without the right to read an object it is INVALID_TYPE, like one that is not there."""
    found = refusal("SELECT Id FROM Lead", Stage(access=Hiding("Lead")))
    assert found.error_code == "INVALID_TYPE"
    assert "sObject type 'Lead' is not supported." in found.message


@pytest.mark.parametrize(
    "text",
    [
        "SELECT City FROM Lead",
        "SELECT Id FROM Lead WHERE City = 'x'",
        "SELECT Id FROM Lead ORDER BY City",
    ],
)
def test_a_hidden_field_does_not_exist(text: str) -> None:
    """A field hidden from the user is no such column, wherever the query names it."""
    found = refusal(text, Stage(access=Hiding("Lead.City")))
    assert found.error_code == "INVALID_FIELD"
    assert "No such column 'City' on entity 'Lead'." in found.message


def test_a_hidden_reference_hides_its_relationship() -> None:
    """A path through a hidden reference is not understood."""
    found = refusal("SELECT Owner.Name FROM Lead", Stage(access=Hiding("Lead.OwnerId")))
    assert "Didn't understand relationship 'Owner' in field path." in found.message


def test_a_hidden_part_of_an_address_is_null() -> None:
    """An address shows only the parts that the user may read."""
    lead = {"City": "Rome", "Country": "Italy"}
    with Stage([lead], access=Hiding("Lead.City")) as stage:
        (record,) = stage.records("SELECT Address FROM Lead")
    assert (record["Address"]["city"], record["Address"]["country"]) == (None, "Italy")
