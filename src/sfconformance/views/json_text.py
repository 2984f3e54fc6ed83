"""The timelines as JSON, for machines: every entry with its kind and every field of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sfconformance.timeline import Entry, Timeline


def render(timelines: Sequence[Timeline]) -> str:
    """Return a JSON array with one object for each timeline."""
    return json.dumps([_timeline(timeline) for timeline in timelines], indent=2)


def _timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "name": timeline.name,
        "path": timeline.path,
        "title": timeline.title,
        "why": timeline.why,
        "sources": list(timeline.sources),
        "verdict": timeline.verdict,
        "complaints": list(timeline.complaints()),
        "steps_left": timeline.steps_left,
        "entries": [_entry(entry) for entry in timeline.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    values = {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}
    return {"kind": entry.kind, **values}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value
