"""What customers of an integration meet, each staged in one call; and what Salesforce then answers.

The numbers are those of the domain reference, section 6. A row tells the org at the start, one call
in Python and as a command, then requests of a client that had logged in before, with the documented
answers; both are in the words of ``fidelity/areas``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from three_ways import JO

_ADMIN = "System Administrator"
_LEAD = (
    'ids["lead"] = org.create("Lead", {"FirstName": "Jane", "LastName": "Doe",'
    ' "Company": "Example", "Email": "doe@example.com"})\n'
)
_REPORT = 'ids["report"] = org.add_report("Leads", sobject="Lead", columns=["Id", "Email"])\n'
_OWNER = 'ids["owner"] = org.create_user("owner@example.com").id\n'
_NEW = {
    "FirstName": "Jane",
    "LastName": "Doe",
    "Company": "Example",
    "Email": "doe@example.com",
}
_QUERY = {"query": "SELECT Id FROM Lead"}
_CREATE: dict[str, Any] = {"rest": "POST sobjects/Lead", "body": _NEW}
_INVALID_LOGIN = {"status": 500, "xml": {"exceptionCode": "INVALID_LOGIN"}}
_NO_GRANT = {
    "status": 400,
    "equals": {"error": "invalid_grant", "error_description": "authentication failure"},
}

Ask = tuple[dict[str, Any], dict[str, Any]]
"""A request and its answer."""


def _update(**fields: object) -> dict[str, Any]:
    return {"rest": "PATCH sobjects/Lead/${lead}", "body": fields}


def _refused(status: int, code: str, message: str | None = None) -> dict[str, Any]:
    at = {"0.errorCode": code} | ({} if message is None else {"0.message": message})
    return {"status": status, "at": at}


def _soql(text: str) -> dict[str, Any]:
    return {"query": text}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something that happens to a customer."""

    number: int
    name: str
    python: str
    command: str
    asks: tuple[Ask, ...]
    before: str = ""
    """Lines of Python that make the org what it is at the start; they put ids into ``ids``."""
    first: dict[str, Any] = field(default_factory=dict)
    """A request before it happens; its answer can be named as ``${answer.path}``."""
    then: str = ""
    """Lines of Python between the first of the asks and the others."""
    profile: str = _ADMIN
    is_sandbox: bool = False
    has_other: bool = False
    logs_in_again: bool = False
    """Whether the client opens another session after it has happened."""


