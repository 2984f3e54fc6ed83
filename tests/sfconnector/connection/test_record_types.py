"""The choice of record types: by whom, from what, and never one of two accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connection_stage import ConnectionStage, KeyPair
from fake_salesforce import FakeSalesforce
from partition_stage import LIST, PartitionStage
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.errors import (
    InputError,
    NotConnectedError,
    RoleError,
    UnknownRecordTypeError,
)


@pytest.fixture
def stage(tmp_path: Path, server: FakeSalesforce) -> Iterator[PartitionStage]:
    """Three record types of leads and one of contacts."""
    stage = PartitionStage(server, tmp_path)
    stage.org.add_record_type("Contact", "Buyer", name="Buyer of machines")
    yield stage
    server.drop_org(stage.org)


def test_p52_two_accounts_share_no_record_type(stage: PartitionStage) -> None:
    """What an account has chosen is refused to every other one, and free once it is given up."""
    with stage.connector("us") as us, stage.connector("emea") as emea:
        us.choose_record_types("Lead", ["US", "Partners"])
        with pytest.raises(InputError, match=r"Partners is the account us's"):
            emea.choose_record_types("Lead", ["EMEA", "Partners"])
        assert emea.record_types() == (), "nothing was changed"
        assert [each.name for each in us.choose_record_types("Lead", ["US"])] == ["US"]
        emea.choose_record_types("Lead", ["EMEA", "Partners"])
        us.choose_record_types("Contact", ["Buyer"])
        emea.clear_record_types("Lead")
        assert us.choose_record_types("lead", ["EMEA", "Partners"])
        us.clear_record_types()
        assert us.record_types() == emea.record_types() == ()


@pytest.mark.parametrize("word", ["Buyer of machines", "buyer", "id", "short id"])
def test_a_record_type_is_named_by_label_api_name_or_id(stage: PartitionStage, word: str) -> None:
    """All four lead to the same one, which is told with its label and its id."""
    (found,) = stage.org.query("SELECT Id FROM RecordType WHERE DeveloperName = 'Buyer'")
    record_type_id = str(found["Id"])
    name = {"id": record_type_id, "short id": record_type_id[:15]}.get(word, word)
    with stage.connector("us") as us:
        (chosen,) = us.choose_record_types("contact", [name, name])
        assert (chosen.sobject, chosen.name, chosen.id, chosen.standing) == (
            "Contact",
            "Buyer of machines",
            record_type_id,
            "offered",
        )
        assert us.status().record_types == us.record_types() == (chosen,)


def test_a_label_of_two_is_no_name(stage: PartitionStage) -> None:
    """Where two have one label, the error names both by API name; either can be chosen by it."""
    stage.org.add_record_type("Lead", "Asia", name="Rest")
    stage.org.add_record_type("Lead", "Africa", name="Rest")
    with stage.connector("us") as us:
        with pytest.raises(InputError, match=r"of the label Rest: .*Africa, Asia"):
            us.choose_record_types("Lead", ["Rest"])
        assert us.choose_record_types("Lead", ["Asia"])[0].name == "Rest"


def test_what_cannot_be_chosen_is_refused_with_what_can(stage: PartitionStage) -> None:
    """Unknown, the master, not active, not assigned, of another object: each by its own words."""
    stage.deactivate("Partners")
    stage.rights.withdraw_record_type("Lead", "US")
    with stage.connector("us") as us:
        for name, told in {
            "Missing": "Lead has no record type Missing. The user may use: EMEA",
            "Master": "Lead has no record type Master. The user may use: EMEA",
            "Partners": "the record type Partners of Lead is not active. The user may use: EMEA",
            "US": "the record type US of Lead is not assigned to the connected user",
        }.items():
            with pytest.raises(UnknownRecordTypeError, match=told):
                us.choose_record_types("Lead", ["EMEA", name])
        with pytest.raises(InputError, match="of Lead and of Contact, not of 'Account'"):
            us.choose_record_types("Account", ["EMEA"])
        with pytest.raises(InputError, match="not of 'Task'"):
            us.clear_record_types("Task")
        with pytest.raises(InputError, match="no record type is named"):
            us.choose_record_types("Lead", [])
        assert us.record_types() == ()


def test_sales_may_not_choose(stage: PartitionStage) -> None:
    """The choice is for the roles Admin and Marketing, clearing it too."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
    with stage.connector("us", role=Role.SALES) as sales:
        with pytest.raises(RoleError, match="choose record types is for the role Admin or Mark"):
            sales.clear_record_types()
        assert [each.name for each in sales.record_types()] == ["US"]


def test_the_choice_outlives_a_disconnect_and_not_another_organization(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """Disconnected, it stays, as the data does; bound to another organization, it is gone."""
    stage = ConnectionStage(tmp_path, server, keys)
    stage.org.add_record_type("Lead", "US")
    with (
        stage.connector() as connector,
        stage.connector(acting=ActingUser("support", Role.SUPPORT)) as support,
        server.create_org("Second") as second,
    ):
        with pytest.raises(NotConnectedError):
            connector.choose_record_types("Lead", ["US"])
        stage.connect(connector)
        chosen = connector.choose_record_types("Lead", ["US"])
        connector.disconnect()
        assert connector.record_types() == chosen
        stage.connect(connector)
        stage.connect(connector, second.create_user("second@example.com"))
        support.rebind_organization(second.id, reason="bought another org")
        assert connector.record_types() == ()


def test_an_account_without_any_has_every_record(stage: PartitionStage) -> None:
    """By default everything is imported into every account, records without a type too."""
    leads = {stage.create("US"), stage.create("EMEA"), stage.create(None)}
    with stage.connector("us") as us:
        us.import_list("leads", name=LIST)
        assert {each.record_id for each in us.members(LIST)} == leads
