"""Each step does to the org, or asks of the connector, what its key says, and says so."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from conformance_doubles import START, DoubleConnector, DoubleStage, DoubleUser, Theatre, written
from sfconformance import expectations, steps
from sfconformance.errors import ScenarioError
from sfconformance.expectations import EXPECTATIONS, Expectation
from sfconformance.expectations.list_rules import RULES, is_well_formed
from sfconformance.runner import play
from sfconformance.seat import Seat
from sfconformance.secret_form import SecretForm, write_secret
from sfconformance.steps import STEPS, ConnectorStep, OrgStep, Step
from sfconformance.steps.report import Report
from sfconformance.subject import Candidate, Change, Proof, RefusedError, Status
from sfconformance.timeline import Checked, DoctorFound, StepBegan
from sfconformance.views import junit


@pytest.mark.parametrize("package", [steps, expectations])
def test_each_file_holds_the_part_of_its_name(package: object) -> None:
    """A step or expectation lies in the file that its key names, and none is unregistered."""
    folder = Path(str(getattr(package, "__file__", ""))).parent
    apart = {"__init__", "step", "list_step", "expectation", "list_rules"}
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
            "record: {create: {LastName: Doe}, record_type: Boats}",
            ["create Lead"],
            "a Lead is created with the record type Boats",
        ),
        (
            "record: {where: LastName = 'Doe', record_type: Boats}",
            ["update Lead"],
            "each Lead where LastName = 'Doe' is given the record type Boats",
        ),
        (
            "record: {where: LastName = 'Doe', set: {Email: null}, record_type: Boats}",
            ["update Lead"],
            "each Lead where LastName = 'Doe' is given new Email and the record type Boats",
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


def test_a_record_gets_the_record_type_that_is_named() -> None:
    """The name becomes the id that the org has for it; one that it lacks breaks the scenario."""
    theatre = Theatre()
    theatre.play("- record: {create: {LastName: Doe}, record_type: Boats}")
    (lead,) = theatre.stage.leads.values()
    assert lead["RecordTypeId"] == "012000000000001AAA"
    timeline = theatre.play("- record: {create: {LastName: Doe}, record_type: Boat}")
    assert "no record type Boat; it has Boats" in " ".join(map(str, timeline.complaints()))


def test_a_record_is_made_for_each_combination_of_what_it_refers_to() -> None:
    """Links hold the ids of all that match: three leads make three records, twice three nine."""
    theatre = Theatre()
    for name in ("Doe", "Roe", "Poe"):
        theatre.stage.create("Lead", {"LastName": name})
    ids = set(theatre.stage.leads)
    theatre.play(
        "- record: {object: CampaignMember, create: {Status: Sent}, "
        "links: {A: {object: Lead, where: Id != null}, B: {object: Lead, where: Id != null}}}"
    )
    made = [each for each in theatre.stage.leads.values() if each.get("Status") == "Sent"]
    assert sorted((each["A"], each["B"]) for each in made) == sorted(itertools.product(ids, ids))


def test_what_is_changed_refers_to_one_record() -> None:
    """A link of changed records gives each of them one id, and several break the scenario."""
    theatre = Theatre()
    record_id = theatre.stage.create("Lead", {"LastName": "Doe"})
    change = "- record: {where: Id != null, links: {ParentId: {object: Lead, where: Id != null}}}"
    timeline = theatre.play(change)
    assert theatre.stage.leads[record_id]["ParentId"] == record_id
    began = next(entry for entry in timeline.entries if isinstance(entry, StepBegan))
    assert began.sentence == (
        "each Lead where Id != null is given the Lead where Id != null as ParentId"
    )
    theatre.stage.create("Lead", {"LastName": "Roe"})
    assert "match 2 records" in theatre.play(change).complaints()[0]


class AnsweringStage(DoubleStage):
    """A stage that answers each query with the same rows."""

    def __init__(self, *rows: dict[str, object]) -> None:
        super().__init__()
        self.rows = rows

    def query(self, soql: str) -> tuple[dict[str, object], ...]:
        """Answer them."""
        self.queries.append(soql)
        return self.rows


def test_the_rule_of_campaigns_asks_for_the_members_of_one() -> None:
    """By its name, whatever stands in that; members without a good address are left out."""
    stage = AnsweringStage(
        {"Id": "1", "Email": "doe@example.com", "Status": "Sent"},
        {"Id": "2", "Email": None, "Status": "Sent"},
        {"Id": "3", "Email": "doe", "Status": "Sent"},
    )
    rows = RULES["campaign_members_with_email"](stage, ("Email", "Status"), "Spring's")
    assert rows == {"1": {"Email": "doe@example.com", "Status": "Sent"}}
    assert stage.queries == [
        r"SELECT Id, Email, Status FROM CampaignMember WHERE Campaign.Name = 'Spring\'s'"
    ]


def test_the_rule_of_related_records_takes_the_address_of_the_person() -> None:
    """Values through the lookup stand at their paths; without a person there is no address."""
    stage = AnsweringStage(
        {"Id": "1", "Name": "V-1", "Lead__r": {"Email": "doe@example.com", "LastName": "Doe"}},
        {"Id": "2", "Name": "V-2", "Lead__r": None},
    )
    fields = ("Email", "Lead__r.LastName", "Name")
    rows = RULES["related_records_with_email"](stage, fields, "Visit__c.Lead__c")
    assert set(rows) == {"1"}
    assert {field: rows["1"][field] for field in fields} == {
        "Email": "doe@example.com",
        "Lead__r.LastName": "Doe",
        "Name": "V-1",
    }
    assert stage.queries == [
        "SELECT Id, Lead__r.Email, Lead__r.LastName, Name FROM Visit__c WHERE Lead__c != null"
    ]


@pytest.mark.parametrize(
    ("equals", "said"),
    [
        ("equals: campaign_members_with_email", "needs `of`, the campaign's name"),
        ("equals: related_records_with_email", "needs `of`, the object and its lookup"),
        ("equals: leads_with_email, of: Spring", "`of` belongs to"),
        ("of: Spring", "`of` belongs to"),
    ],
)
def test_a_rule_is_told_of_what_it_needs(equals: str, said: str) -> None:
    """What a rule cannot do without is asked for when the file is loaded."""
    with pytest.raises(ScenarioError, match=said):
        written(f"- status: {{}}\n  expect: {{list: {{name: x, {equals}}}}}")


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
        "record: {record_type: Boats}",
        "record: {where: Id = null, record_type: Boats, delete: true}",
        "record: {create: {LastName: [x]}}",
        "record: {object: Lead WHERE, create: {LastName: x}}",
        "record: {create: {LeadId: x}, links: {LeadId: {object: Lead, where: Id != null}}}",
        "record: {links: {LeadId: {object: Lead, where: Id != null}}}",
        "record: {where: Id != null, delete: true, links: {A: {object: Lead, where: Id != null}}}",
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


@pytest.mark.parametrize(
    ("step", "act", "sentence"),
    [
        (
            "salesforce: {verb: user freeze, user: integration}",
            "user freeze of integration with {}",
            "in Salesforce: freeze the user (user: integration)",
        ),
        (
            "salesforce: {verb: settings set, soap_login_enabled: false, tells: SOAP is off}",
            "settings set of None with {'soap_login_enabled': False}",
            "SOAP is off",
        ),
        ("network: {way: closed}", "the way is closed", "a firewall refuses every connection"),
        ("network: {way: open}", "the way is open", "the way to Salesforce is open again"),
    ],
)
def test_a_verb_of_the_fake_is_carried_out_and_told(step: str, act: str, sentence: str) -> None:
    """Any verb of the fake's control is a step, with its own fields and words."""
    theatre = Theatre()
    timeline = theatre.play(f"- {step}")
    assert timeline.complaints() == ()
    assert theatre.stage.acts == [act]
    began = next(entry for entry in timeline.entries if isinstance(entry, StepBegan))
    assert began.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("step", "line", "said"),
    [
        ("verb: user freze, user: integration", 7, "did you mean `user freeze`"),
        ("verb: user teleport, user: integration", 7, "of user: user create"),
        ("verb: user freeze", 7, "`user freeze` needs `user`"),
        ("verb: org lock, user: integration", 7, "`org lock` takes no `user`"),
        ("verb: user freeze, user: integration, username: x@example.com", 7, "not both"),
        ("verb: user freeze, user: nobody", 7, "`nobody` is no user of this org"),
        ("verb: settings set, soap_login: false", 7, "soap_login"),
        ("verb: settings set, soap_login_enabled: maybe", 7, "soap_login_enabled"),
        ("verb: fault add, fault: {kind: earthquake}", 7, "kind"),
        ("verb: clock advance, by: 3h", 7, "is no verb of the fake"),
        ("verb: journal crashes", 7, "is no verb of the fake"),
        ("verb: user show, user: integration", 7, "is no verb of the fake"),
        ("user: integration", 7, "`verb` is missing"),
    ],
)
def test_a_wrong_verb_is_refused_at_its_line(step: str, line: int, said: str) -> None:
    """The verb's own model reads the file's fields before anything is played."""
    with pytest.raises(ScenarioError) as refused:
        written(f"- salesforce: {{{step}}}")
    assert str(refused.value).startswith(f"scenario.yaml:{line}: ")
    assert said in str(refused.value)


