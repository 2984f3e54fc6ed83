from __future__ import annotations

from html.parser import HTMLParser

import pytest

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.doctor.package import CANNOT_BE_VALIDATED
from web_stage import STATES, Visitor, WebStage, words


class Buttons(HTMLParser):
    """Reads the labels of buttons and of links that look like buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a button."""
        self._is_inside = tag == "button" or "button" in (dict(attrs).get("class") or "").split()

    def handle_data(self, data: str) -> None:
        """Take its label."""
        if self._is_inside:
            self.labels.append(data.strip())
            self._is_inside = False


def buttons(text: str) -> list[str]:
    """Return what stands on the buttons of a page's section Connection, in order."""
    reader = Buttons()
    reader.feed(text.partition('aria-labelledby="connection"')[2].partition("</section>")[0])
    return reader.labels


SHOWN: dict[str, tuple[str, Cause | None, list[str]]] = {
    "never connected": ("Not connected", None, ["Connect"]),
    "active": ("Active", None, ["Update Login", "Test connection", "Disconnect"]),
    "password expired": (
        "Disconnected",
        Cause.PASSWORD_EXPIRED,
        ["Update Login", "Test connection", "Disconnect"],
    ),
    "first login refused": ("Disconnected", Cause.WRONG_SECRET, ["Update Login", "Disconnect"]),
    "secret changed": (
        "Disconnected",
        Cause.WRONG_SECRET,
        ["Update Login", "Test connection", "Disconnect"],
    ),
    "organization switched": (
        "Disconnected",
        Cause.ORGANIZATION_SWITCHED,
        ["Update Login", "Test connection", "Disconnect"],
    ),
    "domain changed": (
        "Disconnected",
        Cause.ORGANIZATION_SWITCHED,
        ["Update Login", "Test connection", "Disconnect"],
    ),
    "paused": (
        "Active, with trouble",
        Cause.MAINTENANCE,
        ["Test connection", "Update Login", "Disconnect"],
    ),
    "degraded": (
        "Active, with trouble",
        Cause.PERMISSION_LOST,
        ["Update Login", "Test connection", "Disconnect"],
    ),
    "ended": ("Not connected", None, ["Connect"]),
    "key missing": ("Disconnected", Cause.KEY_MISSING, []),
}
"""State to badge, cause, and buttons with the one that heals first."""


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_what_is_known_of_it(state: str, stage: WebStage, visitor: Visitor) -> None:
    """Badge, cause with message and who must act, and the buttons that make sense, are shown."""
    STATES[state](stage)
    badge, cause, shown = SHOWN[state]
    page = visitor.get()
    said = words(page)
    assert page.status_code == 200
    assert f"Connection {badge} " in said
    assert buttons(page.text) == shown
    if cause is not None:
        explanation = EXPLANATIONS[cause]
        assert explanation.message in said
        assert "What to do" in said
        assert f"Who must act {explanation.who.value}".casefold() in said.casefold()
        assert "What brings it back" in said
    else:
        assert "What to do" not in said


def test_a_limit_is_shown_with_when_it_frees(stage: WebStage, visitor: Visitor) -> None:
    """What is known of it stands among what may help."""
    stage.connect()
    stage.org.usage.set("DailyApiRequests", stage.org.limits.daily_api_requests)
    with stage.connector() as connector:
        connector.import_list("leads")
    said = words(visitor.get())
    assert "Salesforce counts the calls of 24 hours." in said
    assert "The connector looks again at" in said


def test_every_state_is_looked_at() -> None:
    """No state of the stage is without its expectation."""
    assert set(SHOWN) == set(STATES)


def test_one_answer_for_many_causes_is_told_with_candidates_and_evidence(
    stage: WebStage, visitor: Visitor
) -> None:
    """A refused login shows the hint of the blank, the candidates and Salesforce's own words."""
    STATES["first login refused"](stage)
    said = words(visitor.get())
    assert "The secret holds a blank or a line break." in said
    assert "It may be, the likeliest first Wrong secret" in said
    assert "Locked out or User inactive" in said
    assert "MFA required" in said
    likeliest = said.partition("It may be, the likeliest first")[2]
    assert "What to do, if so Check the username, then press Update Login" in likeliest
    assert "Who must act, if so Salesforce administrator" in likeliest
    assert "What brings it back, if so Test connection, once they have acted." in likeliest
    assert "Code INVALID_LOGIN" in said
    assert "HTTP status 500" in said


def test_an_active_connection_names_the_next_step(stage: WebStage, visitor: Visitor) -> None:
    """Who is connected is sent to the Data Management panel, and sees organization and lists."""
    STATES["active"](stage)
    said = words(visitor.get())
    assert "Next step: Data Management" in said
    assert "Open the Data Management panel" in said
    assert f"Example Org {stage.org.id}" in said
    assert f"Connected user {stage.user.username}" in said
    assert "All Leads :" in said


