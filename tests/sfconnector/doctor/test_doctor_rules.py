"""The rules alone, over drawn worlds: what Salesforce tells of them, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import START
from sfconnector import Verdict
from sfconnector.doctor import package, permission_set, record_types
from sfconnector.doctor.examination import examine
from sfconnector.doctor.observations import Observations, OrganizationFacts, Refusal
from sfconnector.doctor.package import CANNOT_BE_VALIDATED
from sfconnector.doctor.requirements import (
    FIELD_RIGHTS,
    NEEDS,
    OBJECT_RIGHTS,
    PERMISSIONS,
    SOBJECTS,
    SYSTEM_RIGHTS,
)
from sfconnector.salesforce.app_menu import ConnectedApp
from sfconnector.salesforce.describe import Described, DescribedField, RecordTypeInfo
from sfconnector.salesforce.describe_global import ListedObject
from sfconnector.salesforce.installed_packages import (
    InstalledPackage,
    installed,
    version_of,
)
from sfconnector.salesforce.limits import Usage
from sfconnector.salesforce.package_version import READS_REPORTS_IN_LIGHTNING, PackageVersion
from sfconnector.salesforce.permission_sets import Assigned
from sfconnector.salesforce.profile import Profile
from sfconnector.salesforce.record_access import Sample
from sfconnector.salesforce.reports import Shelf
from sfconnector.salesforce.user_record import User
from sfconnector.store.record_types import RecordType

WORDS = "HTTP 400 INVALID_TYPE: no"
REFUSED = Refusal(WORDS)
GOVERNED = tuple(each for each in FIELD_RIGHTS if each.field)
TELLING = (
    *("profile", "assigned", "object_rights", "objects", "described", "samples", "shelf"),
    *("may_run_reports", "user", "organization"),
)
"""Parts of the observations that Salesforce may refuse."""


ACCESS = st.sampled_from(["read", "edit", ""])


@dataclass(frozen=True)
class World:
    """What a user really may do."""

    objects: Mapping[str, frozenset[str]]
    fields: Mapping[str, str]
    """``read`` or ``edit`` by path; a hidden one is not there."""
    permissions: frozenset[str]

    def grants(self, name: str) -> bool:
        """Tell whether the user has what a finding is about."""
        for needed in OBJECT_RIGHTS:
            if needed.name == name:
                return self.may(needed.sobject, needed.right)
        for field in GOVERNED:
            if field.name == name:
                access = self.fields.get(f"{field.sobject}.{field.field}")
                return access in {"edit", field.access}
        wanted = next(each.wanted for each in SYSTEM_RIGHTS if each.permission == name)
        return (name in self.permissions) is wanted

    def may(self, sobject: str, right: str) -> bool:
        """Tell whether the user has a right on an object, by Modify or View All Data too."""
        if "ModifyAllData" in self.permissions:
            return True
        by_data = "ViewAllData" in self.permissions and right in {"read", "view_all"}
        if sobject == "Task":
            return right == "read" or "EditTask" in self.permissions
        return by_data or right in self.objects[sobject]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw what a user may do, with every right's needs beside it, as Salesforce keeps them."""
    objects: dict[str, frozenset[str]] = {}
    for name in SOBJECTS:
        if name == "Task":
            continue
        drawn = draw(st.sets(st.sampled_from(sorted(NEEDS))))
        objects[name] = frozenset(drawn | {other for each in drawn for other in NEEDS[each]})
    fields = {
        f"{each.sobject}.{each.field}": access
        for each in GOVERNED
        if (
            access := draw(
                st.sampled_from(["read", "edit", ""] if each.permissionable else ["edit"])
            )
        )
    }
    permissions = draw(st.sets(st.sampled_from(sorted(set(PERMISSIONS) - {"ApiEnabled"}))))
    if "ModifyAllData" in permissions:
        permissions |= {"EditTask", "ViewAllData"}
    return World(objects, fields, frozenset(permissions | {"ApiEnabled"}))