def test_a_wrong_field_of_a_verb_is_told_where_it_stands() -> None:
    """A field below the verb has its own line."""
    with pytest.raises(ScenarioError, match=r"^scenario\.yaml:9: .*fault.*seconds"):
        written("- salesforce:\n    verb: fault add\n    fault: {kind: latency, seconds: long}")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("connect: {secret: wrong token}", "`user` is needed"),
        ("connect: {user: integration, method: client-credentials}", "which take none"),
        ("connect: {user: integration, method: jwt, secret: wrong token}", "has no part in jwt"),
        ("connect: {user: integration, login_url: 'http://login.salesforce.com'}", "https://"),
        ("connect: {user: integration, login_url: 'https://example.com'}", "salesforce.com"),
        ("record_types: {object: Task, names: []}", "Lead"),
        ("record_types: {}", "`names` is"),
        ("organization: {act: merge, reason: x}", "confirm"),
        ("organization: {act: confirm}", "`reason` is missing"),
        ("test: {role: king}", "admin"),
        ("salesforce: {verb: 3}", "string"),
    ],
)
def test_a_step_of_the_connection_that_cannot_be_meant_is_refused(step: str, said: str) -> None:
    """No scenario logs in anywhere but at the stage or nowhere, or without what it needs."""
    with pytest.raises(ScenarioError, match=said):
        written(f"- {step}")


