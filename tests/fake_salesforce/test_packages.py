"""Managed packages: files, versions, what they bring and what goes with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, oauth_login, session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.packages import Package, Release, packages, read_package

NUMBERS = ("1.9", "1.80", "1.84", "1.85 beta", "1.85", "1.90")
SAMPLE = (
    "SELECT SubscriberPackage.NamespacePrefix, SubscriberPackageVersion.MajorVersion,"
    " SubscriberPackageVersion.MinorVersion, SubscriberPackageVersion.IsBeta"
    " FROM InstalledSubscriberPackage"
)


def test_act_on_has_the_versions_customers_name() -> None:
    """The package that comes with the fake has six versions, in their order."""
    package = read_package(packages()["act-on"])
    assert tuple(each.number for each in package.versions) == NUMBERS


releases = st.builds(
    Release,
    st.integers(0, 3),
    st.integers(0, 100),
    st.integers(0, 3),
    is_released=st.booleans(),
)


@given(releases)
def test_release_is_read_as_it_is_written(release: Release) -> None:
    """What a version's text says is the release it names."""
    text = f"{release.major}.{release.minor}.{release.patch}"
    assert Release.of(text + ("" if release.is_released else " beta")) == release


def test_releases_compare_by_component() -> None:
    """1.9 is older than 1.80, and a beta older than the release of its number."""
    assert [Release.of(each) for each in NUMBERS] == sorted(map(Release.of, reversed(NUMBERS)))
    for text in ("1", "1.x", "v1.85", "1.85beta", "1.85 gamma"):
        with pytest.raises(ValueError, match=r"is no version: write 1\.85"):
            Release.of(text)


def test_version_is_told_to_who_may_install(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Each version, installed anew, is told by the Tooling API in numbers."""
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    for number in NUMBERS:
        salesforce_org.install_package("act-on", number)
        [record] = api.get("tooling/query", params={"q": SAMPLE}).json()["records"]
        version = record["SubscriberPackageVersion"]
        assert version["MinorVersion"] == int(number.split(".")[1].removesuffix(" beta"))
        assert version["IsBeta"] is number.endswith("beta")
        salesforce_org.uninstall_package("act-on")
    assert api.get("tooling/query", params={"q": SAMPLE}).json()["totalSize"] == 0
    api.close()


def test_lost_right_hides_packages_at_once(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The next request after Download AppExchange Packages is lost knows no such object."""
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert api.get("tooling/query", params={"q": SAMPLE}).status_code == 200
    salesforce_org.profile("System Administrator").forbid("InstallPackaging")
    refused = api.get("tooling/query", params={"q": SAMPLE})
    assert (refused.status_code, refused.json()) == (
        400,
        [
            {
                "message": "sObject type 'InstalledSubscriberPackage' is not supported.",
                "errorCode": "INVALID_TYPE",
            }
        ],
    )
    api.close()


def test_tooling_queries_tell_their_columns(api: ApiClient) -> None:
    """``columns=true`` answers a Tooling query too, as the sf CLI asks after its records."""
    told = api.get("tooling/query", params={"q": SAMPLE, "columns": "true"}).json()
    assert [each["columnName"] for each in told["columnMetadata"]] == [
        "SubscriberPackage",
        "SubscriberPackageVersion",
    ]
    wrong = {"q": "SELECT Id FROM SandboxProcess", "columns": "true"}
    assert api.get("tooling/query", params=wrong).json()[0]["errorCode"] == "INVALID_TYPE"


def test_other_tooling_queries_are_refused_by_name(api: ApiClient) -> None:
    """A parent asked for by itself is 501, no query and no text are told as they are in REST."""
    alone = api.get("tooling/query", params={"q": "SELECT Id FROM SubscriberPackage"})
    assert alone.status_code == 501
    assert "a Tooling query of SubscriberPackage by itself" in alone.text
    assert api.get("tooling/query").json()[0]["errorCode"] == "MALFORMED_QUERY"
    broken = api.get("tooling/query", params={"q": "SELECT Nope FROM InstalledSubscriberPackage"})
    assert broken.json()[0]["errorCode"] == "INVALID_FIELD"
    lead = api.get("tooling/query", params={"q": "SELECT Id FROM Lead"})
    assert lead.json()[0]["errorCode"] == "INVALID_TYPE"


def test_upgrade_keeps_values_and_brings_more(salesforce_org: Org) -> None:
    """An upgrade adds what is new; values of the fields there are stay."""
    salesforce_org.install_package("act-on", "1.84")
    lead = salesforce_org.create(
        "Lead", {"LastName": "Doe", "Company": "Example", "acton__Score__c": 7}
    )
    salesforce_org.install_package("act-on", "1.90")
    [record] = salesforce_org.query(
        f"SELECT acton__Score__c, acton__Last_Activity__c FROM Lead WHERE Id = '{lead}'"
    )
    assert record == {"acton__Score__c": 7, "acton__Last_Activity__c": None}
    sets = salesforce_org.query("SELECT Name FROM PermissionSet WHERE NamespacePrefix = 'acton'")
    assert sets == [{"Name": "ActOn_User"}]
    assert len(salesforce_org.query("SELECT Id FROM PackageLicense")) == 1


def test_uninstall_leaves_nothing(salesforce_org: Org, user: User) -> None:
    """After an uninstall neither field nor set nor right nor licence is left, and it can return."""
    salesforce_org.install_package("act-on", "1.90")
    user.assign(salesforce_org.permission_set("ActOn_User"))
    salesforce_org.uninstall_package("act-on")
    for soql in (
        "SELECT Id FROM PermissionSet WHERE NamespacePrefix = 'acton'",
        "SELECT Id FROM PackageLicense",
        "SELECT Id FROM FieldPermissions WHERE Field = 'Lead.acton__Score__c'",
        (
            f"SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '{user.id}'"
            " AND PermissionSet.Name = 'ActOn_User'"
        ),
    ):
        assert salesforce_org.query(soql) == [], soql
    lead = salesforce_org.schema.sobject("Lead")
    assert lead is not None
    assert lead.field("acton__Score__c") is None
    salesforce_org.install_package("act-on", "1.9")
    assert salesforce_org.query("SELECT acton__Score__c FROM Lead") == []


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ("1.84", "1.84", "in a version that is not older than 1.84: uninstall it first"),
        ("1.84", "1.9", "in a version that is not older than 1.9: uninstall it first"),
        ("1.85", "1.85 beta", "in a version that is not older than 1.85 beta"),
        ("1.85 beta", "1.85", "the beta of Act-On cannot be upgraded: uninstall it first"),
        ("1.84", "2.0", "Act-On has no version 2.0; it has 1.9, 1.80"),
    ],
)
def test_other_upgrades_are_refused(
    salesforce_org: Org, first: str, second: str, fault: str
) -> None:
    """An upgrade that Salesforce would not make is refused, and what is installed stays."""
    salesforce_org.install_package("act-on", first)
    with pytest.raises(ValueError, match=fault):
        salesforce_org.install_package("act-on", second)
    assert salesforce_org.packages.installed() == {"acton": first}