ROWS = (
    Row(
        number=1,
        name="the password has expired",
        python="user.expire_password()",
        command=f"user expire-password {JO}",
        asks=(
            ({"soap": {}}, {"status": 200, "xml": {"passwordExpired": "true"}}),
            (
                _QUERY,
                _refused(
                    403,
                    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
                    "The users password has expired, you must call SetPassword before attempting"
                    " any other API operations",
                ),
            ),
        ),
    ),
    Row(
        number=2,
        name="an administrator changed the password",
        python="user.set_password()",
        command=f"user set-password {JO}",
        asks=(({"soap": {}}, _INVALID_LOGIN), ({"oauth": {}}, _NO_GRANT)),
    ),
    Row(
        number=3,
        name="the security token was reset",
        python="user.reset_security_token()",
        command=f"user reset-security-token {JO}",
        asks=(({"soap": {}}, _INVALID_LOGIN), ({"oauth": {}}, _NO_GRANT)),
    ),
    Row(
        number=5,
        name="the client's network is trusted no more, and it sends no token",
        before='org.trust_network("127.0.0.1")',
        python="org.distrust_networks()",
        command="network distrust",
        asks=(
            (
                {"soap": {"secret": "${user.password}"}},
                {"status": 500, "xml": {"exceptionCode": "LOGIN_MUST_USE_SECURITY_TOKEN"}},
            ),
        ),
    ),
    Row(
        number=6,
        name="the user is locked out after failures of another job",
        python="user.lock_out()",
        command=f"user lock-out {JO}",
        asks=(
            (
                {"soap": {}},
                {
                    "status": 500,
                    "xml": {
                        "exceptionMessage": "Invalid username, password, security token; or user"
                        " locked out."
                    },
                },
            ),
            (
                _soql("SELECT Status FROM LoginHistory ORDER BY Id DESC LIMIT 1"),
                {"status": 200, "records": [{"Status": "Password Lockout"}]},
            ),
        ),
    ),
    Row(
        number=7,
        name="the user was deactivated",
        python="user.deactivate()",
        command=f"user deactivate {JO}",
        asks=(
            ({"soap": {}}, _INVALID_LOGIN),
            (
                {"oauth": {}},
                {
                    "status": 400,
                    "equals": {"error": "invalid_grant", "error_description": "inactive user"},
                },
            ),
        ),
    ),
    Row(
        number=7,
        name="the user was frozen",
        python="user.freeze()",
        command=f"user freeze {JO}",
        asks=(({"soap": {}}, _INVALID_LOGIN),),
    ),
    Row(
        number=8,
        name="the username was changed",
        python='user.rename("new@example.com")',
        command=f"user rename {JO} new@example.com",
        asks=(({"soap": {}}, _INVALID_LOGIN),),
    ),
    Row(
        number=9,
        name="MFA for API logins was switched on",
        python="user.require_mfa()",
        command=f"user require-mfa {JO}",
        asks=(({"soap": {}}, _INVALID_LOGIN), ({"oauth": {}}, _NO_GRANT)),
    ),
    Row(
        number=10,
        name="MFA was switched on for the user interface only",
        python="user.require_mfa(for_api=False)",
        command=f"user require-mfa {JO} --no-for-api",
        asks=(({"soap": {}}, {"status": 200, "xml": {"passwordExpired": "false"}}),),
    ),
    Row(
        number=11,
        name="API Enabled was taken away",
        python=f'org.profile("{_ADMIN}").lose("ApiEnabled")',
        command=f"permission revoke 'profile:{_ADMIN}' ApiEnabled",
        asks=((_QUERY, _refused(403, "API_DISABLED_FOR_ORG")),),
    ),
    Row(
        number=12,
        name="the edition has no API",
        python='org.change_edition("Professional Edition")',
        command="org change-edition 'Professional Edition'",
        asks=(
            ({"soap": {}}, {"status": 500, "xml": {"exceptionCode": "API_DISABLED_FOR_ORG"}}),
            (_QUERY, _refused(403, "API_DISABLED_FOR_ORG")),
        ),
    ),
    Row(
        number=13,
        name="SOAP login is off",
        python="org.settings.soap_login_enabled = False",
        command="settings set --no-soap-login-enabled",
        asks=(
            (
                {"soap": {}},
                {
                    "status": 500,
                    "xml": {
                        "exceptionCode": "INVALID_OPERATION",
                        "exceptionMessage": "SOAP API login() is disabled by default in this org",
                    },
                },
            ),
        ),
    ),
    Row(
        number=15,
        name="the client is outside the login IP ranges",
        python=f'org.restrict_login_ips("{_ADMIN}", "203.0.113.0/24")',
        command=f"profile restrict-login-ips '{_ADMIN}' 203.0.113.0/24",
        asks=(
            (
                {"soap": {}},
                {"status": 500, "xml": {"exceptionCode": "LOGIN_DURING_RESTRICTED_DOMAIN"}},
            ),
            (
                {"oauth": {}},
                {
                    "status": 400,
                    "equals": {"error": "invalid_grant", "error_description": "ip restricted"},
                },
            ),
        ),
    ),
    Row(
        number=15,
        name="it is outside the login hours",
        python=f'org.restrict_login_hours("{_ADMIN}", monday="closed")',
        command=f"profile restrict-login-hours '{_ADMIN}' monday=closed",
        asks=(
            (
                {"soap": {}},
                {"status": 500, "xml": {"exceptionCode": "LOGIN_DURING_RESTRICTED_TIME"}},
            ),
        ),
    ),
    Row(
        number=16,
        name="the session was idle for two hours",
        python="org.clock.advance(hours=2)",
        command="clock advance 2h",
        asks=((_QUERY, _refused(401, "INVALID_SESSION_ID", "Session expired or invalid")),),
    ),
    Row(
        number=16,
        name="somebody ended the session",
        python="org.end_sessions(user)",
        command=f"session end --username {JO}",
        asks=((_QUERY, _refused(401, "INVALID_SESSION_ID", "Session expired or invalid")),),
    ),
    Row(
        number=17,
        name="sessions are locked to the address they began at",
        python='org.configure(lock_sessions_to_ip=True, source_ip="203.0.113.7",'
        ' locked_session_answer="This session is not valid for use with the REST API")',
        command="settings set --lock-sessions-to-ip --source-ip 203.0.113.7"
        " --locked-session-answer 'This session is not valid for use with the REST API'",
        asks=(
            (
                _QUERY,
                _refused(
                    401,
                    "INVALID_SESSION_ID",
                    "This session is not valid for use with the REST API",
                ),
            ),
        ),
    ),
    Row(
        number=18,
        name="the login leads to another org",
        python="user.move_to(salesforce.orgs[1])",
        command=f"user move-to {JO} Other --org Acme",
        has_other=True,
        asks=(({"soap": {}}, {"status": 200, "xml": {"organizationId": "${other.id}"}}),),
    ),
    Row(
        number=19,
        name="the domain of the e-mail address changed",
        python='user.change_email("jo@example.org")',
        command=f"user change-email {JO} jo@example.org",
        asks=(
            (
                {"soap": {}},
                {
                    "status": 200,
                    "xml": {"organizationId": "${org.id}", "userEmail": "jo@example.org"},
                },
            ),
        ),
    ),
    Row(
        number=20,
        name="the sandbox was refreshed",
        python="org.refresh_sandbox()",
        command="org refresh-sandbox",
        is_sandbox=True,
        asks=((_QUERY, _refused(401, "INVALID_SESSION_ID")), ({"soap": {}}, _INVALID_LOGIN)),
    ),
    Row(
        number=22,
        name="My Domain was changed",
        python='org.change_my_domain("acme-new")',
        command="org change-my-domain acme-new",
        asks=(
            (_QUERY, _refused(401, "INVALID_SESSION_ID")),
            ({"soap": {}}, {"status": 200, "xml": {"organizationId": "${org.id}"}}),
        ),
    ),
    Row(
        number=23,
        name="the package is new, and the user may not see which packages there are",
        python='org.install_package("act-on", "1.85")',
        command="package install act-on 1.85",
        profile="Standard User",
        asks=(
            (
                {"rest": "GET tooling/query?q=SELECT+Id+FROM+InstalledSubscriberPackage"},
                _refused(400, "INVALID_TYPE"),
            ),
        ),
    ),
    Row(
        number=24,
        name="the package is old, and the user is in Lightning",
        python='org.install_package("act-on", "1.80", lightning_user=user)',
        command=f"package install act-on 1.80 --lightning-user {JO}",
        asks=(
            (
                {
                    "rest": "GET tooling/query?q=SELECT+SubscriberPackageVersion.MinorVersion"
                    "+FROM+InstalledSubscriberPackage"
                },
                {"status": 200, "at": {"records.0.SubscriberPackageVersion.MinorVersion": 80}},
            ),
            ({"soap_call": {"name": "getUserInfo"}}, {"xml": {"userUiSkin": "Theme4d"}}),
        ),
    ),
    Row(
        number=25,
        name="the package's app is not authorised",
        before='org.install_package("act-on", "1.85")\n'
        'app = org.connected_app("Act-On Lightning Support App")\n'
        "app.approve(user)\n"
        "ids.update(key=app.client_id, secret=app.client_secret)\n",
        first={"oauth": {"client_id": "${key}", "client_secret": "${secret}"}},
        python='org.connected_app("Act-On Lightning Support App").disapprove(user)',
        command=f"app disapprove 'Act-On Lightning Support App' {JO}",
        asks=(
            (
                {"oauth": {"client_id": "${key}", "client_secret": "${secret}"}},
                {"status": 400, "at": {"error": "invalid_app_access"}},
            ),
            (_QUERY, {"status": 200}),
        ),
    ),
    Row(
        number=26,
        name="Read on leads was lost",
        python='org.profile("Standard User").lose("Lead read")',
        command="permission revoke 'profile:Standard User' 'Lead read'",
        profile="Standard User",
        asks=((_QUERY, _refused(400, "INVALID_TYPE")),),
    ),
    Row(
        number=27,
        name="leads are private, and View All is missing",
        before='org.create("Lead", {"LastName": "A", "Company": "E", "OwnerId": user.id})\n'
        'org.create("Lead", {"LastName": "B", "Company": "E"})\n',
        python='user.restrict_to_shared("Lead")',
        command=f"user restrict-to-shared {JO} Lead",
        first=_QUERY,
        asks=(
            (_soql("SELECT LastName FROM Lead"), {"records": [{"LastName": "A"}], "status": 200}),
        ),
    ),
    Row(
        number=28,
        name="a field is hidden",
        python=f'org.profile("{_ADMIN}").lose("Lead.Email read")',
        command=f"permission revoke 'profile:{_ADMIN}' 'Lead.Email read'",
        asks=((_soql("SELECT Email FROM Lead"), _refused(400, "INVALID_FIELD")),),
    ),
    Row(
        number=29,
        name="Email Opt Out is read-only",
        before=_LEAD,
        python=f'org.profile("{_ADMIN}").lose("Lead.HasOptedOutOfEmail edit")',
        command=f"permission revoke 'profile:{_ADMIN}' 'Lead.HasOptedOutOfEmail edit'",
        asks=(
            (_update(HasOptedOutOfEmail=True), _refused(400, "INVALID_FIELD_FOR_INSERT_UPDATE")),
        ),
    ),
    Row(
        number=30,
        name="tasks cannot be edited",
        before='ids["task"] = org.create("Task", {"Subject": "Call"})\n',
        python=f'org.profile("{_ADMIN}").lose("EditTask")',
        command=f"permission revoke 'profile:{_ADMIN}' EditTask",
        asks=(
            (
                {"rest": "PATCH sobjects/Task/${task}", "body": {"Subject": "Write"}},
                _refused(400, "INSUFFICIENT_ACCESS_OR_READONLY"),
            ),
        ),
    ),
    Row(
        number=31,
        name="reports of public folders are not visible",
        before=_REPORT,
        python='org.profile("Standard User").lose("ViewPublicReports")',
        command="permission revoke 'profile:Standard User' ViewPublicReports",
        profile="Standard User",
        first={"rest": "GET analytics/reports/${report}"},
        asks=(({"rest": "GET analytics/reports/${report}"}, {"status": 404}),),
    ),
    Row(
        number=31,
        name="Run Reports is missing",
        before=_REPORT,
        python=f'org.profile("{_ADMIN}").lose("RunReports")',
        command=f"permission revoke 'profile:{_ADMIN}' RunReports",
        asks=(({"rest": "GET analytics/reports/${report}"}, _refused(403, "FORBIDDEN")),),
    ),
    Row(
        number=32,
        name="a report has more than 2,000 rows",
        before=_REPORT,
        python="org.populate(leads=2001)",
        command="org populate --leads 2001",
        asks=(
            (
                {"rest": "GET analytics/reports/${report}?includeDetails=true"},
                {"status": 200, "at": {"allData": False}},
            ),
        ),
    ),
    Row(
        number=33,
        name="a user took columns from a report",
        before=_REPORT,
        python='org.change_report(report, columns=["LastName"])',
        command="report change $REPORT LastName",
        asks=(
            (
                {"rest": "GET analytics/reports/${report}/describe"},
                {"status": 200, "at": {"reportMetadata.detailColumns": ["Lead.LastName"]}},
            ),
        ),
    ),
    Row(
        number=34,
        name="a user deleted a report",
        before=_REPORT,
        python="org.delete_report(report)",
        command="report delete $REPORT",
        asks=(({"rest": "GET analytics/reports/${report}"}, {"status": 404}),),
    ),
    Row(
        number=34,
        name="a user filtered everything from a report",
        before=_REPORT + _LEAD,
        python="org.change_report(report, report_filters=["
        '{"column": "Lead.LastName", "operator": "equals", "value": "nobody"}])',
        command="report change $REPORT --definition"
        """ 'report_filters:=[{"column":"Lead.LastName","operator":"equals","value":"nobody"}]'""",
        asks=(
            (
                {"rest": "GET analytics/reports/${report}?includeDetails=true"},
                {"status": 200, "at": {"factMap.T!T.rows": [], "allData": True}},
            ),
        ),
    ),
    Row(
        number=35,
        name="the report runs of the hour are used up",
        before=_REPORT,
        python='org.usage.set("HourlySyncReportRuns", 500)',
        command="limits set HourlySyncReportRuns 500",
        asks=(({"rest": "GET analytics/reports/${report}"}, _refused(403, "FORBIDDEN")),),
    ),
    Row(
        number=36,
        name="others used up the day's API calls",
        python='org.usage.set("DailyApiRequests", 115000)',
        command="limits set DailyApiRequests 115000",
        asks=(
            (
                _QUERY,
                _refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
            ),
        ),
    ),
    Row(
        number=37,
        name="too many long requests are under way",
        python='org.usage.set("ConcurrentRequests", 25)',
        command="limits set ConcurrentRequests 25",
        asks=((_QUERY, _refused(403, "REQUEST_LIMIT_EXCEEDED")),),
    ),
    Row(
        number=37,
        name="the same, in the other words",
        python='org.faults.add(RequestLimitExceeded(limit="ConcurrentPerOrgLongTxn"))',
        command="fault add request-limit-exceeded --limit ConcurrentPerOrgLongTxn --org -",
        asks=(
            (
                _QUERY,
                _refused(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
            ),
        ),
    ),
    Row(
        number=38,
        name="the org is down for maintenance",
        python='org.settings.availability = "maintenance"',
        command="settings set --availability maintenance",
        asks=((_QUERY, _refused(503, "SERVER_UNAVAILABLE")),),
    ),
    Row(
        number=38,
        name="the org is read-only",
        python='org.settings.availability = "read_only"',
        command="settings set --availability read_only",
        asks=(
            (_CREATE, _refused(400, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")),
            (_QUERY, {"status": 200}),
        ),
    ),
    Row(
        number=39,
        name="the answer to a create was lost",
        python='org.faults.add(AnswerLost(), match={"method": "POST"}, count=1)',
        command="fault add answer-lost --method POST --count 1 --org -",
        asks=((_CREATE, {}), (_QUERY, {"status": 200, "at": {"totalSize": 1}})),
    ),
    Row(
        number=40,
        name="another transaction holds the record",
        before=_LEAD,
        python='org.faults.add(UnableToLockRow(), match={"object": "Lead"})',
        command="fault add unable-to-lock-row --object Lead --org -",
        asks=((_update(City="Oslo"), _refused(400, "UNABLE_TO_LOCK_ROW")),),
    ),
    Row(
        number=41,
        name="a duplicate rule blocks",
        before=_LEAD,
        python='org.add_duplicate_rule("Lead", "Same_Email", action_on_insert="Block",'
        ' matching_rules=[{"name": "Email", "any_of": [[{"field_name": "Email"}]]}])',
        command="rule add-duplicate Lead Same_Email --action-on-insert Block"
        """ --matching-rules '{"name":"Email","any_of":[[{"field_name":"Email"}]]}'""",
        asks=((_CREATE, _refused(400, "DUPLICATES_DETECTED")),),
    ),
    Row(
        number=41,
        name="the standard duplicate rule was switched on",
        before=_LEAD,
        python='org.activate_duplicate_rule("Lead", "Standard_Lead_Duplicate_Rule")',
        command="rule activate-duplicate Lead Standard_Lead_Duplicate_Rule",
        asks=((_CREATE, _refused(400, "DUPLICATES_DETECTED")),),
    ),
    Row(
        number=42,
        name="a validation rule was added",
        python='org.add_validation_rule("Lead", "Reachable", condition="Phone = NULL",'
        ' message="No phone")',
        command="rule add-validation Lead Reachable --condition 'Phone = NULL'"
        " --message 'No phone'",
        asks=((_CREATE, _refused(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "No phone")),),
    ),
    Row(
        number=42,
        name="a required field was added",
        python='org.add_field("Lead", "Must__c", type="Text", length=9, required=True)',
        command="schema add-field Lead Must__c --type Text --length 9 --required",
        asks=((_CREATE, _refused(400, "REQUIRED_FIELD_MISSING")),),
    ),
    Row(
        number=43,
        name="a picklist takes its own values only",
        python='org.add_field("Lead", "Kind__c", type="Picklist", values=["one"], restricted=True)',
        command="schema add-field Lead Kind__c --type Picklist --values one --restricted",
        asks=(
            (
                {"rest": "POST sobjects/Lead", "body": _NEW | {"Kind__c": "two"}},
                {
                    "status": 400,
                    "at": {
                        "0.errorCode": "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        "0.message": "Kind: bad value for restricted picklist field: two",
                        "0.fields": ["Kind__c"],
                    },
                },
            ),
        ),
    ),
    Row(
        number=44,
        name="a field is short",
        python='org.add_field("Lead", "Code__c", type="Text", length=3)',
        command="schema add-field Lead Code__c --type Text --length 3",
        asks=(
            (
                {"rest": "POST sobjects/Lead", "body": _NEW | {"Code__c": "abcd"}},
                _refused(400, "STRING_TOO_LONG"),
            ),
        ),
    ),
    Row(
        number=45,
        name="an approval locks the record",
        before='ids["lead"] = org.create("Lead",'
        ' {"LastName": "Doe", "Company": "Example", "OwnerId": user.id})\n',
        python="org.lock_record(lead)",
        command="record lock $LEAD",
        profile="Standard User",
        asks=((_update(City="Oslo"), _refused(400, "ENTITY_IS_LOCKED")),),
    ),
    Row(
        number=46,
        name="the owner left",
        before=_OWNER,
        python='org.known_user("owner@example.com").deactivate()',
        command="user deactivate owner@example.com",
        asks=(
            (
                {"rest": "POST sobjects/Lead", "body": _NEW | {"OwnerId": "${owner}"}},
                _refused(400, "INACTIVE_OWNER_OR_USER"),
            ),
        ),
    ),
    Row(
        number=47,
        name="an assignment rule takes the lead",
        before=_OWNER,
        python='org.add_assignment_rule("Lead", "All", default_owner="owner@example.com")',
        command="rule add-assignment Lead All --default-owner owner@example.com",
        asks=(
            (_CREATE, {"status": 201}),
            (
                _soql("SELECT OwnerId FROM Lead"),
                {"status": 200, "records": [{"OwnerId": "${owner}"}]},
            ),
        ),
    ),
    Row(
        number=48,
        name="the lead was converted",
        before=_LEAD,
        python="org.convert_lead(lead)",
        command="record convert-lead $LEAD",
        asks=((_update(City="Oslo"), _refused(400, "CANNOT_UPDATE_CONVERTED_LEAD")),),
    ),
    Row(
        number=49,
        name="the lead was deleted",
        before=_LEAD,
        python='org.delete("Lead", lead)',
        command="record delete Lead $LEAD",
        asks=((_update(City="Oslo"), _refused(404, "ENTITY_IS_DELETED")),),
    ),
    Row(
        number=49,
        name="the lead was merged into another",
        before=_LEAD + 'ids["kept"] = org.create("Lead", {"LastName": "K", "Company": "E"})\n',
        python='org.merge("Lead", kept, lead)',
        command="record merge Lead $KEPT $LEAD",
        asks=(
            (_update(City="Oslo"), _refused(404, "ENTITY_IS_DELETED")),
            (
                {"query_all": "SELECT MasterRecordId FROM Lead WHERE Id = '${lead}'"},
                {"status": 200, "records": [{"MasterRecordId": "${kept}"}]},
            ),
        ),
    ),
    Row(
        number=50,
        name="the lead is a member of the campaign already",
        before=_LEAD + 'ids["campaign"] = org.create("Campaign", {"Name": "News"})\n',
        python='org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})',
        command="record create CampaignMember CampaignId=$CAMPAIGN LeadId=$LEAD",
        asks=(
            (
                {
                    "rest": "POST sobjects/CampaignMember",
                    "body": {"CampaignId": "${campaign}", "LeadId": "${lead}"},
                },
                _refused(400, "DUPLICATE_VALUE", "Already a campaign member."),
            ),
        ),
    ),
    Row(
        number=51,
        name="the campaign is inactive",
        before='ids["campaign"] = org.create("Campaign", {"Name": "News", "IsActive": True})\n',
        python='org.update("Campaign", campaign, {"IsActive": False})',
        command="record update Campaign $CAMPAIGN IsActive:=false",
        asks=(
            (
                _soql("SELECT Id FROM Campaign WHERE IsActive = true"),
                {"status": 200, "at": {"totalSize": 0}},
            ),
        ),
    ),
    Row(
        number=52,
        name="Email Opt Out was ticked",
        before=_LEAD,
        python='org.update("Lead", lead, {"HasOptedOutOfEmail": True})',
        command="record update Lead $LEAD HasOptedOutOfEmail:=true",
        asks=(
            (
                _soql("SELECT HasOptedOutOfEmail FROM Lead"),
                {"status": 200, "records": [{"HasOptedOutOfEmail": True}]},
            ),
        ),
    ),
    Row(
        number=56,
        name="a field has another API name",
        before='org.add_field("Lead", "Score__c", type="Number", precision=6)\n',
        python='org.rename_field("Lead", "Score__c", "Points__c")',
        command="schema rename-field Lead Score__c Points__c",
        first=_soql("SELECT Score__c FROM Lead"),
        asks=((_soql("SELECT Score__c FROM Lead"), _refused(400, "INVALID_FIELD")),),
    ),
    Row(
        number=57,
        name="a transaction security policy blocks",
        python='org.faults.add(TxnSecurityNoAccess(), match={"resource": "query"})',
        command="fault add txn-security-no-access --resource query --org -",
        asks=((_QUERY, _refused(403, "TXN_SECURITY_NO_ACCESS")),),
    ),
    Row(
        number=58,
        name="the client was away for longer than changes are told",
        python="org.clock.advance(days=31)",
        command="clock advance 31d",
        logs_in_again=True,
        asks=tuple(
            (
                {
                    "rest": f"GET sobjects/Lead/{kind}"
                    "?start=2020-07-20T09:00:00Z&end=2020-07-21T09:00:00Z"
                },
                _refused(400, "INVALID_REPLICATION_DATE"),
            )
            for kind in ("deleted", "updated")
        ),
    ),
    Row(
        number=59,
        name="a query runs for too long",
        python='org.faults.add(QueryTimeout(), match={"object": "Lead"})',
        command="fault add query-timeout --object Lead --org -",
        asks=((_QUERY, _refused(400, "QUERY_TIMEOUT")),),
    ),
    Row(
        number=60,
        name="the query's locator has expired",
        before="org.populate(leads=3)\norg.limits.query_page_rows = 1\n",
        first=_QUERY,
        python="org.expire_query_locators()",
        command="session expire-query-locators",
        asks=(({"rest": "GET ${answer.nextRecordsUrl}"}, _refused(400, "INVALID_QUERY_LOCATOR")),),
    ),
    Row(
        number=61,
        name="a record appears late, with an older stamp",
        python="with org.commits_late(minutes=5) as late:"
        ' late.create("Lead", {"LastName": "Late", "Company": "Example"})',
        command="record create Lead LastName=Late Company=Example --commits-in 5m",
        then="org.clock.advance(minutes=5)",
        asks=(
            (_QUERY, {"status": 200, "at": {"totalSize": 0}}),
            (
                _soql("SELECT SystemModstamp FROM Lead"),
                {"status": 200, "records": [{"SystemModstamp": "2020-07-20T09:00:00.000+0000"}]},
            ),
        ),
    ),
    Row(
        number=64,
        name="a proxy answers with a page",
        python="org.faults.add(ProxyPage())",
        command="fault add proxy-page --org -",
        asks=((_QUERY, {"status": 200, "headers": {"Content-Type": "text/html"}}),),
    ),
)
"""Every row that Salesforce, its users, its time or the network causes."""

ELSEWHERE = {
    4: "a client sends the blank: `blank between password and token` of the table of logins",
    14: "a client asks for the version: `SOAP login of API v65.0` of the table of logins",
    21: "a client asks the other host: fidelity/areas/hosts.yaml",
    53: "a race of the integration's own side; the org's part is `record update`",
    54: "a habit of the integration; Salesforce answers 204",
    55: "two integrations write; Salesforce answers 204 to both",
    62: "the integration is killed",
    63: "the integration maps many fields",
}
"""Rows whose cause lies in the client, and where they are shown."""