def test_the_package_message_is_word_for_word_the_products(
    stage: WebStage, visitor: Visitor
) -> None:
    """While the version cannot be validated the product's sentence is shown, and why."""
    STATES["active"](stage)
    said = words(visitor.get())
    assert CANNOT_BE_VALIDATED == (
        "Your Salesforce.com account does not have the latest Act-On package or is using a "
        "deprecated package."
    )
    assert CANNOT_BE_VALIDATED in said
    assert "always shown while the package's version cannot be validated" in said


@pytest.mark.parametrize(
    ("state", "difference", "verb"),
    [
        ("organization switched", "bound to", "rebind"),
        ("domain changed", "same organization", "confirm"),
    ],
)
def test_a_switch_tells_what_differs_and_is_finished_elsewhere(
    state: str, difference: str, verb: str, stage: WebStage, visitor: Visitor
) -> None:
    """Both sides of the switch are shown with support's command; the page has no button for it."""
    STATES[state](stage)
    said = words(visitor.get())
    assert difference in said.casefold()
    assert "Please contact support to finish the switch." in said
    assert "Where the refused login led" in said
    assert f"sfconnector --account acme organization {verb} 00D" in said
    assert '--reason "..."' in said


def test_history_tells_who_did_what_and_what_came_of_it(stage: WebStage, visitor: Visitor) -> None:
    """Each change stands there with time, actor, act, both states and cause, the newest first."""
    STATES["password expired"](stage)
    said = words(visitor.get())
    history = said[said.index("History") :]
    assert "UTC · kim Test connection : active → disconnected, password expired" in history
    assert "UTC · kim Connect : not connected → active" in history
    assert history.index("password expired") < history.index("not connected → active")
    assert "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" in history


def test_a_former_organization_is_listed_after_a_rebind(stage: WebStage, visitor: Visitor) -> None:
    """After support's rebind the old binding is shown as former, with reason, and Connect."""
    STATES["organization switched"](stage)
    kim, stage.acting = stage.acting, ActingUser("sam", Role.SUPPORT)
    with stage.connector() as connector:
        offered = connector.organization().offered
        assert offered is not None
        connector.rebind_organization(offered.organization_id, reason="moved house")
    stage.acting = kim
    page = visitor.get()
    assert f"Formerly Example Org {stage.org.id}" in words(page)
    assert "by sam: moved house" in words(page)
    assert buttons(page.text) == ["Connect"]


@pytest.mark.parametrize("role", Role)
def test_who_may_not_is_told_who_may(role: Role, stage: WebStage, visitor: Visitor) -> None:
    """A role sees the buttons it may press, and a sentence about the others."""
    stage.acting = ActingUser("lee", role)
    STATES["active"](stage) if role in {Role.ADMIN, Role.MARKETING} else None
    page = visitor.get()
    if role in {Role.ADMIN, Role.MARKETING}:
        assert "ask somebody who has it" not in page.text
    else:
        assert buttons(page.text) == []
        assert f"You are lee, with the role {role.value.capitalize()}." in page.text
        assert "Connect is for the role Admin or Marketing; ask somebody who has it." in page.text


def test_support_may_test_and_nothing_else(stage: WebStage, visitor: Visitor) -> None:
    """Support sees Test connection alone, and for whom Update Login and Disconnect are."""
    stage.connect()
    stage.acting = ActingUser("sam", Role.SUPPORT)
    page = visitor.get()
    assert buttons(page.text) == ["Test connection"]
    assert "Update Login and Disconnect are for the role Admin or Marketing" in page.text


def test_what_salesforce_names_is_text_and_not_markup(stage: WebStage, visitor: Visitor) -> None:
    """An organization whose name is markup is shown as text."""
    name = "<script>alert(1)</script>"
    stage.org = stage.salesforce.create_org(name=name)
    stage.user = stage.org.create_user(f"markup.{stage.org.id.lower()}@example.com")
    stage.connect()
    page = visitor.get()
    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_what_the_account_has_of_its_own_is_shown(stage: WebStage, visitor: Visitor) -> None:
    """The score field and the record types, and what is wrong with one of them."""
    stage.connect()
    types = {name: stage.org.add_record_type("Lead", name) for name in ("Boats", "Bikes")}
    for sobject in ("Lead", "Contact"):
        stage.org.add_field(sobject, "Score__c", type="Number", precision=5, scale=0)
        stage.org.profile("System Administrator").show_field(f"{sobject}.Score__c", editable=True)
    assert "Record types" not in words(visitor.get())
    with stage.connector() as connector:
        connector.choose_record_types("Lead", ["Boats", "Bikes"])
        connector.claim_score_field("Score__c")
        stage.org.update("RecordType", types["Boats"], {"IsActive": False})
        connector.import_list("leads")
    page = words(visitor.get())
    assert "Record types of Lead Bikes, Boats (not active in Salesforce)" in page
    assert "Score field Score__c" in page
