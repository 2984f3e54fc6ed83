"""A managed package: its namespace, its licences, its versions in the order of their release."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from fake_salesforce.profiles import Rights
from fake_salesforce.schema.custom import CustomField

_RELEASE = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?( beta)?")


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """A version's number. Each component counts by itself: 1.9 is older than 1.85."""

    major: int
    minor: int
    patch: int
    is_released: bool
    """False for a beta, which precedes the release of its number."""

    @classmethod
    def of(cls, text: str) -> Release:
        """Return what ``1.85``, ``1.85.2`` or ``1.85 beta`` names.

        Raises:
            ValueError: the text is none of these.
        """
        match = _RELEASE.fullmatch(text)
        if match is None:
            message = f"{text!r} is no version: write 1.85, 1.85.2 or 1.85 beta"
            raise ValueError(message)
        major, minor, patch, beta = match.groups()
        return cls(int(major), int(minor), int(patch or 0), is_released=beta is None)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackageVersion(_Strict):
    """What one version brings, all of it: a field that an older one brought stands here again."""

    number: str
    name: str
    build: Annotated[int, Field(ge=1)] = 1
    """The build of this number: betas count, and the release comes after them."""
    fields_: Annotated[Mapping[str, tuple[CustomField, ...]], Field(alias="fields")] = {}
    """Custom fields by object."""
    permission_sets: tuple[Rights, ...] = ()
    connected_apps: tuple[str, ...] = ()
    """Apps by name; an administrator approves each user for them."""

    @property
    def release(self) -> Release:
        """The number, to compare."""
        return Release.of(self.number)


class Package(_Strict):
    """One package and its versions."""

    name: str
    namespace: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,14}$")]
    description: str = ""
    publisher: str
    allowed_licenses: int = -1
    """Users that may use it; -1 is everybody (believed)."""
    versions: Annotated[tuple[PackageVersion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_in_order(self) -> Package:
        releases = [each.release for each in self.versions]
        if releases != sorted(set(releases)):
            message = f"the versions of {self.name} are not in their order, or one stands twice"
            raise ValueError(message)
        return self

    def version(self, number: str) -> PackageVersion:
        """Return a version by its number.

        Raises:
            ValueError: there is none.
        """
        for each in self.versions:
            if each.release == Release.of(number):
                return each
        has = ", ".join(each.number for each in self.versions)
        message = f"{self.name} has no version {number}; it has {has}"
        raise ValueError(message)


_FILE: TypeAdapter[Package] = TypeAdapter(Package)


def read_package(path: Path) -> Package:
    """Read a package from a YAML file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no package; the message says where.
    """
    try:
        return _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError) as error:
        message = f"{path} holds no package: {error}"
        raise ValueError(message) from error


def packages() -> dict[str, Path]:
    """Return the packages that come with the fake: data files by name, as ``act-on``."""
    folder = Path(str(files(__package__ or "")))
    return {each.stem: each for each in sorted(folder.glob("*.yaml"))}
