"""Writing what a call answers: elements in the order given, since strict parsers want it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape

from .envelope import ENVELOPE, XSI

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a field may hold and XML cannot."""


class Markup(str):
    """XML that is ready and goes into the answer as it is."""

    __slots__ = ()


Content: TypeAlias = "str | bool | int | float | Markup | tuple[Tag, ...] | None"


@dataclass(frozen=True, slots=True)
class Tag:
    """An element: its name with any prefix, and what is in it; None is ``xsi:nil``."""

    name: str
    content: Content = ()
    xsi_type: str | None = None
    """What ``xsi:type`` says; None leaves it out."""


def tags(**contents: Content) -> tuple[Tag, ...]:
    """Return elements by name, in the order of the keywords."""
    return tuple(Tag(name, content) for name, content in contents.items())


def written(elements: Iterable[Tag]) -> Markup:
    """Return elements as XML."""
    return Markup("".join(map(_written, elements)))


def _written(tag: Tag) -> str:
    attributes = "" if tag.xsi_type is None else f' xsi:type="{tag.xsi_type}"'
    if tag.content is None:
        return f'<{tag.name}{attributes} xsi:nil="true"/>'
    inside = _content(tag.content)
    return f"<{tag.name}{attributes}>{inside}</{tag.name}>" if inside else _empty(tag, attributes)


def _empty(tag: Tag, attributes: str) -> str:
    if isinstance(tag.content, tuple):
        return f"<{tag.name}{attributes}/>"
    return f"<{tag.name}{attributes}></{tag.name}>"


def _content(content: Content) -> str:
    if isinstance(content, tuple):
        return written(content)
    if isinstance(content, Markup):
        return content
    if isinstance(content, bool):
        return str(content).lower()
    return text(str(content))


def text(value: str) -> str:
    """Return a text as XML has it; what XML cannot hold is replaced."""
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", value))


def envelope_text(flavor: str, name: str, elements: Iterable[Tag]) -> str:
    """Return the envelope of a call's answer.

    Args:
        flavor: ``partner`` or ``enterprise``.
        name: the call's.
        elements: what is in the response element.
    """
    response = written([Tag(f"{name}Response", tuple(elements))])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{ENVELOPE}"'
        f' xmlns="urn:{flavor}.soap.sforce.com" xmlns:xsi="{XSI}"><soapenv:Body>'
        f"{response}</soapenv:Body></soapenv:Envelope>"
    )
