from __future__ import annotations

from pathlib import Path

import pytest

from connection_stage import PROFILE, ConnectionStage, KeyPair
from fake_salesforce import FakeSalesforce
from sfconnector.errors import InputError, UnknownFieldError


@pytest.fixture
def stage(tmp_path: Path, server: FakeSalesforce, keys: KeyPair) -> ConnectionStage:
    """An org with two number fields and a text field, on Lead and Contact."""
    stage = ConnectionStage(tmp_path, server, keys)
    rights = stage.org.profile(PROFILE)
    for sobject in ("Lead", "Contact"):
        for name in ("Score__c", "Score_EMEA__c"):
            stage.org.add_field(sobject, name, type="Number", precision=5, scale=0)
        stage.org.add_field(sobject, "Remark__c", type="Text", length=10)
        for name in ("Score__c", "Score_EMEA__c", "Remark__c"):
            rights.show_field(f"{sobject}.{name}", editable=True)
    stage.org.add_field("Lead", "Lead_Only__c", type="Number", precision=5, scale=0)
    rights.show_field("Lead.Lead_Only__c", editable=True)
    return stage


def test_two_accounts_share_no_score_field(stage: ConnectionStage) -> None:
    """A field that an account has claimed is refused to every other on the organization (P52)."""
    second = stage.org.create_user(f"second.{stage.org.id.lower()}@example.com")
    with stage.connector(account="us") as us, stage.connector(account="emea") as emea:
        stage.connect(us)
        stage.connect(emea, second)
        assert us.claim_score_field("score__C") == "Score__c", "spelled as Salesforce does"
        with pytest.raises(InputError, match="score field of the account us"):
            emea.claim_score_field("Score__c")
        assert emea.score_field() is None
        assert emea.claim_score_field("Score_EMEA__c") == "Score_EMEA__c"
        assert us.claim_score_field("Score__c") == "Score__c", "one's own may be claimed again"
        assert (us.score_field(), emea.score_field()) == ("Score__c", "Score_EMEA__c")


def test_another_field_frees_the_first(stage: ConnectionStage) -> None:
    """An account has one score field; the one before is free for others."""
    with stage.connector(account="us") as us, stage.connector(account="emea") as emea:
        stage.connect(us)
        stage.connect(emea)
        us.claim_score_field("Score__c")
        us.claim_score_field("Score_EMEA__c")
        assert emea.claim_score_field("Score__c") == "Score__c"


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [
        ("Missing__c", UnknownFieldError, "Lead has no field Missing__c"),
        ("Lead_Only__c", UnknownFieldError, "Contact has no field Lead_Only__c"),
        ("Remark__c", InputError, "of type string, not a number"),
    ],
)
def test_what_can_hold_no_score_is_refused(
    stage: ConnectionStage, name: str, error: type[InputError], told: str
) -> None:
    """A field that Lead or Contact lacks, or that is no number, is refused by name."""
    with stage.connector() as connector:
        stage.connect(connector)
        with pytest.raises(error, match=told):
            connector.claim_score_field(name)
        assert connector.score_field() is None


def test_accounts_share_nothing_but_the_file(stage: ConnectionStage) -> None:
    """Connection, lists and history of one account are not seen by another."""
    stage.org.populate(leads=5, seed=1)
    with stage.connector(account="us") as us, stage.connector(account="emea") as emea:
        stage.connect(us)
        members = us.import_list("leads").imported
        assert emea.status().state == "not_connected"
        assert emea.lists() == ()
        assert emea.history() == ()
        assert us.list("All Leads").members == members > 0
