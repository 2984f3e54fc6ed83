"""How whoever stages a test fills an org: the part of its face that populates."""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.clock import Clock, to_wire
from fake_salesforce.population import usage
from fake_salesforce.population.drawing import Drawing

from .database import Database
from .doors import LoginStatus
from .login_history import LoginAttempt, LoginHistory
from .org_file import OrgFile
from .packages import Packages
from .populating import Census
from .report_face import ReportFace


class PopulationFace(ReportFace):
    """The face of an org for whoever fills it; :class:`.org.Org` has it."""

    instance: str
    clock: Clock
    database: Database
    packages: Packages
    _file: OrgFile

    def populate(
        self,
        *,
        leads: int = 0,
        contacts: int = 0,
        accounts: int = 0,
        campaigns: int = 0,
        opportunities: int = 0,
        contact_roles: int = 0,
        tasks: int = 0,
        events: int = 0,
        cases: int = 0,
        members_per_campaign: int = 20,
        roles: int = 0,
        users: int = 0,
        groups: int = 0,
        queues: int = 0,
        permission_sets: int = 0,
        folders: int = 0,
        reports: int = 0,
        logins: int = 0,
        packages: int = 0,
        custom: Mapping[str, int] | None = None,
        custom_fields: bool = False,
        seed: int = 0,
    ) -> int:
        """Fill the org with records drawn from a seed; return how many were made.

        They are related to one another and to what the org has already: contacts and opportunities
        to accounts, tasks and events to people and to what is sold to them, cases to contacts and
        their accounts, campaigns to members of leads and contacts, users to roles and managers.
        Records are owned by the active users that a population made; without any, by the automated
        process. Objects with record types get one of the active ones by chance. Members of groups,
        queues and campaigns, statuses of campaigns, objects of queues, rights and assignments of
        permission sets are counted among what was made; what the audit trail tells of it is not.

        Args:
            leads: how many leads. About one in thirty has no e-mail address.
            contacts: how many contacts; alike.
            accounts: how many accounts.
            campaigns: how many campaigns.
            opportunities: how many opportunities.
            contact_roles: how many contacts play a role in opportunities that have none yet.
            tasks: how many tasks.
            events: how many events.
            cases: how many cases.
            members_per_campaign: how many leads and contacts a new campaign has, if there are any.
            roles: how many roles, one above the others.
            users: how many users; a few are inactive. They have no password until one is set.
            groups: how many public groups, with populated users as members.
            queues: how many queues of leads and cases, with populated users as members.
            permission_sets: how many permission sets, assigned to populated users.
            folders: how many folders of reports.
            reports: how many reports, spread over the folders there are.
            logins: how many logins of populated users in the last six months.
            packages: how many managed packages, each with its licence.
            custom: how many records of custom objects, by name, as ``{"Visit__c": 20}``.
            custom_fields: whether the custom fields of standard objects get values, too; those of
                custom objects always do.
            seed: one seed gives the same records in the same order.

        Raises:
            ValueError: records need others that are not there, as logins need users, or a custom
                object is not there; nothing is made then.
        """
        census = Census(
            accounts=accounts,
            contacts=contacts,
            leads=leads,
            campaigns=campaigns,
            members_per_campaign=members_per_campaign,
            opportunities=opportunities,
            contact_roles=contact_roles,
            tasks=tasks,
            events=events,
            cases=cases,
            roles=roles,
            users=users,
            groups=groups,
            queues=queues,
            permission_sets=permission_sets,
            custom=custom or {},
            custom_fields=custom_fields,
        )
        drawing = Drawing(seed=seed, now=self.clock.now(), owner_id=self._file.automated_user_id)
        with self.database.write():
            made = self.records.populate(census, drawing, domain=self._population_domain)
            for count, make in (
                (folders, self._populate_folders),
                (reports, self._populate_reports),
                (logins, self._populate_logins),
                (packages, self._populate_packages),
            ):
                if count:
                    make(count, drawing)
                    made += count
        return made

    @property
    def _population_domain(self) -> str:
        return f"{self.id.lower()}.population.example"

    def _populate_folders(self, count: int, drawing: Drawing) -> None:
        first = self._count("Folder")
        for number in range(first, first + count):
            self.reports.add_folder(usage.folder_name(number, drawing))

    def _populate_reports(self, count: int, drawing: Drawing) -> None:
        chance = drawing.chance("Report")
        with self.database.read() as connection:
            folders = connection.execute(
                """SELECT "Id" FROM "Folder" WHERE "Type" = 'Report' ORDER BY _row"""
            ).fetchall()
        first = self._count("Report")
        for number in range(first, first + count):
            drawn = usage.report(number)
            self.add_report(
                drawn.name,
                sobject=drawn.sobject,
                columns=drawn.columns,
                folder_id=chance.choice(folders)[0] if folders else None,
            )

    def _populate_logins(self, count: int, drawing: Drawing) -> None:
        with self.database.write() as connection:
            user_ids = [
                row[0]
                for row in connection.execute(
                    'SELECT "Id" FROM "User" WHERE "IsActive" = 1 AND "Username" LIKE ?'
                    " ORDER BY _row",
                    (f"%@{self._population_domain}",),
                )
            ]
            if not user_ids:
                message = "logins need users: populate users, too"
                raise ValueError(message)
            history = LoginHistory(
                self.database,
                login_history=self.records.sobject("LoginHistory"),
                instance=self.instance,
            )
            for each in usage.logins(count, user_ids, drawing):
                status = LoginStatus.INVALID_PASSWORD if each.is_refused else LoginStatus.SUCCESS
                history.note(each.user_id, _attempt(each), status=status.text, now=each.at)
                if not each.is_refused:
                    connection.execute(
                        'UPDATE "User" SET "LastLoginDate" = ? WHERE "Id" = ?'
                        ' AND ("LastLoginDate" IS NULL OR "LastLoginDate" < ?)',
                        (to_wire(each.at), each.user_id, to_wire(each.at)),
                    )

    def _populate_packages(self, count: int, drawing: Drawing) -> None:
        first = self._count("PackageLicense")
        for number in range(first, first + count):
            package = usage.package(number, drawing)
            self.packages.install(package, package.versions[-1].number)

    def _count(self, name: str) -> int:
        """Return how many rows an object has, those in the recycle bin too."""
        with self.database.read() as connection:
            found = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - our own words
        counted: int = found[0]
        return counted


def _attempt(login: usage.DrawnLogin) -> LoginAttempt:
    if login.is_by_api:
        return LoginAttempt(
            login_type="Other Apex API",
            application="N/A",
            source_ip=login.source_ip,
            api_type="SOAP Partner",
            api_version="49.0",
        )
    return LoginAttempt(source_ip=login.source_ip)