def test_a_step_is_done_at_its_seat() -> None:
    """Account, environment, role and guard of a step reach the connector."""
    theatre = Theatre()
    theatre.play(
        "- connect: {user: integration, account: second, environment: sandbox, guard: identity}\n"
        "- disconnect: {role: marketing}\n"
    )
    assert theatre.subject is not None
    assert theatre.subject.seats == [
        Seat(),
        Seat(account="second", environment="sandbox", guard="identity"),
        Seat(role="marketing"),
    ]
    organization = written("- organization: {act: confirm, reason: x}").scenario.steps[0].step
    assert isinstance(organization, ConnectorStep)
    assert organization.seat == Seat(role="support")


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("test: {}", "testing the connection"),
        ("record_types: {names: [Boats]}", "choosing the record types"),
        ("connect: {user: integration, method: jwt}", "logging in by jwt"),
    ],
)
def test_what_a_connector_does_not_have_it_says_by_name(step: str, what: str) -> None:
    """The scenario is then not for it: neither passed nor failed, and told in words."""
    timeline = Theatre().play(f"- {step}")
    assert timeline.verdict == "unsupported"
    assert f"the connector cannot do this: {what}" in timeline.complaints()[0]
    assert 'skipped="1"' in junit.render([timeline])


class Refusing(DoubleConnector):
    """A connector whose users may not disconnect."""

    def disconnect(self) -> Status:
        """Refuse."""
        message = "this is for another role"
        raise RefusedError(message)


def test_a_refusal_of_the_connector_can_be_expected() -> None:
    """Expected, it is held against its words; unexpected, it fails the scenario."""
    steps = "- disconnect: {role: sales}\n  expect: {refusal: {says: another role}}"
    assert Theatre(Refusing).play(steps).verdict == "passed"
    assert Theatre(Refusing).play(steps.replace("another", "no")).verdict == "failed"
    assert Theatre(Refusing).play("- disconnect: {role: sales}").verdict == "failed"
    unrefused = Theatre().play(steps)
    assert "expected a refusal, found the step was taken" in unrefused.complaints()[0]


