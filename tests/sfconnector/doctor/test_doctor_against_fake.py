"""The doctor against the fake, over HTTP: each right of the minimum set taken away alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from doctor_stage import ADMINISTRATOR, KEY, Patient, by_name, healthy, missing, verdicts
from fake_salesforce import FakeSalesforce
from fake_salesforce.profiles import MARKETING_CONNECTOR, OBJECT_LETTERS
from sfconnector import Connector, Verdict
from sfconnector.doctor import reading
from sfconnector.doctor.package import APP, CANNOT_BE_VALIDATED
from sfconnector.doctor.requirements import FIELD_RIGHTS, OBJECT_RIGHTS, SYSTEM_RIGHTS

WORDS = {
    "R": "read",
    "C": "create",
    "E": "edit",
    "D": "delete",
    "V": "view_all",
    "M": "modify_all",
}
OBJECTS = [
    f"{name} {WORDS[letter]}"
    for name, letters in MARKETING_CONNECTOR.objects.items()
    for letter in OBJECT_LETTERS
    if letter in letters
]
FIELDS = [
    f"{path} {access}"
    for path, letter in MARKETING_CONNECTOR.fields.items()
    for access in (("read", "edit") if letter == "E" else ("read",))
]
SYSTEM = sorted(MARKETING_CONNECTOR.permissions - {"ApiEnabled"})
DEPENDENTS = {
    "read": {"read", "create", "edit", "delete", "view_all", "modify_all"},
    "create": {"create"},
    "edit": {"edit", "delete", "modify_all"},
    "delete": {"delete", "modify_all"},
    "view_all": {"view_all", "modify_all"},
    "modify_all": {"modify_all"},
}
"""What Salesforce takes away together with a right."""
UNTOLD = {"ExportReport", "ViewPublicReports"}
"""System permissions whose absence nobody tells a user who may not read permission sets."""


@pytest.fixture(scope="module")
def minimum(salesforce: FakeSalesforce, tmp_path_factory: pytest.TempPathFactory) -> Patient:
    """A user with the minimum set and nothing else; tests put its rights back."""
    patient = Patient(salesforce, tmp_path_factory.mktemp("minimum"))
    for name in MARKETING_CONNECTOR.objects:
        patient.org.share_by_default(name, "None")
    return patient


@pytest.fixture(scope="module")
def auditor(salesforce: FakeSalesforce, tmp_path_factory: pytest.TempPathFactory) -> Patient:
    """A user with the minimum set, and View Setup and Configuration besides."""
    patient = Patient(salesforce, tmp_path_factory.mktemp("auditor"))
    patient.rights.allow("ViewSetup")
    return patient


@pytest.fixture(scope="module")
def administrator(salesforce: FakeSalesforce, tmp_path_factory: pytest.TempPathFactory) -> Patient:
    """A System Administrator, whom the package's app was authorized for."""
    patient = Patient(salesforce, tmp_path_factory.mktemp("administrator"), profile=ADMINISTRATOR)
    patient.org.install_package("act-on", "1.90")
    patient.org.connected_app(APP).approve(patient.user)
    return patient


@pytest.fixture
def patient(salesforce: FakeSalesforce, tmp_path: Path) -> Patient:
    """A user with the minimum set, of an org of its own."""
    return Patient(salesforce, tmp_path)


def touched_by(right: str) -> set[str]:
    """Return which findings the loss of a right on an object touches."""
    name, _, lost = right.partition(" ")
    return {f"{name} {each}" for each in DEPENDENTS[lost]} & {each.name for each in OBJECT_RIGHTS}


def field_finding(right: str) -> str:
    """Return the name of the finding about a field: one for reading and editing."""
    path = right.partition(" ")[0]
    return next(each.name for each in FIELD_RIGHTS if f"{each.sobject}.{each.field}" == path)


