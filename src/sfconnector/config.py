"""Where the store, the key and the clock come from: the environment, else the user's folders.

Variables, each with ``SFCONNECTOR_`` before it: ``STORE`` (a path or ``sqlite:///PATH``, or a
``postgresql://`` URL), ``KEY`` (one or several keys, comma-separated, the first one seals),
``KEY_FILE`` (where the key file lies), ``CLOCK``, ``ACCOUNT``, ``ENVIRONMENT``,
``ORGANIZATION_GUARD``, ``USER`` and ``ROLE``; who is
alerted and how (``ALERT_...``), and what is foreseen (``CALLS_...``, ``PASSWORD_EXPIRES_DAYS``);
``WEB_PASSWORD`` guards the web page. The key never lies beside the database: whoever copies one
must not get both.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Protocol
from urllib.parse import SplitResult, urlsplit

import platformdirs
from cryptography.fernet import Fernet
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from sfconnector.errors import ConfigurationError
from sfconnector.secret import Secret

APPLICATION = "sfconnector"

SECRETS = frozenset(
    {"store", "key", "alert_smtp_url", "alert_webhook_url", "alert_webhook_secret", "web_password"}
)
"""Settings whose text is not shown; a webhook's URL is often all that one needs to write to it,
and a database's holds a password."""

ADDRESS = re.compile(r"[^\s@,;<>\x00-\x1f]+@[^\s@,;<>\x00-\x1f]+")
"""An e-mail address, as far as a form tells; whether there is a mailbox, mail servers know."""

POSTGRESQL = ("postgresql", "postgres")
"""The schemes of a URL that names a store on PostgreSQL, as its own tools take them."""

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _whole(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value.strip()):
        message = f"{value!r} is no whole number"
        raise ValueError(message)
    return value


Whole = Annotated[int, BeforeValidator(_whole)]

PASSWORD_LIFETIMES = (0, 30, 60, 90, 180, 365)
"""Days a password policy may have; 0 is never (reference 6.1)."""

SHORTEST_PASSWORD = 12
"""Of the web page, which anybody who reaches it may try to guess."""


class SecretKey:
    """The key that seals secrets: one or several Fernet keys; the first seals, each opens."""

    def __init__(self, keys: tuple[Secret, ...]) -> None:
        self._keys = keys

    @classmethod
    def generate(cls) -> SecretKey:
        """Return a fresh random key."""
        return cls((Secret(Fernet.generate_key().decode()),))

    @classmethod
    def parse(cls, text: Secret, *, origin: str) -> SecretKey:
        """Read comma-separated Fernet keys; ``origin`` names the setting in the error.

        Raises:
            ConfigurationError: a part is no Fernet key (32 bytes in URL-safe base64).
        """
        # No variable holds a key in clear: a traceback may show its frames' variables.
        keys = tuple(Secret(part.strip()) for part in text.reveal().split(",") if part.strip())
        for number, key in enumerate(keys, start=1):
            if not _is_fernet_key(key):
                message = (
                    f"{origin}: key {number} is not a Fernet key "
                    "(32 bytes in URL-safe base64, 44 characters)"
                )
                raise ConfigurationError(message)
        if not keys:
            message = f"{origin} is empty; it must hold a Fernet key"
            raise ConfigurationError(message)
        return cls(keys)

    @property
    def keys(self) -> tuple[Secret, ...]:
        """The Fernet keys, the sealing one first."""
        return self._keys

    def behind(self, first: SecretKey) -> SecretKey:
        """Return a key that seals with ``first`` and opens what this one opens too."""
        return SecretKey((*first.keys, *self._keys))

    def first_alone(self) -> SecretKey:
        """Return the sealing key without the others."""
        return SecretKey(self._keys[:1])

    def existing(self) -> SecretKey:
        """Return itself: a key at hand is a key source that always has it."""
        return self

    def existing_or_created(self) -> SecretKey:
        """Return itself."""
        return self

    def __repr__(self) -> str:
        return f"SecretKey(<{len(self._keys)}>)"


def _is_fernet_key(key: Secret) -> bool:
    try:
        Fernet(key.reveal())
    except ValueError:
        return False
    return True


class KeySource(Protocol):
    """Where the key is asked for when it is needed."""

    def existing(self) -> SecretKey | None:
        """Return the key, None if there is none yet."""
        ...

    def existing_or_created(self) -> SecretKey:
        """Return the key, making one if there is none yet."""
        ...


