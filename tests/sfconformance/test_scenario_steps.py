"""Each step does to the org, or asks of the connector, what its key says, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance_doubles import DoubleUser, Theatre, written
from sfconformance import expectations, steps
from sfconformance.errors import ScenarioError
from sfconformance.expectations import EXPECTATIONS, Expectation
from sfconformance.expectations.list_rules import is_well_formed
from sfconformance.secret_form import SecretForm, write_secret
from sfconformance.steps import STEPS, OrgStep, Step
from sfconformance.timeline import StepBegan


@pytest.mark.parametrize("package", [steps, expectations])
def test_each_file_holds_the_part_of_its_name(package: object) -> None:
    """A step or expectation lies in the file that its key names, and none is unregistered."""
    folder = Path(str(getattr(package, "__file__", ""))).parent
    apart = {"__init__", "step", "expectation", "list_rules"}
    names = {file.stem for file in folder.glob("*.py")} - apart
    assert names
    parts: tuple[type[Step | Expectation], ...] = STEPS if package is steps else EXPECTATIONS
    assert names == {part.key for part in parts}
    assert all(part.__module__.endswith(f".{part.key}") for part in parts)


@pytest.mark.parametrize(
    ("step", "acts", "sentence"),
    [
        ("clock: {advance: 1d 2h 3m 4s}", [], "1 day 2 hours 3 minutes 4 seconds go by"),
        ("sessions: {end: true}", ["end sessions of None"], "every open session ends"),
        (
            "sessions: {end: true, user: integration}",
            ["end sessions of integration"],
            "every open session of the user integration ends",
        ),
        (
            "query_locators: {expire: true}",
            ["expire query locators"],
            "every open query locator expires",
        ),
        ("record: {create: {LastName: Doe}}", ["create Lead"], "a Lead is created"),
        (
            "record: {object: Contact, create: {LastName: Doe}}",
            ["create Contact"],
            "a Contact is created",
        ),
        (
            "record: {where: LastName = 'Doe', set: {Email: null}}",
            ["update Lead"],
            "each Lead where LastName = 'Doe' is given new Email",
        ),
        (
            "record: {where: LastName = 'Doe', delete: true}",
            ["delete Lead"],
            "each Lead where LastName = 'Doe' is deleted",
        ),
    ],
)
def test_a_step_on_the_org_acts_once_and_says_so(step: str, acts: list[str], sentence: str) -> None:
    """The stage is asked for exactly this act."""
    theatre = Theatre()
    if "where" in step:
        theatre.stage.create("Lead", {"LastName": "Doe"})
        theatre.stage.acts.clear()
    timeline = theatre.play(f"- {step}")
    assert timeline.complaints() == ()
    assert theatre.stage.acts == acts
    began = next(entry for entry in timeline.entries if isinstance(entry, StepBegan))
    assert (began.sentence, began.side) == (sentence, "org")


@pytest.mark.parametrize(
    ("act", "password", "token", "expired"),
    [
        ("set_password", "second-password", "SecondToken", False),
        ("reset_security_token", "first-password", "ThirdToken", False),
        ("expire_password", "first-password", "FirstToken", True),
    ],
)
def test_the_user_step_changes_what_it_says(
    act: str, password: str, token: str, *, expired: bool
) -> None:
    """One act changes one thing of the user."""
    theatre = Theatre()
    theatre.play(f"- user: {{alias: integration, {act}: true}}")
    user = theatre.stage.user("integration")
    assert (user.password, user.security_token, user.expired) == (password, token, expired)


@pytest.mark.parametrize(
    ("form", "secret"),
    [
        ("password and token", "first-passwordFirstToken"),
        ("password only", "first-password"),
        ("wrong token", "first-passwordFirstTokeA"),
        ("wrong password", "first-passworAFirstToken"),
        ("blank between password and token", "first-password FirstToken"),
        ("newline after token", "first-passwordFirstToken\n"),
    ],
)
def test_the_secret_is_written_as_the_form_says(form: SecretForm, secret: str) -> None:
    """Connect and Update Login hand the connector exactly this text."""
    assert write_secret(DoubleUser("u"), form) == secret
    theatre = Theatre()
    theatre.play(
        f"- connect: {{user: integration, secret: {form}}}\n"
        f"- update_login: {{user: integration, secret: {form}}}"
    )
    assert theatre.subject is not None
    assert theatre.subject.secrets == [secret, secret]


def test_a_wrong_text_differs_from_the_right_one_whatever_it_ends_in() -> None:
    """Also a token that ends in the letter that is put in its place is made wrong."""
    user = DoubleUser("u")
    user.security_token = "TokenA"
    assert write_secret(user, "wrong token") == "first-passwordTokenB"


@pytest.mark.parametrize(
    "step",
    [
        "record: {}",
        "record: {create: {LastName: x}, delete: true, where: Id = null}",
        "record: {create: {LastName: x}, where: Id = null}",
        "record: {set: {LastName: x}}",
        "record: {create: {LastName: [x]}}",
        "sessions: {end: false}",
        "query_locators: {expire: false}",
        "user: {alias: integration}",
        "user: {alias: integration, set_password: true, expire_password: true}",
    ],
)
def test_a_step_that_says_nothing_clear_is_refused(step: str) -> None:
    """Contradictions are found when the file is loaded, before anything is played."""
    with pytest.raises(ScenarioError, match=r"^scenario\.yaml:7"):
        written(f"- {step}")


def test_the_org_starts_with_the_records_that_are_written_out() -> None:
    """Explicit records reach the stage with their values, blank ones as null."""
    header = """\
title: A scenario
why: To test the harness.
sources: [this is a test]
org:
  users: {integration: integration@example.com}
  leads: {count: 3, seed: 5}
  page_rows: 7
  records:
    Lead:
      - {LastName: Doe, Email: null, HasOptedOutOfEmail: true, NumberOfEmployees: 3}
"""
    start = written("- status: {}", header).scenario.org.start()
    assert (start.leads, start.leads_seed, start.page_rows) == (3, 5, 7)
    assert start.records["Lead"] == (
        {"LastName": "Doe", "Email": None, "HasOptedOutOfEmail": True, "NumberOfEmployees": 3},
    )


def test_org_steps_and_connector_steps_are_all_registered() -> None:
    """There are steps of both sides, and every key is there once."""
    keys = [step.key for step in STEPS]
    assert len(set(keys)) == len(keys)
    assert {issubclass(step, OrgStep) for step in STEPS} == {True, False}


@pytest.mark.parametrize(
    ("address", "well_formed"),
    [
        ("doe@example.com", True),
        ("d.o'e+x@sub.example-1.org", True),
        (f"{'a' * 64}@example.com", True),
        (f"{'a' * 65}@example.com", False),
        (f"a@{'b' * 63}.com", True),
        (f"a@{'b' * 64}.com", False),
        (f"a@{'b.' * 126}com", False),
        ("", False),
        ("doe", False),
        ("doe@", False),
        ("@example.com", False),
        ("doe@example", False),
        ("doe@example.1om", False),
        ("doe@-example.com", False),
        ("doe@example..com", False),
        (".doe@example.com", False),
        ("d..e@example.com", False),
        ("doe @example.com", False),
        ("doe@example.com ", False),
        ("doe@example.com\n", False),
        ("doe@a@example.com", False),
        ("dóe@example.com", False),
    ],
)
def test_the_harness_has_its_own_rule_for_addresses(address: str, *, well_formed: bool) -> None:
    """The rule is the documented one, decided without the connector."""
    assert is_well_formed(address) is well_formed