def test_the_minimum_is_what_the_fake_calls_the_minimum() -> None:
    """The doctor's table and the fake's, which share no code, have one source and one content."""
    assert {each.name for each in OBJECT_RIGHTS} == set(OBJECTS)
    governed = {each.name for each in FIELD_RIGHTS if each.field and each.permissionable}
    assert governed == {field_finding(right) for right in FIELDS}
    wanted = {each.permission for each in SYSTEM_RIGHTS if each.wanted}
    assert wanted == MARKETING_CONNECTOR.permissions


@pytest.mark.parametrize("who", ["minimum", "auditor", "administrator"])
def test_with_every_right_nothing_is_missing(who: str, request: pytest.FixtureRequest) -> None:
    """All is granted; who may not read permission sets is not told of what only they tell."""
    patient: Patient = request.getfixturevalue(who)
    found = patient.examined()
    rights = {
        *(each.name for each in OBJECT_RIGHTS),
        *(each.name for each in FIELD_RIGHTS if each.field),
        *(each.permission for each in SYSTEM_RIGHTS),
    }
    told = verdicts(found)
    whole = {name for name in OBJECTS if name.endswith(("view_all", "modify_all"))}
    only_told_by_sets = whole | {"ExportReport", "TwoFactorApi"} if who == "minimum" else set()
    for name in rights:
        untold = name in only_told_by_sets
        assert told[name] is (Verdict.CANNOT_BE_TOLD if untold else Verdict.GRANTED), name
    assert missing(found) == set()


@pytest.mark.parametrize("right", OBJECTS)
def test_a_lost_right_on_an_object_is_missing(auditor: Patient, right: str) -> None:
    """Who may read permission sets is told exactly: the lost right, and what hangs on it."""
    auditor.rights.lose(right)
    try:
        found = auditor.examined()
    finally:
        auditor.rights.take(MARKETING_CONNECTOR)
    assert missing(found) == touched_by(right)
    named = by_name(found)[right]
    assert named.stops
    assert named.remedy.startswith("Setup > ")


@pytest.mark.parametrize("right", OBJECTS)
def test_a_lost_right_on_an_object_by_describe_alone(minimum: Patient, right: str) -> None:
    """Who may not read them is told what describe tells, and never that a lost right is there."""
    minimum.rights.lose(right)
    try:
        found = minimum.examined()
    finally:
        minimum.rights.take(MARKETING_CONNECTOR)
    told = verdicts(found)
    name, _, word = right.partition(" ")
    if word in {"view_all", "modify_all"}:
        assert {told[each] for each in touched_by(right)} == {Verdict.CANNOT_BE_TOLD}
        assert missing(found) == set()
    else:
        assert missing(found) == touched_by(right)
    if word == "read":
        of_fields = {each for each in told if each.startswith(f"{name}.")}
        assert {told[each] for each in of_fields} == {Verdict.CANNOT_BE_TOLD}


@pytest.mark.parametrize("right", FIELDS)
def test_a_lost_right_on_a_field_is_missing(minimum: Patient, right: str) -> None:
    """A hidden field and a read-only one are told to everybody, and nothing else is missing."""
    minimum.rights.lose(right)
    try:
        found = minimum.examined()
    finally:
        minimum.rights.take(MARKETING_CONNECTOR)
    assert missing(found) == {field_finding(right)}
    named = by_name(found)[field_finding(right)]
    assert named.stops
    assert named.remedy.startswith("Setup > ")
    assert ("hidden" in named.evidence) == right.endswith(" read")


@pytest.mark.parametrize("permission", SYSTEM)
@pytest.mark.parametrize("who", ["minimum", "auditor"])
def test_a_lost_system_permission(
    who: str, permission: str, request: pytest.FixtureRequest
) -> None:
    """It is missing for who may read permission sets; for others if a probe tells."""
    patient: Patient = request.getfixturevalue(who)
    patient.rights.lose(permission)
    try:
        found = patient.examined()
    finally:
        patient.rights.take(MARKETING_CONNECTOR)
    if who == "minimum" and permission in UNTOLD:
        assert verdicts(found)[permission] is Verdict.CANNOT_BE_TOLD
        assert missing(found) == set()
    elif who == "minimum" and permission == "RunReports":
        assert missing(found) == {permission}
        assert "no permission to run reports" in by_name(found)[permission].evidence
    else:
        assert missing(found) == {permission}
        assert by_name(found)[permission].remedy.startswith("Setup > ")


