"""Builds DISTANCE(): a location, another one or a point, and a unit.

``DISTANCE(GEOLOCATION(..), f, 'km')`` is MALFORMED_QUERY, since the location comes first
([K:soql-sosl/location-based-soql-queries]); that it is an unexpected token is believed.
"""

from __future__ import annotations

from typing import cast

from lark import Token

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .literals import refuse_bind
from .strings import read_string
from .trees import Branch, Source, Tree, offset_of, tokens

_ARGUMENTS = 3
_COORDINATES = 2


def distance(tree: Tree, source: Source) -> nodes.Distance:
    """Return what a call of DISTANCE measures.

    Raises:
        MalformedQueryError: its arguments are not a location, a location or a point, and a text.
    """
    location, other, unit = _arguments(tree, source, _ARGUMENTS)
    return nodes.Distance(
        _path(location, source),
        _other(other, source),
        _text(unit, source),
        source.position(cast("Token", tree.children[0])),
    )


def _arguments(tree: Tree, source: Source, count: int) -> list[Branch]:
    """Return the arguments of a call, which must be that many."""
    arguments = tree.children[2:-1:2]
    if len(arguments) < count:
        raise source.unexpected(tree.children[-1])
    if len(arguments) > count:
        raise source.unexpected(tree.children[2 * count + 1])
    return arguments


def _path(branch: Branch, source: Source) -> nodes.Path:
    if isinstance(branch, Token):
        raise source.unexpected(branch)
    if branch.data == "bind":
        refuse_bind()
    if branch.data != "path":
        raise source.unexpected(branch.children[1])
    return source.path(branch)


def _other(branch: Branch, source: Source) -> nodes.Path | nodes.Geolocation:
    if isinstance(branch, Token) or branch.data != "function":
        return _path(branch, source)
    if tokens(branch, "NAME")[0].upper() != "GEOLOCATION":
        raise source.unexpected(branch.children[1])
    latitude, longitude = _arguments(branch, source, _COORDINATES)
    return nodes.Geolocation(_number(latitude, source), _number(longitude, source))


def _number(branch: Branch, source: Source) -> nodes.NumberLiteral:
    if isinstance(branch, Token) and branch.type in ("INTEGER", "NUMBER"):
        return nodes.NumberLiteral(str(branch))
    raise _misplaced(branch, source)


def _text(branch: Branch, source: Source) -> str:
    if isinstance(branch, Token) and branch.type == "STRING":
        return read_string(source.text, offset_of(branch), is_pattern=False)[0]
    raise _misplaced(branch, source)


def _misplaced(branch: Branch, source: Source) -> MalformedQueryError:
    """Return the refusal of an argument of another kind, at its first token."""
    while not isinstance(branch, Token):
        if branch.data == "bind":
            refuse_bind()
        branch = branch.children[0]
    return source.unexpected(branch)