def test_install_that_fails_installs_nothing(salesforce_org: Org, tmp_path: Path) -> None:
    """A version with a field that the org refuses leaves neither fields nor rows."""
    path = tmp_path / "half.yaml"
    path.write_text(
        "{name: Half, namespace: half, publisher: Nobody, versions: [{number: '1.0', name: Half,"
        " fields: {Lead: [{name: half__A__c, type: Text}], User: [{name: half__B__c, type: Lookup,"
        " reference_to: Nowhere, relationship_name: Bs}]}}]}",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="half__B__c refers to 'Nowhere', which does not exist"):
        salesforce_org.install_package(read_package(path), "1.0")
    assert salesforce_org.packages.installed() == {}
    lead = salesforce_org.schema.sobject("Lead")
    assert lead is not None
    assert lead.field("half__A__c") is None
    assert salesforce_org.query("SELECT Id FROM SetupAuditTrail") == []


def test_unknown_packages_and_files_are_told(salesforce_org: Org, tmp_path: Path) -> None:
    """A package nobody has, one that is not installed, and a file that is none are named."""
    with pytest.raises(ValueError, match="there is no package 'other'; there are act-on"):
        salesforce_org.install_package("other", "1.0")
    with pytest.raises(ValueError, match="Act-On is not installed"):
        salesforce_org.uninstall_package("act-on")
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "{name: A, namespace: a, publisher: B, versions: [{number: '1.9', name: A},"
        " {number: '1.10', name: A}, {number: '1.9', name: A}]}",
        encoding="utf-8",
    )
    with pytest.raises(
        ValueError, match=r"wrong\.yaml holds no package: (?s:.*)not in their order"
    ):
        read_package(path)


def test_ids_of_a_package_are_the_same_in_every_org(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """Package and version have one id wherever they are installed."""
    package: Package = read_package(packages()["act-on"])
    seen = set()
    with salesforce.create_org("Other") as other:
        for org in (salesforce_org, other):
            org.install_package(package, "1.84")
            with org.database.read() as connection:
                seen.add(
                    connection.execute(
                        'SELECT "SubscriberPackageId", "SubscriberPackageVersionId"'
                        ' FROM "InstalledSubscriberPackage"'
                    ).fetchone()
                )
    assert len(seen) == 1


def test_skin_follows_the_user(salesforce_org: Org, user: User) -> None:
    """A user switches to Lightning Experience and back; the preference tells it."""
    field = "UserPreferencesLightningExperiencePreferred"
    soql = f"SELECT {field} FROM User WHERE Id = '{user.id}'"
    user.prefer_lightning()
    assert salesforce_org.query(soql) == [{field: True}]
    user.prefer_lightning(lightning=False)
    assert salesforce_org.query(soql) == [{field: False}]


def test_support_app_is_authorised_for_each_user(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The app that a package brings refuses a user until an administrator approves him."""
    salesforce_org.install_package("act-on", "1.85")
    app = salesforce_org.connected_app("Act-On Lightning Support App")
    client = {"client_id": app.client_id, "client_secret": app.client_secret}
    refused = oauth_login(salesforce.url, salesforce_org, user.username, user.secret, **client)
    assert refused.json()["error"] == "invalid_app_access"
    app.approve(user)
    answer = oauth_login(salesforce.url, salesforce_org, user.username, user.secret, **client)
    assert answer.status_code == 200
    salesforce_org.uninstall_package("act-on")
    gone = oauth_login(salesforce.url, salesforce_org, user.username, user.secret, **client)
    assert gone.json()["error"] == "invalid_client_id"
