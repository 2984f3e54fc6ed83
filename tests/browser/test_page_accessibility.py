from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from sfconnector.connection.roles import ActingUser, Role
from web_stage import STATES, WebStage

if TYPE_CHECKING:
    from headless import Browser

LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]


FORMS = {
    "/connect": ("never connected", "Connect to Salesforce"),
    "/update-login": ("password expired", "Update Login"),
    "/disconnect": ("active", "Disconnect from Salesforce?"),
    "/nothing": ("active", "There is no such page"),
}
"""Path to a state that has it, and its heading."""


def violations(report: dict[str, Any]) -> list[str]:
    """Return what axe found, as lines one can act on."""
    return [
        f"{each['id']}: {each['help']}: {node['html']} {node.get('failureSummary', '')}"
        for each in report["violations"]
        for node in each["nodes"]
    ]


def check(browser: Browser, axe: str) -> None:
    """Judge the page that is open at each width, in light and dark."""
    for width, scheme in LOOKS:
        browser.look(width=width, scheme=scheme)
        report = browser.audit(axe)
        assert violations(report) == [], (width, scheme)
        assert len(report["passes"]) > 10
        assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_checker_finds_what_is_wrong(browser: Browser, axe: str) -> None:
    """A field without a label and text without contrast are found: the checker does check."""
    browser.open("data:text/html,<html><input><p style='color:%23ddd;background:%23fff'>faint")
    found = {each["id"] for each in browser.audit(axe)["violations"]}
    assert {"label", "color-contrast", "html-has-lang"} <= found


@pytest.mark.parametrize("state", STATES)
def test_no_state_has_a_violation(
    state: str, browser: Browser, axe: str, stage: WebStage, serve: Callable[[], str]
) -> None:
    """The page of each state passes, on a phone and a laptop, in light and dark."""
    STATES[state](stage)
    browser.open(serve())
    assert "Salesforce.com connector" in browser.text
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    check(browser, axe)


@pytest.mark.parametrize("path", FORMS)
def test_no_form_has_a_violation(
    path: str, browser: Browser, axe: str, stage: WebStage, serve: Callable[[], str]
) -> None:
    """The forms, the question and the refusal pass as well."""
    state, heading = FORMS[path]
    STATES[state](stage)
    url = f"{serve()}{path}"
    browser.open(url)
    assert browser.url == url
    assert heading in browser.text
    check(browser, axe)


def test_no_refused_attempt_has_a_violation(
    browser: Browser, axe: str, stage: WebStage, serve: Callable[[], str]
) -> None:
    """The refused attempt beside a connection that works on passes with all it explains."""
    stage.connect()
    browser.open(serve())
    browser.press("Update Login")
    browser.fill("Password followed by security token", "mistyped")
    browser.press("Login")
    assert "The connection works on" in browser.text
    check(browser, axe)


def test_no_barred_user_has_a_violation(
    browser: Browser, axe: str, stage: WebStage, serve: Callable[[], str]
) -> None:
    """Who may press nothing gets a page that passes too."""
    stage.acting = ActingUser("lee", Role.SALES)
    browser.open(serve())
    assert "ask somebody who has it" in browser.text
    check(browser, axe)


def test_no_examination_has_a_violation(
    browser: Browser, axe: str, stage: WebStage, serve: Callable[[], str]
) -> None:
    """The doctor's report and the page that tells of it pass, with everything unfolded."""
    stage.org.install_package("act-on", "1.80")
    stage.connect()
    url = serve()
    browser.open(url)
    browser.press("Examine permissions")
    assert browser.title.startswith("Done: Permission doctor")
    assert "Below 1.85 reports import only for a user in Classic." in browser.text
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    check(browser, axe)
    browser.open(url)
    assert "What was found" in browser.text
    check(browser, axe)
