"""Connected apps: the clients of an org's OAuth doors, and who may use them.

An app's consumer key and secret are made anew from the seed and its number, so the database holds
neither.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import app_menu, secrets, sequences
from .approvals import Approvals, session_client
from .database import Database

if TYPE_CHECKING:
    from .users import User

DEFAULT = "Default Connected App"
"""The name of the app that every org has."""


class PermittedUsers(enum.StrEnum):
    """Who may use an app: its OAuth policy "Permitted Users"."""

    SELF_AUTHORIZE = "All users may self-authorize"
    ADMIN_APPROVED = "Admin approved users are pre-authorized"


@dataclass(frozen=True, slots=True)
class AppPolicy:
    """An app's entry in the database, read at one moment."""

    number: int
    name: str
    needs_secret: bool
    public_key: str | None
    """The PEM of the key with which assertions are signed; None takes no assertion."""
    permitted_users: PermittedUsers
    approves_everybody: bool
    """Whether every user counts as having approved the app, or as approved for it."""
    is_blocked: bool
    relaxes_ip: bool
    run_as: str | None
    """The id of the user whom the client credentials flow logs in; None has none."""


class ConnectedApp:
    """One app, as a test holds it. Its secret does not show in the repr."""

    def __init__(self, apps: ConnectedApps, number: int, name: str) -> None:
        self._apps = apps
        self.number = number
        self.name = name

    def __repr__(self) -> str:
        return f"<ConnectedApp {self.name!r}>"

    @property
    def client_id(self) -> str:
        """The consumer key."""
        return secrets.client_id(self._apps.seed, self.number)

    @property
    def client_secret(self) -> str:
        """The consumer secret."""
        return secrets.client_secret(self._apps.seed, self.number)

    @property
    def policy(self) -> AppPolicy:
        """What the org says of it now."""
        return self._apps.policy(self.number)

    def block(self) -> None:
        """Block it, as an administrator does: no login and no refresh from now on."""
        self._apps.write(self.number, "is_blocked", 1)

    def unblock(self) -> None:
        """End that."""
        self._apps.write(self.number, "is_blocked", 0)

    def run_as(self, user: User) -> None:
        """Have the client credentials flow log this user in."""
        self._apps.write(self.number, "run_as", user.id)

    def approve(self, user: User) -> None:
        """Note that a user has approved the app, or is approved for it by an administrator."""
        self._apps.approvals.add(self.number, user.id)

    def disapprove(self, user: User) -> None:
        """Take an approval back; the user's refresh tokens are revoked with it."""
        self._apps.approvals.take_back(self.number, user.id)

    def is_approved(self, user_id: str) -> bool:
        """Tell whether a user, by id, has approved the app or is approved for it."""
        return self.policy.approves_everybody or self._apps.approvals.has(self.number, user_id)

    def issue_refresh_token(self, user: User) -> str:
        """Return a new refresh token, as a user's consent in the web server flow gives it.

        The user has approved the app by that.
        """
        return self._apps.approvals.issue(self.number, user.id)

    def revoke_refresh_tokens(self, user: User) -> None:
        """Revoke a user's refresh tokens for the app, as the user does on the settings page."""
        self._apps.approvals.revoke_all(self.number, user.id)

    def user_of_refresh_token(self, token: str) -> tuple[str, int] | None:
        """Return whose refresh token of this app a text is, and its number; None if nobody's."""
        found = self._apps.approvals.find(token)
        return None if found is None or found[0] != self.number else found[1:]

    def session_client(self, refresh_number: int | None = None) -> str:
        """Return what sessions of this app are filed under, apart for each refresh token."""
        return session_client(self.client_id, refresh_number)