class Informed(DoubleConnector):
    """A connector that knows why it was refused, and keeps its history."""

    def status(self) -> Status:
        """Tell all there is to tell."""
        return Status(
            "disconnected",
            "wrong_secret",
            who="marketing user",
            heals="update-login",
            candidates=(Candidate(("locked_out", "user_inactive"), "Look."),),
            evidence=Proof("POST /login", 500, "INVALID_LOGIN", "Invalid username."),
            login_status="Password Lockout",
            next_step="Open the panel.",
        )

    def history(self) -> tuple[Change, ...]:
        """Have one change."""
        change = Change(START, "active", "disconnected", "wrong_secret", "admin", "test", "by hand")
        return (change,)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("status: {who: marketing user}", "status: {who: nobody}"),
        ("status: {heals: update-login}", "status: {heals: time}"),
        ("status: {candidates: [user_inactive]}", "status: {candidates: [mfa_required]}"),
        ("status: {candidates: [locked_out]}", "status: {candidates: []}"),
        ("status: {evidence: {code: INVALID_LOGIN}}", "status: {evidence: {code: OTHER}}"),
        ("status: {evidence: {status: 500}}", "status: {evidence: {status: 403}}"),
        ("status: {evidence: {text: invalid user}}", "status: {evidence: {text: locked}}"),
        ("status: {login_status: Password Lockout}", "status: {login_status: null}"),
        ("status: {next_step: panel}", "status: {next_step: import}"),
        ("history: {before: active, after: disconnected}", "history: {before: disconnected}"),
        ("history: {who: admin, act: test}", "history: {who: admin, act: connect}"),
        ("history: {note: by hand, cause: wrong_secret}", "history: {cause: null}"),
        ("logins: {refused: 1, accepted: 1}", "logins: {refused: 0}"),
        ("logins: {accepted: at least 1}", "logins: {accepted: 2}"),
        ("records: {soql: SELECT Id FROM Lead, count: 1}", "records: {soql: x, count: 0}"),
    ],
)
def test_each_thing_about_the_connection_can_be_expected(right: str, wrong: str) -> None:
    """What is so is met, and what is not so is told."""
    steps = """
    - record: {create: {LastName: Doe}}
    - connect: {user: integration}
    - connect: {user: integration, secret: wrong token}
      expect: {%s}
    """
    assert Theatre(Informed).play(steps % right).complaints() == ()
    assert Theatre(Informed).play(steps % wrong).verdict == "failed"


def test_a_whole_step_of_the_connector_can_be_the_cause() -> None:
    """Without its cause it is not taken, and what was expected of it is missed."""
    steps = "- connect: {user: integration}\n  cause: true\n  expect: {status: {state: active}}"
    assert Theatre().play(steps).verdict == "passed"
    assert Theatre().play(steps, without_cause=True).verdict == "failed"


def test_an_alias_means_one_user_of_all_orgs() -> None:
    """Users of further orgs are known to the steps, and two of one alias are refused."""
    header = """\
title: A scenario
why: To test the harness.
sources: [this is a test]
org:
  users: {integration: integration@example.com}
other_orgs:
  - name: New Org
    users: {%s: newcomer@example.com}
"""
    theatre = Theatre()
    file = written("- update_login: {user: newcomer}", header % "newcomer")
    play(file, open_stage=theatre.open_stage, open_subject=theatre.open_subject)
    assert theatre.subject is not None
    assert theatre.subject.secrets == ["first-passwordFirstToken"]
    with pytest.raises(ScenarioError, match="an alias means one user"):
        written("- status: {}", header % "integration")


@pytest.mark.parametrize(
    ("finds", "complaint"),
    [
        ("Lead read: {verdict: missing, stops: import, remedy: grant}", None),
        ("package version: {evidence: who knows}, ApiEnabled: {verdict: granted}", None),
        ("Lead read: {verdict: granted}", "expected Lead read is granted, found missing"),
        ("Lead read: {remedy: wait}", "expected Lead read: remedy says 'wait', found 'Grant it.'"),
        (
            "Lead edit: {verdict: granted}",
            "findings of ApiEnabled, Lead read, package version",
        ),
    ],
)
def test_what_the_doctor_finds_can_be_expected(finds: str, complaint: str | None) -> None:
    """Each thing is looked up by its name; what is not in order stands in the timeline."""
    timeline = Theatre().play(f"- doctor: {{}}\n  expect: {{doctor: {{finds: {{{finds}}}}}}}")
    found = [entry.name for entry in timeline.entries if isinstance(entry, DoctorFound)]
    assert found == ["Lead read", "package version"]
    assert [each for each in timeline.complaints() if complaint is None] == []
    assert complaint is None or complaint in timeline.complaints()[0]