@pytest.mark.parametrize("right", [*FIELDS, *SYSTEM])
def test_an_administrator_without_a_right(administrator: Patient, right: str) -> None:
    """Modify All Data opens objects; a field or a system permission can be lost all the same."""
    profile = administrator.org.profile(ADMINISTRATOR)
    profile.lose(right)
    try:
        found = administrator.examined()
    finally:
        if "." in right:
            profile.show_field(right.partition(" ")[0], editable=True)
        else:
            profile.allow(right)
    assert missing(found) == {field_finding(right) if "." in right else right}


@pytest.mark.parametrize("right", OBJECTS)
def test_modify_all_data_stands_for_every_right_on_objects(
    administrator: Patient, right: str
) -> None:
    """An administrator's profile may lack a right on an object: nothing stops without it."""
    profile = administrator.org.profile(ADMINISTRATOR)
    profile.lose(right)
    try:
        assert missing(administrator.examined()) == set()
    finally:
        name = right.partition(" ")[0]
        profile.grant(name, *WORDS.values())


def test_multi_factor_for_api_logins_must_be_off(auditor: Patient) -> None:
    """The permission that must not be there is a finding when it is, while the session lasts."""
    assert missing(auditor.examined()) == set()
    auditor.rights.allow("TwoFactorApi")
    try:
        found = auditor.examined()
    finally:
        auditor.rights.forbid("TwoFactorApi")
    assert missing(found) == {"TwoFactorApi"}
    assert (
        "untick Multi-Factor Authentication for API Logins" in by_name(found)["TwoFactorApi"].remedy
    )


def test_a_set_that_waits_for_activation_grants_nothing(auditor: Patient) -> None:
    """A permission set with session activation does not count for a login."""
    auditor.rights.forbid("ExportReport")
    waiting = auditor.org.permission_set("Waiting")
    waiting.allow("ExportReport")
    auditor.org.update("PermissionSet", waiting.id, {"HasActivationRequired": True})
    auditor.user.assign(waiting)
    try:
        assert missing(auditor.examined()) == {"ExportReport"}
    finally:
        auditor.user.unassign(waiting)
        auditor.rights.take(MARKETING_CONNECTOR)


def test_a_record_that_is_not_open_proves_that_modify_all_is_missing(patient: Patient) -> None:
    """UserRecordAccess tells every user of himself; one record that is not all his is enough."""
    patient.org.share_by_default("Lead", "Read")
    lead = patient.org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    granted = by_name(patient.examined())["Lead modify_all"]
    assert granted.verdict is Verdict.CANNOT_BE_TOLD
    assert "all access to 1 records of others" in granted.evidence
    patient.rights.lose("Lead modify_all")
    lost = by_name(patient.examined())["Lead modify_all"]
    assert lost.verdict is Verdict.MISSING
    assert lead in lost.evidence


def test_what_the_default_sharing_does_is_told(minimum: Patient, patient: Patient) -> None:
    """Without View All a private default hides records, and a public one does not."""
    private = by_name(minimum.examined())["Lead view_all"].evidence
    assert private.endswith("The organization-wide default (None) hides records of others.")
    public = by_name(patient.examined())["Lead view_all"].evidence
    assert "(ReadEditTransfer) opens all records to reading anyway" in public


def test_the_marketing_user_checkbox_is_named(patient: Patient) -> None:
    """A user who may not create campaigns is told of the checkbox if it is not ticked."""
    patient.rights.lose("Campaign create")
    assert "Marketing User" not in by_name(patient.examined())["Campaign create"].remedy
    patient.org.update("User", patient.user.id, {"UserPermissionsMarketingUser": False})
    assert "Marketing User" in by_name(patient.examined())["Campaign create"].remedy