class ConnectedApps:
    """The connected apps of one org. The first one is there from the beginning."""

    def __init__(
        self,
        database: Database,
        *,
        instance: str,
        author: str,
        seed: bytes,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._instance = instance
        self._author = author
        self._now = now
        self.seed = seed
        """What keys and secrets are made from."""
        self.approvals = Approvals(database, seed=seed, now=now)

    @property
    def default(self) -> ConnectedApp:
        """The app that every org has: secret needed, every user approved, no certificate."""
        return ConnectedApp(self, 1, DEFAULT)

    def add(
        self,
        name: str,
        *,
        needs_secret: bool,
        certificate: str | None,
        permitted_users: PermittedUsers,
        approves_everybody: bool,
        is_blocked: bool,
        relaxes_ip: bool,
        namespace: str | None = None,
    ) -> ConnectedApp:
        """Add an app, and its item to the app menu.

        Args:
            name: unlike that of any other app of the org.
            needs_secret: whether its clients must send the client secret.
            certificate: the PEM of an X.509 certificate whose RSA key signs assertions.
            permitted_users: who may use it.
            approves_everybody: whether every user is approved.
            is_blocked: whether an administrator has blocked it.
            relaxes_ip: whether it waives login IP ranges (reference 1.9).
            namespace: of the package that brings it; None is an app of the org's own.

        Raises:
            ValueError: there is an app of that name, or the certificate is none.
        """
        public_key = None if certificate is None else _public_key(name, certificate)
        with self._database.write() as connection:
            taken = connection.execute("SELECT 1 FROM _connected_app WHERE name = ?", (name,))
            if taken.fetchone() is not None:
                message = f"there is a connected app {name!r} already"
                raise ValueError(message)
            number = sequences.take(connection, "connected app") + 1
            connection.execute(
                "INSERT INTO _connected_app VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    number,
                    name,
                    int(needs_secret),
                    public_key,
                    permitted_users.value,
                    int(approves_everybody),
                    int(is_blocked),
                    int(relaxes_ip),
                ),
            )
            app_menu.add(
                connection,
                number,
                name,
                instance=self._instance,
                author=self._author,
                at=self._now(),
                namespace=namespace,
            )
        return ConnectedApp(self, number, name)

    def names(self) -> list[str]:
        """Return the names of the apps, in their order."""
        with self._database.read() as connection:
            found = connection.execute("SELECT name FROM _connected_app ORDER BY name").fetchall()
        return [name for (name,) in found]

    def has(self, name: str) -> bool:
        """Tell whether there is an app of a name."""
        with self._database.read() as connection:
            row = connection.execute("SELECT 1 FROM _connected_app WHERE name = ?", (name,))
            return row.fetchone() is not None

    def remove(self, name: str) -> None:
        """Delete the app of a name, if there is one, with its approvals and refresh tokens."""
        with self._database.write() as connection:
            own = "(SELECT number FROM _connected_app WHERE name = ?)"
            for table in ("_app_approval", "_refresh_token", "_app_menu_item"):
                connection.execute(f"DELETE FROM {table} WHERE app IN {own}", (name,))  # noqa: S608 - our own names
            connection.execute("DELETE FROM _connected_app WHERE name = ?", (name,))

    def named(self, name: str) -> ConnectedApp:
        """Return the app of a name.

        Raises:
            ValueError: there is none.
        """
        with self._database.read() as connection:
            rows = dict(connection.execute("SELECT name, number FROM _connected_app"))
        if name not in rows:
            message = f"there is no connected app {name!r}; there are {', '.join(sorted(rows))}"
            raise ValueError(message)
        return ConnectedApp(self, rows[name], name)

    def of_client_id(self, client_id: str) -> ConnectedApp | None:
        """Return the app of a consumer key; None if it is no app's."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT number, name FROM _connected_app").fetchall()
        apps = (ConnectedApp(self, number, name) for number, name in rows)
        return next((each for each in apps if each.client_id == client_id), None)

    def policy(self, number: int) -> AppPolicy:
        """Return what is kept of an app."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT number, name, needs_secret, public_key, permitted_users,"
                " approves_everybody, is_blocked, relaxes_ip, run_as"
                " FROM _connected_app WHERE number = ?",
                (number,),
            ).fetchone()
        return AppPolicy(
            number=row[0],
            name=row[1],
            needs_secret=bool(row[2]),
            public_key=row[3],
            permitted_users=PermittedUsers(row[4]),
            approves_everybody=bool(row[5]),
            is_blocked=bool(row[6]),
            relaxes_ip=bool(row[7]),
            run_as=row[8],
        )

    def write(self, number: int, column: str, value: str | int | None) -> None:
        """Write one column of an app."""
        with self._database.write() as connection:
            connection.execute(
                f"UPDATE _connected_app SET {column} = ? WHERE number = ?",  # noqa: S608 - our own name
                (value, number),
            )


def _public_key(name: str, certificate: str) -> str:
    """Return the PEM of a certificate's RSA key."""
    try:
        key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except ValueError as error:
        message = f"the certificate of {name!r} is no PEM of an X.509 certificate: {error}"
        raise ValueError(message) from error
    if not isinstance(key, RSAPublicKey):
        message = f"the certificate of {name!r} has no RSA key, which RS256 needs"
        raise ValueError(message)  # noqa: TRY004 - the text is at fault, not its type
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