def test_only_a_step_of_the_doctor_is_held_against_findings() -> None:
    """Another step examines nothing."""
    steps = "- status: {}\n  expect: {doctor: {finds: {Lead read: {verdict: missing}}}}"
    assert "expected an examination" in Theatre().play(steps).complaints()[0]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"create": ["Id", "Email"]}, "the report 'R' is made, with the columns Id, Email"),
        ({"columns": ["Id"]}, "the report 'R' gets the columns Id"),
        ({"only": {"LastName": "Doe"}}, "the report 'R' shows only leads with LastName Doe"),
        ({"only": {}}, "the report 'R' shows all leads"),
        ({"delete": True}, "the report 'R' is deleted"),
    ],
)
def test_a_report_is_made_edited_or_deleted_and_says_so(
    asked: dict[str, object], sentence: str
) -> None:
    """One act of a report step, found by the report's name."""
    assert Report.model_validate({"name": "R", **asked}).sentence() == sentence
    with pytest.raises(ValueError, match="exactly one of"):
        Report.model_validate({"name": "R", **asked, "columns": ["Id"], "delete": True})


def test_a_report_that_is_not_there_breaks_the_scenario() -> None:
    """The org is not as the step supposes, and the line says so."""
    complaint = Theatre().play("- report: {name: R, delete: true}").complaints()[-1]
    assert "there is no report named 'R'" in complaint


TICK = """
- schedule_list: {name: Synced, every: 1h}
- tick: {}
  expect:
    tick:
      synced: {Synced: {state: complete, changed: 1}}
      not_synced: {Busy: another process}
      waits: held back
      next_due_in: 1h
"""


def test_a_turn_of_the_schedule_is_held_against_its_report() -> None:
    """Lists, their reports, reasons and the next time: each of them a check of its own."""
    theatre = Theatre()
    timeline = theatre.play(TICK)
    assert timeline.complaints() == ()
    assert theatre.stage.acts == ["schedule Synced every 1h"]
    checks = [each for each in timeline.entries if isinstance(each, Checked)]
    assert [each.expected for each in checks] == [
        "synced are Synced",
        "Synced: state is complete",
        "Synced: changed is 1",
        "not_synced are Busy",
        "Busy: reason says 'another process'",
        "waits says 'held back'",
        "next_due_in is 1 hour",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("Synced: {state", "Other: {state", 11, "synced are Other, found Synced"),
        ("changed: 1", "changed: 2", 11, "Synced: changed is 2, found 1"),
        ("{Busy: another process}", "{}", 12, "not_synced are no lists, found Busy"),
        ("another process", "gone", 12, "Busy: reason says 'gone'"),
        ("held back", "null", 13, "waits is none, found calls are held back"),
        ("next_due_in: 1h", "next_due_in: 2h", 14, "next_due_in is 2 hours, found 1 hour"),
        ("next_due_in: 1h", "next_due_in: null", 14, "next_due_in is never, found 1 hour"),
        ("- tick", "- status", 10, "a turn of the schedule, found the step made none"),
    ],
)
def test_a_turn_that_did_something_else_is_told(
    right: str, wrong: str, line: int, said: str
) -> None:
    """The complaint has the list, what was expected and found, and the line."""
    told = Theatre().play(TICK.replace(right, wrong, 1)).complaints()
    assert any(f":{line}: " in each and said in each for each in told), told


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            "schedule_list: {name: x, every: 1h}",
            "the list 'x' is to be synced by itself every 1h",
        ),
        ("schedule_list: {name: x, every: off}", "the list 'x' is synced by itself no more"),
        ("tick: {}", "the connector does what is due"),
    ],
)
def test_the_steps_of_the_schedule_say_what_they_do(step: str, sentence: str) -> None:
    """`off` is a word, whatever YAML makes of it elsewhere."""
    timeline = Theatre().play(f"- {step}")
    assert timeline.complaints() == ()
    began = next(entry for entry in timeline.entries if isinstance(entry, StepBegan))
    assert began.sentence == sentence
