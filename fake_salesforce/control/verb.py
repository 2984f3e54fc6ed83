"""A verb of the control panel: defined once, and a route, a command and a Python method by that.

The function of a verb takes the server and what is asked, and calls the Python method that it
names. Its annotations are its schemas: what it takes is a pydantic model, whose fields come from
the path, then from the query (GET, DELETE) or from the JSON body; what it gives is anything
pydantic can write as JSON, and None is an answer without a body.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

Act = Callable[["FakeSalesforce", Any], Any]

JSON = "application/json"
JSON_LINES = "application/x-ndjson"
_PARAMETER = re.compile(r"\{(\w+)\}")


class Asked(BaseModel):
    """What a verb takes; a field it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Told(BaseModel):
    """What a verb gives."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Nothing(Asked):
    """What a verb takes that is told nothing."""


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing that can be done to a running fake."""

    noun: str
    """What it is done to, as ``user``: the group of its command."""
    name: str
    """What is done, as ``expire-password``."""
    method: str
    path: str
    """Below ``/_fake``, with its parameters in braces, as ``/orgs/{org}/lock``."""
    python: str
    """The class and the method, property or attribute that does it, as ``Org.lock``."""
    act: Act
    takes: type[Asked]
    gives: Any
    """A type that pydantic can write; None has no body."""
    words: tuple[str, ...]
    """The fields that the command takes as arguments, in order; the others are options."""
    examples: tuple[str, ...]
    """Command lines without the ``fake-salesforce`` at their beginning."""
    status: int
    media_type: str
    to_file: str | None
    """The field of the answer that the command writes to a file, or ``*`` for the whole answer."""
    columns: tuple[str, ...]
    """The columns of the command's table; none at all are all there are."""
    is_gated: bool
    """Whether the org is not put back to a snapshot meanwhile."""

    @property
    def summary(self) -> str:
        """What it does, in a sentence."""
        return (self.act.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """What is to be known of it besides."""
        text = inspect.cleandoc(self.act.__doc__ or "").partition("\n\n")[2]
        return text.partition("Raises:")[0].strip()

    @property
    def in_path(self) -> tuple[str, ...]:
        """The fields that the path holds."""
        return tuple(_PARAMETER.findall(self.path))

    @property
    def has_body(self) -> bool:
        """Whether the fields that the path does not hold come in a body."""
        return self.method in {"POST", "PUT", "PATCH"}

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of what it takes."""
        return self.takes.model_json_schema(ref_template="#/$defs/{model}")

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """What writes its answer."""
        return TypeAdapter(self.gives if self.media_type == JSON else str)


def verb(
    command: str,
    route: str,
    *,
    python: str,
    words: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
    status: int | None = None,
    media_type: str = JSON,
    to_file: str | None = None,
    columns: tuple[str, ...] = (),
    is_gated: bool = True,
) -> Callable[[Act], Verb]:
    """Make a verb of a function.

    Args:
        command: noun and name, as ``user expire-password``.
        route: method and path, as ``POST /orgs/{org}/lock``.
        python: what does it in Python, as ``Org.lock``.
        words: the fields that the command takes as arguments.
        examples: command lines that show it.
        status: of a success; None is 200, or 204 where nothing is told.
        media_type: of the answer.
        to_file: the field of the answer that the command writes to a file, or ``*``.
        columns: of the command's table; none at all are all there are.
        is_gated: whether the org is not put back to a snapshot meanwhile.
    """
    noun, _, name = command.partition(" ")
    method, _, path = route.partition(" ")

    def made(act: Act) -> Verb:
        told = inspect.get_annotations(act, eval_str=True, locals={"FakeSalesforce": object})
        gives = told.pop("return")
        _, takes = told.values()
        return Verb(
            noun=noun,
            name=name,
            method=method,
            path=path,
            python=python,
            act=act,
            takes=takes,
            gives=gives,
            words=words,
            examples=examples,
            status=status or (204 if gives is None else 200),
            media_type=media_type,
            to_file=to_file,
            columns=columns,
            is_gated=is_gated,
        )

    return made