def told(world: World) -> Observations:
    """Return what Salesforce tells of a world to a user who may ask for everything."""
    readable = [each for each in SOBJECTS if world.may(each, "read")]
    return Observations(
        at=START,
        clock_skew=timedelta(0),
        instance_url="https://na1.example.com",
        tls="TLSv1.3",
        api_usage=Usage(1, 100),
        limits={},
        organization=OrganizationFacts(edition="Enterprise Edition", default_access={}),
        user=User(
            id="005000000000001AAA",
            username="integration@example.com",
            profile_id="00e000000000001AAA",
            is_marketing_user=True,
            prefers_lightning=False,
        ),
        profile=Profile(name="Example", granted=frozenset()),
        assigned=Assigned(
            set_ids=("0PS000000000001AAA",),
            granted=world.permissions,
            known=frozenset(PERMISSIONS),
        ),
        object_rights=world.objects,
        objects=tuple(ListedObject(each, each, False, False, True) for each in readable),  # noqa: FBT003
        described={each: _described(world, each) for each in readable},
        samples={
            each: Sample(1, None if world.may(each, "modify_all") else "00Q000000000001AAA")
            for each in ("Contact", "Lead")
            if each in readable
        },
        shelf=Shelf(
            "00O000000000001AAA", "Public" if "ViewPublicReports" in world.permissions else None
        ),
        may_run_reports="RunReports" in world.permissions,
        packages=(),
        connected_apps=(),
        logins=(),
    )


def _described(world: World, sobject: str) -> Described:
    fields = tuple(
        DescribedField(each.field, each.label, access == "edit", each.permissionable)
        for each in GOVERNED
        if each.sobject == sobject
        and (access := world.fields.get(f"{sobject}.{each.field}")) is not None
    )
    return Described(
        name=sobject,
        createable=world.may(sobject, "create"),
        updateable=world.may(sobject, "edit"),
        deletable=world.may(sobject, "delete"),
        fields=fields,
        record_type_infos=(),
        child_relationships=(),
    )


def refused(seen: Observations, parts: set[str]) -> Observations:
    """Return the same with these parts refused; what hangs on a refused one is not asked."""
    parts = parts | ({"object_rights"} if "assigned" in parts else set())
    values: dict[str, object] = {}
    for part in parts:
        whole = getattr(seen, part)
        keyed = part in {"described", "samples"}
        values[part] = dict.fromkeys(whole, REFUSED) if keyed else REFUSED
    if "objects" in parts and "described" not in parts:
        # Without the list each object is asked for; one that is not there is refused.
        values["described"] = {each: seen.described.get(each, REFUSED) for each in SOBJECTS}
    return replace(seen, **values)  # type: ignore[arg-type]


RIGHTS = (
    *(each.name for each in OBJECT_RIGHTS),
    *(each.name for each in GOVERNED),
    *(each.permission for each in SYSTEM_RIGHTS),
)


@given(worlds(), st.sets(st.sampled_from(TELLING)))
def test_no_verdict_is_wrong_whatever_is_refused(world: World, parts: set[str]) -> None:
    """What is there is never called missing, what is not there never granted."""
    found = {each.name: each for each in examine(refused(told(world), parts), used={}).findings}
    for name in RIGHTS:
        verdict = found[name].verdict
        assert verdict is not (Verdict.MISSING if world.grants(name) else Verdict.GRANTED), name
        assert verdict in {Verdict.MISSING, Verdict.GRANTED, Verdict.CANNOT_BE_TOLD}
        assert found[name].evidence
        assert bool(found[name].stops) == (verdict is not Verdict.GRANTED)
        assert bool(found[name].remedy) == (verdict is not Verdict.GRANTED)


@given(worlds())
def test_who_is_told_everything_is_told_every_right(world: World) -> None:
    """Nothing refused, each right is granted or missing; only hidden objects hide their fields."""
    found = {each.name: each.verdict for each in examine(told(world), used={}).findings}
    for name in RIGHTS:
        expected = Verdict.GRANTED if world.grants(name) else Verdict.MISSING
        field = next((each for each in GOVERNED if each.name == name), None)
        if field is not None and not world.may(field.sobject, "read"):
            expected = Verdict.CANNOT_BE_TOLD
        elif field is not None and not world.grants(name) and not world.may(field.sobject, "edit"):
            # A field that is seen; whether it is read-only too is hidden by the object's own.
            is_seen = f"{field.sobject}.{field.field}" in world.fields
            expected = Verdict.CANNOT_BE_TOLD if is_seen else Verdict.MISSING
        assert found[name] is expected, name


@given(worlds())
def test_who_is_told_nothing_accuses_nobody(world: World) -> None:
    """Everything refused, only the API itself is proved, by the calls that were refused."""
    seen = refused(told(world), set(TELLING))
    for each in examine(seen, used={}).findings:
        if each.name in RIGHTS:
            is_api = each.name == "ApiEnabled"
            assert each.verdict is (Verdict.GRANTED if is_api else Verdict.CANNOT_BE_TOLD), each
    untold = examine(seen, used={}).findings
    assert any(WORDS in each.evidence for each in untold)


