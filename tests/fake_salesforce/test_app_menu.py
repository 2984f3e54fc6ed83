"""AppMenuItem: the connected apps, and whether whoever asks may use them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User, ids
from fake_salesforce.org import PermittedUsers

APP = "Act-On Lightning Support App"
CONNECTED = (
    "SELECT Label, Name, IsAccessible FROM AppMenuItem "
    "WHERE Type = 'ConnectedApplication' ORDER BY SortOrder"
)


@pytest.fixture
def user(salesforce_org: Org) -> User:
    """A user who may use the API and nothing more."""
    return salesforce_org.create_user("plain@example.com", profile="Standard User")


def _client(salesforce: FakeSalesforce, org: Org, user: User) -> ApiClient:
    return ApiClient(salesforce.url, org.open_session(user.id, client="test"))


def _records(client: ApiClient, soql: str) -> list[dict[str, Any]]:
    records = client.get("query", params={"q": soql}).json()["records"]
    return [
        {name: value for name, value in each.items() if name != "attributes"} for each in records
    ]


def test_an_app_of_the_package_is_an_item(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The package brings the item of its app, under its namespace, and takes it away."""
    client = _client(salesforce, salesforce_org, user)
    names = [each["Label"] for each in _records(client, CONNECTED)]
    assert names == ["Default Connected App"]
    salesforce_org.install_package("act-on", "1.84")
    assert len(_records(client, CONNECTED)) == 1
    salesforce_org.install_package("act-on", "1.85")
    names_of = "Name, NamespacePrefix, IsUsingAdminAuthorization, IsVisible, IsAccessible, Type"
    [item] = _records(client, f"SELECT {names_of} FROM AppMenuItem WHERE Label = '{APP}'")
    assert item == {
        "Name": "Act_On_Lightning_Support_App",
        "NamespacePrefix": "acton",
        "IsUsingAdminAuthorization": True,
        "IsVisible": False,
        "IsAccessible": False,
        "Type": "ConnectedApplication",
    }
    salesforce_org.install_package("act-on", "1.90")
    assert len(_records(client, CONNECTED)) == 2
    salesforce_org.uninstall_package("act-on")
    assert [each["Label"] for each in _records(client, CONNECTED)] == names


def test_accessible_is_said_of_whoever_asks(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """An approval changes what its user is told, by query and by id, and nobody else."""
    salesforce_org.install_package("act-on", "1.90")
    other = salesforce_org.create_user("other@example.com", profile="Standard User")
    clients = [_client(salesforce, salesforce_org, each) for each in (user, other)]
    soql = f"SELECT Id, IsAccessible FROM AppMenuItem WHERE Label = '{APP}'"

    def told() -> list[bool]:
        rows = [_records(each, soql)[0] for each in clients]
        by_id = [each.get(f"sobjects/AppMenuItem/{rows[0]['Id']}").json() for each in clients]
        assert [each["IsAccessible"] for each in by_id] == [each["IsAccessible"] for each in rows]
        return [each["IsAccessible"] for each in rows]

    app = salesforce_org.connected_app(APP)
    assert told() == [False, False]
    app.approve(user)
    assert told() == [True, False]
    app.disapprove(user)
    app.approve(other)
    assert told() == [False, True]
    app.block()
    assert told() == [False, False]


def test_many_who_ask_at_once_are_each_told_their_own(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """Connections are lent from thread to thread, and who asks is not lent with them."""
    salesforce_org.install_package("act-on", "1.90")
    app = salesforce_org.connected_app(APP)
    users = [
        salesforce_org.create_user(f"u{each}@example.com", profile="Standard User")
        for each in range(4)
    ]
    for each in users[::2]:
        app.approve(each)
    soql = f"SELECT IsAccessible FROM AppMenuItem WHERE Label = '{APP}'"

    def asked(user: User) -> list[bool]:
        client = _client(salesforce, salesforce_org, user)
        return [bool(_records(client, soql)[0]["IsAccessible"]) for _ in range(5)]

    with ThreadPoolExecutor(len(users)) as pool:
        assert list(pool.map(asked, users)) == [[True] * 5, [False] * 5] * 2


@given(
    policy=st.sampled_from(PermittedUsers),
    approves_everybody=st.booleans(),
    is_blocked=st.booleans(),
    is_approved=st.booleans(),
)
def test_who_may_use_an_app(
    fuzzed_org: Org,
    *,
    policy: PermittedUsers,
    approves_everybody: bool,
    is_blocked: bool,
    is_approved: bool,
) -> None:
    """A blocked app is nobody's; of the others only one for approved users looks at approvals."""
    number = len(fuzzed_org.connected_apps.names())
    app = fuzzed_org.add_connected_app(
        f"App {number}",
        permitted_users=policy,
        approved=approves_everybody,
        blocked=is_blocked,
    )
    asks = fuzzed_org.create_user(f"asks{number}@example.com", profile="Standard User")
    if is_approved:
        app.approve(asks)
    soql = f"SELECT IsAccessible FROM AppMenuItem WHERE Label = '{app.name}'"
    page = fuzzed_org.queries.first_page(soql, fuzzed_org.asking(asks.id, page_rows=1))
    needs_approval = policy is PermittedUsers.ADMIN_APPROVED
    allowed = not needs_approval or approves_everybody or is_approved
    assert bool(page.records[0][-1]) == (not is_blocked and allowed)


def test_items_are_joined_as_their_asker_sees_them(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A semi-join on the items looks at the rights of whoever asks, too."""
    salesforce_org.install_package("act-on", "1.90")
    client = _client(salesforce, salesforce_org, user)
    soql = (
        "SELECT COUNT() FROM User WHERE Id IN (SELECT CreatedById FROM AppMenuItem"
        f" WHERE Label = '{APP}' AND IsAccessible = true)"
    )
    for answer in (0, 1):
        told = client.get("query", params={"q": soql}).json()
        assert told["totalSize"] == answer
        salesforce_org.connected_app(APP).approve(user)


def test_ids_tell_what_they_are_of(salesforce_org: Org) -> None:
    """An item's id begins with 0DS, that of its app with 0H4; both are of the org's instance."""
    salesforce_org.install_package("act-on", "1.90")
    found = salesforce_org.query("SELECT Id, ApplicationId, CreatedById FROM AppMenuItem")
    assert len({each["Id"] for each in found}) == 2
    for each in found:
        item, app = str(each["Id"]), str(each["ApplicationId"])
        assert (item[:3], app[:3]) == ("0DS", "0H4")
        assert ids.is_id(item)
        assert ids.is_id(app)
        assert item[3:6] == app[3:6] == salesforce_org.id[3:6]
