"""YAML text as plain values, with the line of each part. Dates stay texts; no key stands twice."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """A safe loader that leaves dates as they are written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class YamlTextError(Exception):
    """A text is no YAML, or says something twice."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


def read(text: str) -> tuple[Any, dict[Path, int]]:
    """Return the value of a text, and the line (from 1) of each key and each item of a list.

    Raises:
        YamlTextError: the text is no YAML, or a key stands twice.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        if node is not None:
            _note(node, (), lines)
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlTextError(line, f"this is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise YamlTextError(1, f"this is not YAML: {error}") from error
    finally:
        loader.dispose()
    return value, lines


def _note(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, each in enumerate(node.value):
            _note(each, (*path, index), lines)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            line = key.start_mark.line + 1
            if below in lines:
                message = f"`{key.value}` stands here twice, first on line {lines[below]}"
                raise YamlTextError(line, message)
            lines[below] = line
            _note(value, below, lines)