@pytest.mark.parametrize(
    ("version", "verdict", "in_lightning"),
    [
        ("1.9", Verdict.WARNING, Verdict.MISSING),
        ("1.80", Verdict.WARNING, Verdict.MISSING),
        ("1.85 beta", Verdict.WARNING, Verdict.MISSING),
        ("1.85", Verdict.ADVICE, Verdict.FINE),
        ("1.90", Verdict.FINE, Verdict.FINE),
        (None, Verdict.MISSING, Verdict.MISSING),
    ],
)
def test_the_package(
    salesforce: FakeSalesforce,
    tmp_path: Path,
    version: str | None,
    verdict: Verdict,
    in_lightning: Verdict,
) -> None:
    """An administrator's doctor compares the version, and below 1.85 wants the user in Classic."""
    patient = Patient(salesforce, tmp_path, profile=ADMINISTRATOR)
    if version is not None:
        patient.org.install_package("act-on", version)
    classic = by_name(patient.examined())
    assert classic["package version"].verdict is verdict
    assert classic["reports in Lightning"].verdict is Verdict.FINE
    assert CANNOT_BE_VALIDATED not in str(classic)
    if version is not None:
        assert f"{version}" in classic["package version"].evidence
    patient.user.prefer_lightning()
    lightning = by_name(patient.examined())["reports in Lightning"]
    assert lightning.verdict is in_lightning
    assert "in Lightning Experience" in lightning.evidence
    if in_lightning is Verdict.MISSING:
        assert "Classic" in lightning.remedy


@pytest.mark.parametrize("version", ["1.80", "1.85 beta", "1.85", "1.90", None])
def test_a_version_that_cannot_be_validated(patient: Patient, version: str | None) -> None:
    """Who may not see packages is always shown the product's warning, and no fact of it (P50)."""
    if version is not None:
        patient.org.install_package("act-on", version)
    found = by_name(patient.examined())["package version"]
    assert found.verdict is Verdict.CANNOT_BE_TOLD
    assert found.evidence == (
        "Your Salesforce.com account does not have the latest Act-On package or is using a "
        "deprecated package."
    )
    assert "INVALID_TYPE" in found.stops
    assert "outdated" not in str(found)
    patient.user.prefer_lightning()
    assert verdicts(patient.examined())["reports in Lightning"] is Verdict.CANNOT_BE_TOLD


def test_the_support_app_is_told_of_the_connected_user(patient: Patient) -> None:
    """Without the package nothing can be told of its app; with it, what the user was granted."""

    def verdict() -> Verdict:
        return verdicts(patient.examined())["Lightning Support App"]

    assert verdict() is Verdict.CANNOT_BE_TOLD
    patient.org.install_package("act-on", "1.85")
    assert verdict() is Verdict.MISSING
    patient.org.connected_app(APP).approve(patient.user)
    assert verdict() is Verdict.GRANTED
    patient.org.connected_app(APP).block()
    assert verdict() is Verdict.MISSING


def test_the_user_itself(salesforce: FakeSalesforce, tmp_path: Path) -> None:
    """API Only is advice with Enterprise Edition; administrator and browser logins are too."""
    patient = Patient(salesforce, tmp_path, profile=ADMINISTRATOR)
    first = by_name(patient.examined())
    assert first["API Only"].verdict is Verdict.ADVICE
    assert first["administrator"].verdict is Verdict.ADVICE
    assert first["dedicated user"].verdict is Verdict.FINE
    patient.user.log_in_by_browser()
    second = by_name(patient.examined())
    assert second["dedicated user"].verdict is Verdict.ADVICE
    assert "1 of the logins" in second["dedicated user"].evidence
    patient.org.profile(ADMINISTRATOR).allow("ApiUserOnly")
    assert verdicts(patient.examined())["API Only"] is Verdict.FINE
    patient.org.profile(ADMINISTRATOR).forbid("ApiUserOnly")
    patient.org.change_edition("Unlimited Edition")
    assert by_name(patient.examined())["API Only"].evidence.endswith("this is Unlimited Edition.")


