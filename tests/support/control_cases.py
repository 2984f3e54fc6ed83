"""What each verb of the control panel does, said once more in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_salesforce import Org, User
from fake_salesforce.profiles.rights import rights_of
from twin_fakes import Case, Scene

STANDARD = "Standard User"
ADMINISTRATOR = "System Administrator"
RIGHTS = {"objects": {"Lead": "RCE"}, "fields": {"Lead.Email": "E"}}
ADDITIONS = {"Lead": {"fields": [{"name": "New__c", "type": "Checkbox"}]}}
_LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}


def _org(act: Callable[[Org], object]) -> Callable[[Scene], object]:
    return lambda scene: act(scene.org)


def _user(act: Callable[[User], object]) -> Callable[[Scene], object]:
    return lambda scene: act(scene.org.known_user(scene.user.username))


def _late(scene: Scene) -> str:
    with scene.org.commits_late(minutes=5) as late:
        return late.create("Lead", _LEAD)


def _app(scene: Scene) -> Any:
    return scene.org.connected_app("Sync")


def _refreshed(org: Org) -> User:
    org.refresh_sandbox("qa")
    return org.user(f"{JO}.qa")


def _lost(scene: Scene) -> None:
    for each in ("ApiEnabled", "Lead.Email edit"):
        scene.org.profile(ADMINISTRATOR).lose(each)


def _gained(scene: Scene) -> None:
    for each in ("Lead edit", "ApiEnabled"):
        _set_of(scene, "Fresh").gain(each)


def _mfa(user: User) -> tuple[str, str]:
    user.require_mfa(for_api=False)
    return user.authenticator_key, user.code


def _set_of(scene: Scene, name: str = "Connector") -> Any:
    return scene.org.permission_set(name)


JO = "jo@example.com"
_WORDS: dict[str, tuple[Callable[[Scene], object], Callable[[Any], object] | None]] = {
    "org list": (
        lambda scene: scene.salesforce.orgs,
        lambda orgs: [{"id": each.id, "name": each.name} for each in orgs],
    ),
    "org create New --edition 'Developer Edition'": (
        lambda scene: scene.salesforce.create_org("New", edition="Developer Edition"),
        lambda org: {"client_id": org.client_id, "client_secret": org.client_secret},
    ),
    "org show Acme": (lambda scene: scene.org, lambda org: {"id": org.id, "users": 1}),
    "org drop Other": (lambda scene: scene.salesforce.drop_org(scene.salesforce.orgs[1]), None),
    "org lock": (_org(Org.lock), None),
    "org unlock": (_org(Org.unlock), None),
    "org start-trial --days 7": (_org(lambda org: org.start_trial(days=7)), None),
    "org end-trial": (_org(Org.end_trial), None),
    "org change-edition 'Group Edition'": (
        _org(lambda org: org.change_edition("Group Edition")),
        lambda _: {"edition": "Group Edition"},
    ),
    "org refresh-sandbox qa": (
        _org(_refreshed),
        lambda user: {
            "id": user._org.id,
            "secrets": [{"username": user.username, "password": user.password}],
        },
    ),
    "org change-my-domain acme-new": (
        _org(lambda org: org.change_my_domain("acme-new")),
        lambda _: {"my_domain": "acme-new"},
    ),
    "org reset": (_org(Org.reset), lambda _: {"users": 0}),
    "org populate --leads 5 --seed 3": (
        _org(lambda org: org.populate(leads=5, seed=3)),
        lambda made: {"made": made},
    ),
    "org populate --users 3 --events 2 --packages 1": (
        _org(lambda org: org.populate(users=3, events=2, packages=1)),
        lambda made: {"made": made},
    ),
    "user list": (_user(lambda user: user), lambda user: [{"id": user.id}]),
    "user create al@example.com --first-name Al --profile 'Standard User' --fields Title=Boss": (
        _org(
            lambda org: org.create_user(
                "al@example.com", first_name="Al", profile=STANDARD, Title="Boss"
            )
        ),
        lambda user: {
            "id": user.id,
            "password": user.password,
            "security_token": user.security_token,
            "name": "Al al",
            "profile": STANDARD,
        },
    ),
    f"user show {JO}": (_user(lambda user: user.id), lambda user_id: {"id": user_id}),
    f"user expire-password {JO}": (_user(User.expire_password), None),
    f"user set-password {JO}": (
        _user(lambda user: (user.set_password(), user.security_token)),
        lambda secrets: {"password": secrets[0], "security_token": secrets[1]},
    ),
    f"user reset-security-token {JO}": (
        _user(User.reset_security_token),
        lambda token: {"security_token": token},
    ),
    f"user deactivate {JO}": (_user(User.deactivate), lambda _: {"is_active": False}),
    f"user activate {JO}": (_user(User.activate), lambda _: {"is_active": True}),
    f"user freeze {JO}": (_user(User.freeze), lambda _: {"is_frozen": True}),
    f"user unfreeze {JO}": (_user(User.unfreeze), lambda _: {"is_frozen": False}),
    f"user lock-out {JO}": (_user(User.lock_out), lambda _: {"is_locked_out": True}),
    f"user unlock {JO}": (_user(User.unlock), lambda _: {"is_locked_out": False}),
    f"user require-mfa {JO} --no-for-api": (
        _user(_mfa),
        lambda told: {"authenticator_key": told[0], "code": told[1]},
    ),
    f"user code {JO}": (_user(lambda user: user.code), lambda code: {"code": code}),
    f"user rename {JO} new@example.com": (
        _user(lambda user: user.rename("new@example.com")),
        lambda _: {"username": "new@example.com"},
    ),
    f"user change-email {JO} new@example.org": (
        _user(lambda user: user.change_email("new@example.org")),
        lambda _: {"email": "new@example.org"},
    ),
    f"user move-to {JO} Other": (
        lambda scene: scene.org.known_user(JO).move_to(scene.salesforce.orgs[1]),
        lambda user: {"id": user.id, "username": JO},
    ),
    f"user view {JO} {{lead}}": (
        lambda scene: scene.org.known_user(JO).view(scene.ids["lead"]),
        None,
    ),
    f"user restrict-to-shared {JO} Lead": (
        _user(lambda user: user.restrict_to_shared("Lead")),
        lambda _: {"permission_sets": ["Marketing"]},
    ),
    f"user prefer-lightning {JO}": (_user(User.prefer_lightning), None),
    f"user log-in-by-browser {JO} --password wrong": (
        _user(lambda user: user.log_in_by_browser("wrong")),
        lambda status: {"status": status.text},
    ),
    f"session end --username {JO}": (
        lambda scene: scene.org.end_sessions(scene.user),
        None,
    ),
    "session expire-query-locators": (_org(Org.expire_query_locators), None),
    "profile list": (_org(lambda org: org.profile(STANDARD)), None),
    "profile set-password-policy 'Standard User' --password-expires-in-days 30": (
        _org(lambda org: org.set_password_policy(STANDARD, password_expires_in_days=30)),
        lambda _: {"password_policy": {"password_expires_in_days": 30}},
    ),
    "profile restrict-login-ips 'Standard User' 203.0.113.0/24 198.51.100.7": (
        _org(lambda org: org.restrict_login_ips(STANDARD, "203.0.113.0/24", "198.51.100.7")),
        None,
    ),
    "profile restrict-login-hours 'Standard User' monday=closed tuesday=08:00-18:30": (
        _org(
            lambda org: org.restrict_login_hours(STANDARD, monday="closed", tuesday="08:00-18:30")
        ),
        None,
    ),
    "network trust 127.0.0.1": (_org(lambda org: org.trust_network("127.0.0.1")), None),
    "network distrust": (_org(Org.distrust_networks), None),
    "permission list": (_set_of, None),
    "permission show Connector": (
        lambda scene: _set_of(scene).granted(),
        lambda granted: {"set": "Connector", "granted": granted},
    ),
    "permission grant Fresh 'Lead edit' ApiEnabled": (
        _gained,
        None,
    ),
    "permission revoke 'profile:System Administrator' ApiEnabled 'Lead.Email edit'": (
        _lost,
        None,
    ),
    "permission take Fresh {rights}": (
        lambda scene: _set_of(scene, "Fresh").take(rights_of({"name": "Fresh", **RIGHTS})),
        None,
    ),
    f"permission assign Connector {JO}": (
        lambda scene: scene.user.assign(_set_of(scene)),
        None,
    ),
    f"permission unassign Marketing {JO}": (
        lambda scene: scene.user.unassign(_set_of(scene, "Marketing")),
        None,
    ),
    "permission share-by-default Lead None": (
        _org(lambda org: org.share_by_default("Lead", "None")),
        None,
    ),
    "permission offer-record-type Connector Lead Partner --is-default": (
        lambda scene: _set_of(scene).offer_record_type("Lead", "Partner", is_default=True),
        None,
    ),
    "permission withdraw-record-type 'profile:System Administrator' Lead Partner": (
        lambda scene: scene.org.profile(ADMINISTRATOR).withdraw_record_type("Lead", "Partner"),
        None,
    ),
    "app list": (_app, lambda app: [{"name": "Default Connected App"}, {"name": app.name}]),
    "app add More --no-secret --blocked": (
        _org(lambda org: org.add_connected_app("More", secret=False, blocked=True)),
        lambda app: {"client_id": app.client_id, "client_secret": app.client_secret},
    ),
    "app show Sync": (_app, lambda app: {"client_id": app.client_id}),
    "app block Sync": (lambda scene: _app(scene).block(), lambda _: {"is_blocked": True}),
    "app unblock Sync": (lambda scene: _app(scene).unblock(), lambda _: {"is_blocked": False}),
    f"app approve Sync {JO}": (lambda scene: _app(scene).approve(scene.user), None),
    f"app disapprove Sync {JO}": (lambda scene: _app(scene).disapprove(scene.user), None),
    f"app run-as Sync {JO}": (lambda scene: _app(scene).run_as(scene.user), None),
    f"app issue-refresh-token Sync {JO}": (
        lambda scene: _app(scene).issue_refresh_token(scene.user),
        lambda token: {"refresh_token": token},
    ),
    f"app revoke-refresh-tokens Sync {JO}": (
        lambda scene: _app(scene).revoke_refresh_tokens(scene.user),
        None,
    ),
    "package list": (
        _org(lambda org: org.packages.installed()),
        lambda installed: [{"package": "act-on", "installed": next(iter(installed.values()))}],
    ),
    "package install act-on 1.84": (
        _org(lambda org: org.install_package("act-on", "1.84")),
        lambda _: [{"installed": "1.84"}],
    ),
    f"package install act-on 1.85 --lightning-user {JO}": (
        lambda scene: scene.org.install_package("act-on", "1.85", lightning_user=scene.user),
        lambda _: [{"installed": "1.85"}],
    ),
    "package uninstall act-on": (
        _org(lambda org: org.uninstall_package("act-on")),
        lambda _: [{"installed": None}],
    ),
    "clock show": (
        lambda scene: scene.salesforce.clock.now(),
        lambda now: {"now": now.isoformat().replace("+00:00", "Z"), "is_running": False},
    ),
    "clock set 2090-01-01T00:00:00Z": (
        lambda scene: scene.salesforce.clock.move_to(
            scene.salesforce.clock.now().replace(year=2090, month=1, day=1, hour=0, minute=0)
        ),
        None,
    ),
    "clock advance 1h30m": (
        lambda scene: scene.salesforce.clock.advance(hours=1, minutes=30),
        None,
    ),
    "clock tick 2.5": (
        lambda scene: setattr(scene.salesforce.clock, "tick_seconds", 2.5),
        lambda _: {"tick_seconds": 2.5},
    ),
    "limits list": (
        _org(lambda org: org.usage.most("DailyApiRequests")),
        None,
    ),
    "limits set DailyApiRequests 115000": (
        _org(lambda org: org.usage.set("DailyApiRequests", 115_000)),
        None,
    ),
    "limits spend DailyApiRequests 10": (
        _org(lambda org: org.usage.spend("DailyApiRequests", 10)),
        None,
    ),
    "limits reset DailyApiRequests": (_org(lambda org: org.usage.reset("DailyApiRequests")), None),
    "settings list": (_org(lambda org: org.settings.availability), None),
    "settings set --availability read_only --query-page-rows 3 --lock-sessions-to-ip": (
        _org(
            lambda org: org.configure(
                availability="read_only", query_page_rows=3, lock_sessions_to_ip=True
            )
        ),
        None,
    ),
    "fault list": (
        _org(lambda org: (org.faults.told(), org.id)),
        lambda told: [told[0][0] | {"org": told[1]}],
    ),
    "fault kinds": (lambda _: None, None),
    "fault add reset-inside --share 0.25 --resource query --nth 3 --count 1 --org Acme": (
        _org(
            lambda org: org.faults.add(
                {"kind": "reset", "at": "inside", "share": 0.25},
                match={"resource": "query", "nth": 3},
                count=1,
            )
        ),
        lambda number: {"number": number, "phase": "after"},
    ),
    "fault remove {fault} --org Acme": (
        lambda scene: scene.org.faults.remove(int(scene.ids["fault"])),
        None,
    ),
    "fault clear --org Acme": (_org(lambda org: org.faults.clear()), None),
    "journal list --last 1": (lambda _: None, None),
    "journal position": (
        lambda scene: scene.salesforce.journal.position,
        lambda n: {"position": n},
    ),
    "journal crashes": (lambda scene: scene.salesforce.journal.crashes, lambda _: []),
    "snapshot list": (_org(lambda org: list(org.snapshots)), lambda taken: [{"name": taken[0]}]),
    "snapshot take named": (
        _org(lambda org: org.snapshot("named").name),
        lambda name: {"name": name},
    ),
    "snapshot restore start": (lambda scene: scene.org.restore(scene.start), None),
    "snapshot discard named": (_org(lambda org: org.snapshots["named"].discard()), None),
    "record query 'SELECT Id, LastName FROM Lead ORDER BY Id'": (
        _org(lambda org: org.query("SELECT Id, LastName FROM Lead ORDER BY Id")),
        lambda records: records,
    ),
    "record create Lead LastName=Doe Company=Example NumberOfEmployees:=7": (
        _org(lambda org: org.create("Lead", _LEAD | {"NumberOfEmployees": 7})),
        lambda record_id: {"id": record_id},
    ),
    "record create Lead LastName=Doe Company=Example --commits-in 5m": (
        _late,
        lambda record_id: {"id": record_id},
    ),
    "record update Lead {lead} City=Paris": (
        lambda scene: scene.org.update("Lead", scene.ids["lead"], {"City": "Paris"}),
        None,
    ),
    "record upsert Lead Key__c 1 City=Paris": (
        _org(lambda org: org.upsert("Lead", "Key__c", "1", {"City": "Paris"})),
        lambda done: {"id": done.record_id, "created": False},
    ),
    "record delete Lead {lead}": (
        lambda scene: scene.org.delete("Lead", scene.ids["lead"]),
        None,
    ),
    "record lock {lead}": (lambda scene: scene.org.lock_record(scene.ids["lead"]), None),
    "record unlock {lead}": (lambda scene: scene.org.unlock_record(scene.ids["lead"]), None),
    "rule add-validation Lead Revenue --condition 'AnnualRevenue < 0' --message 'Below zero'": (
        _org(
            lambda org: org.add_validation_rule(
                "Lead", "Revenue", condition="AnnualRevenue < 0", message="Below zero"
            )
        ),
        None,
    ),
    "rule activate-duplicate Lead Standard_Lead_Duplicate_Rule": (
        _org(lambda org: org.activate_duplicate_rule("Lead", "Standard_Lead_Duplicate_Rule")),
        None,
    ),
    "rule add-duplicate Contact Same_Email --action-on-insert Block"
    """ --matching-rules '{"name":"Email","any_of":[[{"field_name":"Email"}]]}'""": (
        _org(
            lambda org: org.add_duplicate_rule(
                "Contact",
                "Same_Email",
                action_on_insert="Block",
                matching_rules=[{"name": "Email", "any_of": [[{"field_name": "Email"}]]}],
            )
        ),
        None,
    ),
    f"rule add-assignment Lead 'By city' --default-owner {JO}"
    f""" --entries '{{"condition":"City != NULL","assign_to":"{JO}"}}'""": (
        _org(
            lambda org: org.add_assignment_rule(
                "Lead",
                "By city",
                default_owner=JO,
                entries=[{"condition": "City != NULL", "assign_to": JO}],
            )
        ),
        lambda rule_id: {"id": rule_id},
    ),
    "record undelete {deleted}": (lambda scene: scene.org.undelete(scene.ids["deleted"]), None),
    "record empty-recycle-bin {deleted}": (
        lambda scene: scene.org.empty_recycle_bin(scene.ids["deleted"]),
        None,
    ),
    "record merge Lead {lead} {other_lead} --fields City=Paris": (
        lambda scene: scene.org.merge(
            "Lead", scene.ids["lead"], scene.ids["other_lead"], fields={"City": "Paris"}
        ),
        lambda merged: {"record_id": merged.record_id},
    ),
    "record convert-lead {lead} --do-not-create-opportunity": (
        lambda scene: scene.org.convert_lead(scene.ids["lead"], do_not_create_opportunity=True),
        lambda done: {"account_id": done.account_id, "opportunity_id": None},
    ),
    "record set-formula-value Lead {lead} Twice__c 4": (
        lambda scene: scene.org.set_formula_value("Lead", scene.ids["lead"], "Twice__c", 4),
        None,
    ),
    "schema list": (lambda _: None, None),
    "schema add-object Visit__c --label Visit --name-format 'V-{0000}'": (
        _org(lambda org: org.add_object("Visit__c", label="Visit", name_format="V-{0000}")),
        None,
    ),
    "schema add-field Lead Score__c --type Number --precision 6": (
        _org(lambda org: org.add_field("Lead", "Score__c", type="Number", precision=6)),
        None,
    ),
    "schema add-field Lead Kind__c --type Picklist --values one --values two --restricted": (
        _org(
            lambda org: org.add_field(
                "Lead", "Kind__c", type="Picklist", values=["one", "two"], restricted=True
            )
        ),
        None,
    ),
    "schema rename-field Lead Old__c New__c": (
        _org(lambda org: org.rename_field("Lead", "Old__c", "New__c")),
        None,
    ),
    "schema add-record-type Lead Customer --is-default": (
        _org(lambda org: org.add_record_type("Lead", "Customer", is_default=True)),
        lambda record_type_id: {"id": record_type_id},
    ),
    "schema add-picklist-value Lead Status Parked": (
        _org(lambda org: org.add_picklist_value("Lead", "Status", "Parked")),
        None,
    ),
    "schema deploy {additions}": (
        lambda scene: scene.org.add_field("Lead", "New__c", type="Checkbox"),
        None,
    ),
    "report add-folder Marketing --access Hidden": (
        _org(lambda org: org.add_report_folder("Marketing", access="Hidden")),
        lambda folder_id: {"id": folder_id},
    ),
    f"report add 'New leads' Lead Id Email --owner {JO}": (
        lambda scene: scene.org.add_report(
            "New leads", sobject="Lead", columns=["Id", "Email"], owner=scene.user
        ),
        lambda report_id: {"id": report_id},
    ),
    "report change {report} LastName": (
        lambda scene: scene.org.change_report(scene.ids["report"], columns=["LastName"]),
        None,
    ),
    "report delete {report}": (
        lambda scene: scene.org.delete_report(scene.ids["report"]),
        None,
    ),
}

CASES = [Case(words=words, python=python, tells=tells) for words, (python, tells) in _WORDS.items()]
"""A case for each verb, and more for some."""

ELSEWHERE = {
    "org export": "test_files.py",
    "org import": "test_files.py",
    "journal wait": "test_journal_verbs.py",
    "journal follow": "test_journal_verbs.py",
    "journal lines": "test_files.py",
    "journal har": "test_files.py",
    "session step-job": "test_journal_verbs.py",
}
"""Verbs that are tested in a file of their own: they give files, or go on."""
