"""What a real org has and the fake refuses with 501: found by asking, so it cannot be out of date.

Each probe asks for one thing of v49; what answers 501 is listed under the words of the probe. The
probes name what there is in Salesforce, not what is missing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce import FakeSalesforce
from fake_salesforce.api import versions
from fake_salesforce.objects import ABSENT, STANDARD

from .caller import Caller
from .model import Request

_NOT_IMPLEMENTED = 501
_USERNAME = "missing@example.com"
_LEAD = "sobjects/Lead"
_ID = "00Q000000000001EAA"
_ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    '<{} xmlns="urn:partner.soap.sforce.com"/></e:Body></e:Envelope>'
)


def _rest(text: str) -> Request:
    return Request(rest=text, body={} if text.startswith(("POST", "PATCH")) else None)


_OTHER_RESOURCES = {
    "GET sobjects/X (recentItems)": _rest(f"GET {_LEAD}"),
    "sobjects/X/listviews": _rest(f"GET {_LEAD}/listviews"),
    "sobjects/X/quickActions": _rest(f"GET {_LEAD}/quickActions"),
    "sobjects/X/defaultValues": _rest(f"GET {_LEAD}/defaultValues"),
    "sobjects/X/externalField/value": _rest(f"PATCH {_LEAD}/Email/a"),
    "sobjects/X/id/relationship": _rest(f"GET {_LEAD}/{_ID}/Owner"),
    "sobjects/X/updated": _rest(f"GET {_LEAD}/updated"),
    "sobjects/X/deleted": _rest(f"GET {_LEAD}/deleted"),
    "sobjects/X/describe/layouts": _rest(f"GET {_LEAD}/describe/layouts"),
    "sobjects/User/id/password": _rest("GET sobjects/User/005000000000001AAA/password"),
    "query?explain": Request(rest="GET query", params={"explain": "SELECT Id FROM Lead"}),
    "bodies of XML": Request(
        rest=f"POST {_LEAD}", text="<Lead/>", headers={"Content-Type": "application/xml"}
    ),
    "answers in XML": Request(
        rest="GET sobjects/Lead/describe", headers={"Accept": "application/xml"}
    ),
    "API v48.0 and others": _rest("GET /services/data/v48.0/sobjects"),
    "/services/oauth2/userinfo": _rest("GET /services/oauth2/userinfo"),
    "/services/oauth2/revoke": _rest("POST /services/oauth2/revoke"),
    "/id/organization/user": _rest("GET /id/00D000000000001EAA/005000000000001AAA"),
    "/id/organization/user?format=urlencoded": Request(
        rest="GET /id/00D000000000001EAA/005000000000001AAA", params={"format": "urlencoded"}
    ),
    "/services/oauth2/authorize": _rest("GET /services/oauth2/authorize"),
    "SOAP queries of API v48.0 and others": Request(
        rest="POST /services/Soap/u/48.0", text=_ENVELOPE.format("resetPassword")
    ),
    "/services/async/49.0/job (Bulk 1.0)": _rest("POST /services/async/49.0/job"),
    "/services/Soap/m (metadata)": _rest("POST /services/Soap/m/49.0"),
}
_GRANTS = (
    "refresh_token",
    "authorization_code",
    "client_credentials",
    "device",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
)
_SOAP_CALLS = (
    "changeOwnPassword",
    "convertLead",
    "create",
    "delete",
    "emptyRecycleBin",
    "getUserInfo",
    "logout",
    "merge",
    "query",
    "resetPassword",
    "retrieve",
    "setPassword",
    "undelete",
    "update",
    "upsert",
)
_SOQL = {
    "parent paths": "SELECT Owner.Name FROM Lead",
    "child subqueries": "SELECT Id, (SELECT Id FROM ChildContacts) FROM Contact",
    "COUNT(field)": "SELECT COUNT(Id) FROM Lead",
    "COUNT_DISTINCT": "SELECT COUNT_DISTINCT(City) FROM Lead",
    "SUM, AVG": "SELECT SUM(AnnualRevenue), AVG(AnnualRevenue) FROM Lead",
    "MIN, MAX": "SELECT MIN(CreatedDate), MAX(CreatedDate) FROM Lead",
    "GROUP BY": "SELECT City FROM Lead GROUP BY City",
    "HAVING": "SELECT City FROM Lead GROUP BY City HAVING COUNT(Id) > 1",
    "GROUP BY ROLLUP": "SELECT City, COUNT(Id) FROM Lead GROUP BY ROLLUP(City)",
    "GROUP BY CUBE": "SELECT City, COUNT(Id) FROM Lead GROUP BY CUBE(City)",
    "GROUPING": "SELECT City, GROUPING(City) FROM Lead GROUP BY ROLLUP(City)",
    "TYPEOF": "SELECT TYPEOF Owner WHEN User THEN Email ELSE Name END FROM Lead",
    "TYPEOF behind a parent": (
        "SELECT TYPEOF Lead.Owner WHEN User THEN Email END FROM CampaignMember"
    ),
    "a parent's parent in TYPEOF": "SELECT TYPEOF Owner WHEN User THEN Profile.Name END FROM Lead",
    "USING SCOPE": "SELECT Id FROM Lead USING SCOPE mine",
    "USING SCOPE team": "SELECT Id FROM Lead USING SCOPE team",
    "USING SCOPE my_territory": "SELECT Id FROM Lead USING SCOPE my_territory",
    "semi-joins": "SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM User)",
    "anti-joins": "SELECT Id FROM Lead WHERE OwnerId NOT IN (SELECT Id FROM User)",
    "INCLUDES, EXCLUDES": "SELECT Id FROM Lead WHERE LeadSource INCLUDES ('Web')",
    "toLabel": "SELECT toLabel(Status) FROM Lead",
    "format": "SELECT FORMAT(AnnualRevenue) amount FROM Lead",
    "convertCurrency": "SELECT convertCurrency(AnnualRevenue) FROM Lead",
    "convertTimezone": (
        "SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)), COUNT(Id) FROM Lead"
        " GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate))"
    ),
    "date functions": "SELECT Id FROM Lead WHERE CALENDAR_YEAR(CreatedDate) = 2020",
    "DISTANCE, GEOLOCATION": (
        "SELECT Id FROM Lead WHERE DISTANCE(Address, GEOLOCATION(1.5,-2), 'km') < 5"
    ),
    "currency literals": "SELECT Id FROM Lead WHERE AnnualRevenue > USD5000",
    "WITH DATA CATEGORY": "SELECT Id FROM Lead WITH DATA CATEGORY Geo__c AT a__c",
    "WITH and a comparison": "SELECT Id FROM Lead WITH UserId = '005D0000001AamR'",
    "FOR VIEW": "SELECT Id FROM Lead LIMIT 1 FOR VIEW",
    "FOR REFERENCE": "SELECT Id FROM Lead LIMIT 1 FOR REFERENCE",
    "UPDATE TRACKING, VIEWSTAT": "SELECT Id FROM Lead UPDATE TRACKING",
    "several objects in FROM": "SELECT l.Id FROM Lead l, l.Owner o",
    "objects in FROM without an alias": "SELECT COUNT() FROM Contact, Contact.Account",
    "toLabel in GROUP BY": "SELECT COUNT(Id) FROM Lead GROUP BY toLabel(Status)",
}
_OTHER_SOQL = {
    "format for Arabic, Swiss and Thai locales": Request(
        query=_SOQL["format"], authorization="Bearer ${Thai session}"
    ),
    "query?columns with TYPEOF": Request(query=_SOQL["TYPEOF"], params={"columns": "true"}),
}


def missing() -> dict[str, list[str]]:
    """Return what answers 501, by kind: resources, grants, SOAP calls, objects and SOQL."""
    with FakeSalesforce() as salesforce, salesforce.create_org() as org:
        user = org.create_user(_USERNAME)
        thai = org.create_user(f"thai.{_USERNAME}", LocaleSidKey="th_TH")
        caller = Caller(salesforce.url)
        caller.names |= {
            "session": org.open_session(user.id, client="missing"),
            "Thai session": org.open_session(thai.id, client="missing"),
            "org.client_id": org.client_id,
            "org.client_secret": org.client_secret,
            "user.username": _USERNAME,
            "user.secret": user.secret,
        }
        found: dict[str, list[str]] = {}
        try:
            for kind, what, request in _probes():
                if caller.send(request).status == _NOT_IMPLEMENTED:
                    found.setdefault(kind, []).append(what)
        finally:
            caller.close()
    return found


def _probes() -> Iterator[tuple[str, str, Request]]:
    for name in sorted(versions.RESOURCES, key=str.lower):
        yield "Resources below v49.0", name, _rest(f"GET {name}")
    for name, request in _OTHER_RESOURCES.items():
        yield "Other resources and parameters", name, request
    for name in _GRANTS:
        yield "OAuth grants", name, Request(oauth={"grant_type": name})
    for name in _SOAP_CALLS:
        text = _ENVELOPE.format(name)
        yield "SOAP calls", name, Request(rest="POST /services/Soap/u/49.0", text=text)
    for name in sorted(ABSENT):
        yield "Objects", name, _rest(f"GET sobjects/{name}/describe")
    yield from _parts_of_objects()
    for name, text in _SOQL.items():
        yield "SOQL", name, Request(query=text)
    for name, request in _OTHER_SOQL.items():
        yield "SOQL", name, request


def _parts_of_objects() -> Iterator[tuple[str, str, Request]]:
    """Yield probes of fields, each by its object, and of relationships, which many objects have."""
    asked: dict[str, str] = {}
    for sobject in STANDARD:
        for name in sobject.absent_fields:
            text = f"SELECT {name.replace('*', 'Any')} FROM {sobject.name}"  # noqa: S608 - names
            yield "Fields", f"{sobject.name}.{name}", Request(query=text)
        for name in sobject.absent_relationships:
            text = f"SELECT Id, (SELECT Id FROM {name}) FROM {sobject.name}"  # noqa: S608 - names
            asked.setdefault(name, text)
    for name, text in sorted(asked.items()):
        yield "Relationships", name, Request(query=text)


def markdown(found: dict[str, list[str]]) -> str:
    """Return the table as Markdown, as the README has it."""
    lines = ["| Kind | Answered with 501 |", "| --- | --- |"]
    lines += [
        f"| {kind} | {', '.join(f'`{each}`' for each in names)} |" for kind, names in found.items()
    ]
    return "\n".join(lines)