class KeyFile:
    """A file of mode 0600 that holds the key; made when the first secret is sealed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def existing(self) -> SecretKey | None:
        """Return the key in the file, None if there is no file.

        Raises:
            ConfigurationError: others may read the file, or it holds no key.
        """
        try:
            mode = self._path.stat().st_mode
            text = Secret(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"the key file {self._path} cannot be read: {error.strerror}"
            raise ConfigurationError(message) from error
        if stat.S_IMODE(mode) & 0o077:
            message = f"the key file {self._path} may be read by others; run chmod 600 on it"
            raise ConfigurationError(message)
        return SecretKey.parse(text, origin=f"the key file {self._path}")

    def existing_or_created(self) -> SecretKey:
        """Return the key in the file, making file and key if there is none.

        Raises:
            ConfigurationError: the file can neither be read nor made.
        """
        if (key := self.existing()) is not None:
            return key
        key = SecretKey.generate()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made whole under another name (mode 0600), so that nobody reads half a key.
            with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as file:
                file.write(key.keys[0].reveal() + "\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(file.name, self._path)
            except FileExistsError:
                pass  # another process was first; its key is the one
            finally:
                Path(file.name).unlink()
        except OSError as error:
            message = (
                f"the key file {self._path} cannot be made: {error.strerror}; "
                "set SFCONNECTOR_KEY or SFCONNECTOR_KEY_FILE"
            )
            raise ConfigurationError(message) from error
        found = self.existing()
        assert found is not None
        return found

    def replace(self, key: SecretKey) -> None:
        """Write another key in place of the one in the file; nobody ever reads half of either.

        Raises:
            ConfigurationError: the file cannot be written.
        """
        try:
            with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as file:
                file.write(",".join(each.reveal() for each in key.keys) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self._path)
        except OSError as error:
            message = f"the key file {self._path} cannot be written: {error.strerror}"
            raise ConfigurationError(message) from error


class Settings(BaseModel):
    """The settings of one run, as the environment gives them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
    )

    store: Secret = Field(
        default=Secret(""), description="path, sqlite:/// or postgresql:// URL of the store"
    )
    key: Secret = Field(default=Secret(""), description="Fernet keys, comma-separated")
    key_file: str = Field(default="", description="path of the key file")
    clock: str = Field(default="system", description="system or file:PATH")
    account: str = Field(default="default", min_length=1, description="the account's name")
    environment: Literal["production", "sandbox"] = Field(
        default="production", description="which kind of organization is connected"
    )
    organization_guard: Literal["strict", "identity"] = Field(
        default="strict", description="what counts as a switch of organizations"
    )
    user: str = Field(default="operator", min_length=1, description="who acts")
    role: Literal["admin", "marketing", "sales", "support"] = Field(
        default="admin", description="the role of who acts"
    )
    alert_emails: tuple[str, ...] = Field(default=(), description="who is told, comma-separated")
    alert_from: str = Field(default="", description="the sender; by default the first address")
    alert_smtp_url: Secret = Field(
        default=Secret(""), description="smtp:// (STARTTLS) or smtps:// with user and password"
    )
    alert_webhook_url: Secret = Field(default=Secret(""), description="where alerts are posted")
    alert_webhook_secret: Secret = Field(default=Secret(""), description="signs what is posted")
    alert_after_minutes: Whole = Field(
        default=60, ge=0, le=1440, description="how long trouble that time heals alerts nobody"
    )
    connect_seconds: float = Field(
        default=10, gt=0, le=600, description="how long a connection to Salesforce may take"
    )
    answer_seconds: float = Field(
        default=150, gt=0, le=3600, description="how long an answer of Salesforce may keep silent"
    )
    calls_per_day: Whole | None = Field(default=None, ge=1, description="the cap of API calls")
    calls_reserve_percent: Whole = Field(
        default=15, ge=0, le=99, description="of the organization's limit, left to others"
    )
    password_expires_days: Whole | None = Field(
        default=None, description="the lifetime that the password policy gives; 0 is never"
    )
    web_password: Secret = Field(
        default=Secret(""), description="what the web page asks for, of 12 characters at least"
    )

    @field_validator("alert_emails", mode="before")
    @classmethod
    def _emails_are_addresses(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        addresses = tuple(part.strip() for part in value.split(",") if part.strip())
        for address in addresses:
            if not ADDRESS.fullmatch(address):
                message = f"{address!r} is no e-mail address; write them as a@b.example,c@d.example"
                raise ValueError(message)
        return tuple(dict.fromkeys(addresses))

    @field_validator("alert_from")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        if value and not ADDRESS.fullmatch(value):
            message = f"{value!r} is no e-mail address"
            raise ValueError(message)
        return value

    @field_validator("alert_smtp_url")
    @classmethod
    def _smtp_url_is_one(cls, value: Secret) -> Secret:
        if value:
            parts = _url(value, schemes=("smtp", "smtps"))
            if parts.path not in {"", "/"} or parts.query or parts.fragment:
                message = "it ends with the port; write smtps://USER:PASSWORD@HOST:465"
                raise ValueError(message)
            if (parts.username is None) != (parts.password is None):
                message = "it has a user without a password; write smtps://USER:PASSWORD@HOST:465"
                raise ValueError(message)
        return value

    @field_validator("alert_webhook_url")
    @classmethod
    def _webhook_url_is_one(cls, value: Secret) -> Secret:
        if value:
            parts = _url(value, schemes=("https", "http"))
            if parts.scheme == "http" and parts.hostname not in LOCAL:
                message = "http:// is taken for this computer only; use https://"
                raise ValueError(message)
        return value

    @field_validator("password_expires_days")
    @classmethod
    def _lifetime_is_a_policys(cls, value: int | None) -> int | None:
        if value is not None and value not in PASSWORD_LIFETIMES:
            allowed = ", ".join(map(str, PASSWORD_LIFETIMES))
            message = f"a password policy has one of {allowed} days (0 is never), not {value}"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _mail_has_a_server(self) -> Settings:
        if self.alert_emails and not self.alert_smtp_url:
            message = "alert_emails: they need a mail server; set SFCONNECTOR_ALERT_SMTP_URL too"
            raise ValueError(message)
        return self

    @field_validator("web_password")
    @classmethod
    def _web_password_is_long(cls, value: Secret) -> Secret:
        if value and len(value.reveal()) < SHORTEST_PASSWORD:
            message = f"it has fewer than {SHORTEST_PASSWORD} characters"
            raise ValueError(message)
        return value

    @field_validator("store")
    @classmethod
    def _store_is_one(cls, value: Secret) -> Secret:
        scheme, beyond, rest = value.reveal().partition("://")
        if beyond and scheme in POSTGRESQL:
            if not _names_a_database(value):
                message = "it names no database; write postgresql://USER:PASSWORD@HOST/DATABASE"
                raise ValueError(message)
        elif beyond and not (scheme == "sqlite" and rest.startswith("/")):
            message = (
                f"a store of kind {scheme} is not supported; use a path, sqlite:///PATH or "
                "postgresql://USER:PASSWORD@HOST/DATABASE"
            )
            raise ValueError(message)
        if value.reveal().removeprefix("sqlite:///") == ":memory:":
            message = "a store in memory would forget the connection; use a path"
            raise ValueError(message)
        return value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the ``SFCONNECTOR_`` variables.

        Raises:
            ConfigurationError: one of them is wrong; the message names it.
        """
        given = {
            name: Secret(environment[variable]) if name in SECRETS else environment[variable]
            for name in cls.model_fields
            if (variable := f"SFCONNECTOR_{name.upper()}") in environment
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            told = first["msg"].removeprefix("Value error, ")
            # What two settings have to do with one another begins with the name of the wrong one.
            name, _, told = (
                (str(first["loc"][0]), "", told) if first["loc"] else told.partition(": ")
            )
            message = f"SFCONNECTOR_{name.upper()}: {told}"
            del environment  # it holds secrets, and a traceback may show its frames' variables
            raise ConfigurationError(message) from error

    def store_place(self) -> Path | Secret:
        """Return the database's file or URL; by default a file in the user's data folder."""
        if not self.store:
            return Path(platformdirs.user_data_dir(APPLICATION)) / "store.sqlite"
        if self.store.reveal().startswith(tuple(f"{scheme}://" for scheme in POSTGRESQL)):
            return self.store
        return Path(self.store.reveal().removeprefix("sqlite:///"))

    def key_source(self) -> KeySource:
        """Return where the key comes from.

        Raises:
            ConfigurationError: the key is malformed, or its file would lie beside the database.
        """
        if self.key:
            return SecretKey.parse(self.key, origin="SFCONNECTOR_KEY")
        path = (
            Path(self.key_file)
            if self.key_file
            else Path(platformdirs.user_config_dir(APPLICATION)) / "keys" / "default"
        )
        place = self.store_place()
        if isinstance(place, Path) and path.resolve().parent == place.resolve().parent:
            message = (
                f"the key file {path} would lie beside the database {place}: whoever "
                "copies the folder would have both. Set SFCONNECTOR_KEY_FILE to another folder"
            )
            raise ConfigurationError(message)
        return KeyFile(path)


def _names_a_database(value: Secret) -> bool:
    try:
        parts = urlsplit(value.reveal())
        return parts.port != 0 and len(parts.path) > 1
    except ValueError:
        return False


def _url(value: Secret, *, schemes: tuple[str, ...]) -> SplitResult:
    """Split a URL that may hold a secret; no error shows it.

    Raises:
        ValueError: it is no URL of these schemes, or its host or port is none.
    """
    try:
        parts = urlsplit(value.reveal())
        if parts.scheme in schemes and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass  # raised anew without the text
    message = f"it is no URL that begins with {' or '.join(f'{each}://' for each in schemes)}"
    raise ValueError(message)
