from __future__ import annotations

import inspect

import pytest

from sfconnector import errors
from sfconnector.errors import ConnectorError


def _drawn() -> dict[str, str | None]:
    """Return each class of the docstring's tree with its parent."""
    assert errors.__doc__ is not None
    parents: dict[str, str | None] = {}
    trail: list[str] = []
    for line in errors.__doc__.splitlines():
        name = line.lstrip(" │├└─")
        if not name.endswith("Error") or " " in name:
            continue
        depth = (len(line) - len(name) - 4) // 4
        trail = [*trail[:depth], name]
        parents[name] = trail[-2] if depth else None
    return parents


def test_the_docstring_draws_the_tree() -> None:
    """The tree at the head of errors.py is the tree of the classes."""
    classes = {
        name: None if cls is ConnectorError else cls.__base__.__name__
        for name, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, ConnectorError) and cls.__base__ is not None
    }
    assert _drawn() == classes


@pytest.mark.parametrize("name", sorted(_drawn()))
def test_every_error_says_what_it_means(name: str) -> None:
    """Each class has a docstring of its own and tells whether time may heal it."""
    cls = getattr(errors, name)
    assert "__doc__" in vars(cls)
    assert vars(cls)["__doc__"]
    assert isinstance(cls.retryable, bool)