VERSIONS = st.builds(
    InstalledPackage,
    name=st.sampled_from(["Act-On", "ACT-ON Marketing", "Another Package"]),
    namespace=st.just("example"),
    major=st.integers(0, 2),
    minor=st.sampled_from([9, 80, 84, 85, 90]),
    patch=st.integers(0, 1),
    build=st.integers(1, 3),
    is_beta=st.booleans(),
)


@given(st.lists(VERSIONS, max_size=2) | st.just(REFUSED), st.sampled_from([True, False, None]))
def test_reports_and_the_package(
    packages: list[InstalledPackage] | Refusal,
    lightning: bool | None,  # noqa: FBT001 - drawn
) -> None:
    """Reports are fine in Classic or from 1.85 on; a hidden version makes nothing a fact (P50)."""
    seen = told(World({each: frozenset() for each in SOBJECTS}, {}, frozenset()))
    user = seen.user
    assert isinstance(user, User)
    told_packages = packages if isinstance(packages, Refusal) else tuple(packages)
    seen = replace(seen, packages=told_packages, user=replace(user, prefers_lightning=lightning))
    version, reports = package.version(seen), package.interface(seen)
    found = None if isinstance(told_packages, Refusal) else installed(told_packages)
    is_new = found is not None and version_of(found) >= READS_REPORTS_IN_LIGHTNING
    assert (version.evidence == CANNOT_BE_VALIDATED) == isinstance(packages, Refusal)
    assert (version.verdict is Verdict.CANNOT_BE_TOLD) == isinstance(packages, Refusal)
    if is_new or lightning is False:
        assert reports.verdict is Verdict.FINE
    elif lightning is None or isinstance(packages, Refusal):
        assert reports.verdict is Verdict.CANNOT_BE_TOLD
    else:
        assert reports.verdict is Verdict.MISSING


def test_a_field_that_no_permission_set_governs_is_not_written_into_one() -> None:
    """An organization that says so of a field would refuse the set that names it."""
    permissions = frozenset({"EditTask", "ApiEnabled"})
    fields = {f"{each.sobject}.{each.field}": "edit" for each in GOVERNED}
    seen = told(World({each: frozenset() for each in SOBJECTS}, fields, permissions))
    assert b"<field>Task.WhoId</field>" in permission_set.minimum(seen)
    task = seen.described["Task"]
    assert isinstance(task, Described)
    ungoverned = tuple(
        DescribedField(each.name, each.label, each.updateable, permissionable=False)
        for each in task.fields
    )
    seen = replace(seen, described={"Task": msgspec.structs.replace(task, fields=ungoverned)})
    assert b"<field>Task." not in permission_set.minimum(seen)
    assert b"<field>Lead.Email</field>" in permission_set.minimum(seen)


def test_a_beta_is_not_yet_its_release() -> None:
    """1.85 beta does not read reports in Lightning, 1.9 neither, 1.85 does."""
    assert PackageVersion.parse("1.85 beta 9") < READS_REPORTS_IN_LIGHTNING
    assert PackageVersion.parse("1.9") < READS_REPORTS_IN_LIGHTNING


@pytest.mark.parametrize(
    ("apps", "verdict"),
    [
        ((ConnectedApp("Act-On Lightning Support App", True),), Verdict.GRANTED),  # noqa: FBT003
        ((ConnectedApp("Act-On Lightning Support App", False),), Verdict.MISSING),  # noqa: FBT003
        ((ConnectedApp("Another App", True),), Verdict.CANNOT_BE_TOLD),  # noqa: FBT003
        ((), Verdict.CANNOT_BE_TOLD),
        (REFUSED, Verdict.CANNOT_BE_TOLD),
    ],
)
def test_the_lightning_support_app(
    apps: tuple[ConnectedApp, ...] | Refusal, verdict: Verdict
) -> None:
    """It is granted, missing, or cannot be told; synchronising does not hang on it."""
    seen = told(World({each: frozenset() for each in SOBJECTS}, {}, frozenset()))
    found = package.support_app(replace(seen, connected_apps=apps))
    assert found.verdict is verdict
    if verdict is not Verdict.GRANTED:
        assert "Connected Apps OAuth Usage" in found.remedy


SEEN = told(World({each: frozenset() for each in SOBJECTS}, {}, frozenset()))