def test_a_user_who_is_no_administrator(auditor: Patient, minimum: Patient) -> None:
    """It is a fact for who may read permission sets, else it cannot be told."""
    allowed, refused = by_name(auditor.examined()), by_name(minimum.examined())
    assert allowed["administrator"].verdict is Verdict.FINE
    assert refused["administrator"].verdict is Verdict.CANNOT_BE_TOLD
    assert allowed["ViewSetup"].verdict is Verdict.FINE
    assert refused["ViewSetup"].verdict is Verdict.ADVICE
    assert "NOT_FOUND" in refused["ViewSetup"].evidence


def test_record_types_and_custom_objects(patient: Patient) -> None:
    """Withheld record types are named, and custom objects by whether they are of use."""
    patient.org.add_record_type("Lead", "Partner")
    patient.org.add_record_type("Lead", "Customer")
    patient.rights.offer_record_type("Lead", "Partner")
    patient.org.add_object("Visit__c")
    patient.org.add_field(
        "Visit__c", "Lead__c", type="Lookup", reference_to="Lead", relationship_name="Visits"
    )
    patient.org.add_object("Machine__c")
    found = by_name(patient.examined())
    assert found["Lead record types"].verdict is Verdict.ADVICE
    assert found["Lead record types"].evidence == "Available: Partner. Not available: Customer."
    assert found["custom objects"].evidence == "Readable and related: none."
    patient.rights.grant("Visit__c", "read")
    patient.rights.show_field("Visit__c.Lead__c")
    found = by_name(patient.examined())
    assert found["custom objects"].verdict is Verdict.FINE
    assert "Visit__c (Lead by Lead__c)" in found["custom objects"].evidence
    patient.rights.grant("Machine__c", "read")
    found = by_name(patient.examined())
    assert found["custom objects"].verdict is Verdict.ADVICE
    assert "not usable: Machine__c" in found["custom objects"].evidence


def test_fields_that_nothing_uses_and_too_many_fields(
    patient: Patient, administrator: Patient
) -> None:
    """A list's field is used; another one is unneeded; from 100 on there is a warning."""
    assert verdicts(patient.examined())["unneeded fields"] is Verdict.FINE
    patient.rights.show_field("Lead.Phone")
    patient.rights.show_field("Lead.Industry")
    found = by_name(patient.examined())["unneeded fields"]
    assert found.verdict is Verdict.ADVICE
    assert "Lead.Industry" in found.evidence
    assert "Lead.Phone" in found.evidence
    with patient.connected() as connector:
        connector.import_list("leads", fields=("Email", "Phone"))
        used = by_name(healthy(connector.doctor()))["unneeded fields"]
    assert "Lead.Phone" not in used.evidence
    assert "Lead.Industry" in used.evidence
    assert verdicts(patient.examined())["field count"] is Verdict.FINE
    many = by_name(administrator.examined())
    assert many["field count"].verdict is Verdict.WARNING
    assert "acton__" not in many["unneeded fields"].evidence


