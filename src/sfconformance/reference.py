"""The reference of steps and expectations in docs/scenarios.md, written from the models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sfconformance.expectations import EXPECTATIONS, Expectation
from sfconformance.part import Part
from sfconformance.steps import STEPS, ConnectorStep, OrgStep, Step

BEGIN = "<!-- reference: written by `sfconformance schema --markdown` -->"
END = "<!-- end of the reference -->"


def markdown() -> str:
    """Return the reference as Markdown, between its two marks."""
    org = [step for step in STEPS if issubclass(step, OrgStep)]
    connector = [step for step in STEPS if not issubclass(step, OrgStep)]
    parts = (
        *_section("Steps on the org", org),
        *_section("Steps of the connector", connector, everywhere=ConnectorStep),
        *_section("Expectations", EXPECTATIONS),
    )
    return "\n".join((BEGIN, "", *parts, END))


def _section(
    title: str,
    parts: Sequence[type[Step | Expectation]],
    *,
    everywhere: type[Part] | None = None,
) -> Iterator[str]:
    """Return a section; the keys that each of its parts has are told once."""
    yield f"### {title}"
    yield ""
    shared = () if everywhere is None else tuple(everywhere.model_fields)
    if everywhere is not None:
        yield "Each of them also takes where, and as whom, it is done:"
        yield ""
        yield from _table(everywhere, shared)
    for part in parts:
        yield f"#### `{part.key}`"
        yield ""
        yield (part.__doc__ or "").splitlines()[0]
        yield ""
        yield from _table(part, [name for name in part.model_fields if name not in shared])


def _table(part: type[Part], names: Sequence[str]) -> Iterator[str]:
    if not names:
        return
    yield "| key | needed | meaning |"
    yield "|---|---|---|"
    for name in names:
        field = part.model_fields[name]
        needed = "yes" if field.is_required() else "no"
        meaning = f"{field.description or ''}{_choices(part, name)}".replace("|", "\\|")
        yield f"| `{name}` | {needed} | {meaning} |"
    yield ""


def _choices(part: type[Part], name: str) -> str:
    """Return the values a field may have, when it is a choice of words."""
    schema = part.model_json_schema()["properties"][name]
    options = [schema, *schema.get("anyOf", ())]
    words = [word for option in options for word in option.get("enum", ())]
    return f" One of: {', '.join(f'`{word}`' for word in words)}." if words else ""