@pytest.mark.parametrize(
    ("name", "changed", "verdict"),
    [
        ("clock skew", lambda seen: replace(seen, clock_skew=None), Verdict.CANNOT_BE_TOLD),
        (
            "clock skew",
            lambda seen: replace(seen, clock_skew=timedelta(seconds=-61)),
            Verdict.WARNING,
        ),
        ("clock skew", lambda seen: replace(seen, clock_skew=timedelta(seconds=60)), Verdict.FINE),
        ("TLS", lambda seen: seen, Verdict.FINE),
        ("TLS", lambda seen: replace(seen, tls="TLSv1.2"), Verdict.FINE),
        ("TLS", lambda seen: replace(seen, tls="TLSv1.1"), Verdict.WARNING),
        ("TLS", lambda seen: replace(seen, tls="TLSv1"), Verdict.WARNING),
        ("TLS", lambda seen: replace(seen, tls=None), Verdict.CANNOT_BE_TOLD),
        (
            "TLS",
            lambda seen: replace(seen, instance_url="http://127.0.0.1:8080", tls=None),
            Verdict.WARNING,
        ),
        ("DailyApiRequests", lambda seen: seen, Verdict.FINE),
        (
            "DailyApiRequests",
            lambda seen: replace(seen, api_usage=Usage(80, 100)),
            Verdict.WARNING,
        ),
        (
            "DailyApiRequests",
            lambda seen: replace(seen, api_usage=None, limits=REFUSED),
            Verdict.CANNOT_BE_TOLD,
        ),
    ],
)
def test_the_wire(
    name: str, changed: Callable[[Observations], Observations], verdict: Verdict
) -> None:
    """Clocks within a minute, TLS from 1.2 on and limits used below 80 % are fine."""
    found = {each.name: each for each in examine(changed(SEEN), used={}).findings}
    assert found[name].verdict is verdict


NOBODY = World({each: frozenset() for each in SOBJECTS}, {}, frozenset())
STANDINGS = ("offered", "withheld", "inactive", "gone")


@given(
    own=st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(STANDINGS)),
    others=st.dictionaries(st.sampled_from("EFG"), st.sampled_from(STANDINGS[:3])),
    neighbours=st.lists(st.sampled_from(["us", "emea"]), unique=True),
    is_hidden=st.booleans(),
)
def test_a_chosen_record_type_is_missing_unless_it_is_offered(
    own: dict[str, str], others: dict[str, str], neighbours: list[str], *, is_hidden: bool
) -> None:
    """Each that is not offered is named with its way out; without a choice nothing is missing."""
    infos = tuple(
        _info(name, standing) for name, standing in (own | others).items() if standing != "gone"
    )
    fields = () if is_hidden else (DescribedField("RecordTypeId", "Record Type", True, False),)  # noqa: FBT003
    lead = msgspec.structs.replace(
        _described(NOBODY, "Lead"),
        fields=fields,
        record_type_infos=infos,
    )
    seen = replace(told(NOBODY), described={"Lead": lead})
    chosen = [
        RecordType(id=_id(name), sobject="Lead", name=f"Type {name}", standing="offered")
        for name in own
    ]
    found = list(record_types.findings(seen, chosen, neighbours))
    if not own and not infos and not neighbours:
        assert found == []
        return
    (finding,) = found
    if not own:
        withheld = "withheld" in others.values()
        advised = withheld or bool(neighbours)
        assert finding.verdict is (Verdict.ADVICE if advised else Verdict.FINE)
        assert all(each in finding.evidence for each in neighbours)
        return
    wrong = {name for name, standing in own.items() if standing != "offered"}
    assert (finding.verdict is Verdict.MISSING) == (bool(wrong) or is_hidden)
    assert bool(finding.remedy) == bool(finding.stops) == (finding.verdict is Verdict.MISSING)
    told_wrong = finding.evidence.partition("Available: ")[2].partition(". ")[2]
    assert {name for name in own if f"Type {name}" in told_wrong} == wrong
    assert ("is not imported" in finding.stops or "are not imported" in finding.stops) == (
        is_hidden or "gone" in own.values()
    )


def test_a_chosen_record_type_of_a_hidden_object_cannot_be_told() -> None:
    """Where the object cannot be described, neither can its record types."""
    seen = replace(told(NOBODY), described={"Lead": REFUSED})
    chosen = [RecordType(id=_id("A"), sobject="Lead", name="Type A", standing="offered")]
    (finding,) = record_types.findings(seen, chosen)
    assert finding.verdict is Verdict.CANNOT_BE_TOLD
    assert "Type A" in finding.evidence


def _id(name: str) -> str:
    return f"01200000000000{name}AAA"


def _info(name: str, standing: str) -> RecordTypeInfo:
    return RecordTypeInfo(
        name=f"Type {name}",
        developer_name=name,
        record_type_id=_id(name),
        active=standing != "inactive",
        available=standing == "offered",
        master=False,
        default_record_type_mapping=False,
    )