def test_fields_of_custom_objects_count_too(patient: Patient) -> None:
    """Readable ones that refer to leads or contacts, at whatever a field-level right can hide."""
    org, rights = patient.org, patient.rights
    org.add_object("Visit__c")
    org.add_object("Machine__c")
    org.add_field("Visit__c", "Lead__c", type="Lookup", reference_to="Lead")
    paths = []
    for sobject, fields in (("Visit__c", 85), ("Machine__c", 2)):
        for number in range(fields):
            org.add_field(sobject, f"Part{number}__c", type="Text", length=10)
            paths.append(f"{sobject}.Part{number}__c")
    for path in (*paths, "Visit__c.Lead__c"):
        rights.show_field(path)
    few = by_name(patient.examined())["field count"]
    assert few.verdict is Verdict.FINE
    rights.grant("Machine__c", "read")
    assert by_name(patient.examined())["field count"].evidence == few.evidence
    rights.grant("Visit__c", "read")
    many = by_name(patient.examined())
    assert many["field count"].verdict is Verdict.WARNING
    assert "fields of 7 objects" in many["field count"].evidence
    assert "Visit__c.Part0__c" in many["unneeded fields"].evidence
    with patient.connected() as connector:
        connector.import_list("object", "Visit__c", fields=("Email", "Part0__c"))
        used = by_name(healthy(connector.doctor()))["unneeded fields"].evidence
    assert "Visit__c.Part1__c" in used
    assert "Visit__c.Part0__c" not in used
    assert "Visit__c.Lead__c" not in used


def test_of_very_many_custom_objects_not_all_are_looked_at(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs a call: the rest is named, and that the fields are few cannot be told then."""
    monkeypatch.setattr(reading, "MOST_CUSTOM_OBJECTS", 1)
    for name in ("Call__c", "Visit__c"):
        patient.org.add_object(name)
        patient.org.add_field(name, "Lead__c", type="Lookup", reference_to="Lead")
        patient.rights.grant(name, "read")
        patient.rights.show_field(f"{name}.Lead__c")
    found = by_name(patient.examined())["field count"]
    assert found.verdict is Verdict.CANNOT_BE_TOLD
    assert "Not seen: Visit__c." in found.evidence
    assert "fields of 7 objects" in found.evidence


class Behind:
    """A clock two minutes behind Salesforce's."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self._clock = salesforce.clock

    def now(self) -> datetime:
        """Return the time there, less two minutes."""
        return self._clock.now() - timedelta(minutes=2)

    def monotonic(self) -> float:
        """Return it in seconds."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let it go by."""
        self._clock.advance(seconds=seconds)


def test_clocks_limits_and_plain_http(salesforce: FakeSalesforce, tmp_path: Path) -> None:
    """A clock that is off, limits nearly used up and plain HTTP are warnings."""
    patient = Patient(salesforce, tmp_path, profile=ADMINISTRATOR)
    found = by_name(patient.examined())
    assert found["clock skew"].verdict is Verdict.FINE
    assert found["DailyApiRequests"].verdict is Verdict.FINE
    assert found["TLS"].verdict is Verdict.WARNING
    patient.org.usage.set("DailyApiRequests", 100_000)
    patient.org.usage.set("HourlySyncReportRuns", 450)
    with Connector.open(
        tmp_path / "behind.sqlite", key=KEY, clock=Behind(salesforce), seed=1
    ) as connector:
        connector.connect(patient.user.username, patient.user.secret, login_url=salesforce.url)
        found = by_name(healthy(connector.doctor()))
    assert found["clock skew"].verdict is Verdict.WARNING
    assert "120 s ahead of" in found["clock skew"].evidence
    assert found["DailyApiRequests"].verdict is Verdict.WARNING
    assert found["HourlySyncReportRuns"].evidence == "450 of 500 are used (90%)."
    assert found["DailyBulkV2QueryJobs"].verdict is Verdict.FINE


def test_the_header_tells_the_calls_to_who_may_not_ask_for_limits(minimum: Patient) -> None:
    """Sforce-Limit-Info is for everybody; the other limits are not."""
    found = by_name(minimum.examined())
    assert found["DailyApiRequests"].verdict is Verdict.FINE
    assert found["DataStorageMB"].verdict is Verdict.CANNOT_BE_TOLD
    assert "INSUFFICIENT_ACCESS" in found["DataStorageMB"].evidence


def test_tls_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS its version is told."""
    with FakeSalesforce(tls=True) as salesforce:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(salesforce.ca_file))
        found = by_name(Patient(salesforce, tmp_path).examined())["TLS"]
    assert found.verdict is Verdict.FINE
    assert found.evidence.endswith(("TLSv1.2.", "TLSv1.3."))
