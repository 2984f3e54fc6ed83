"""The differences of a list and its source as an SVG picture: a bar for each kind. Pure.

It has a title and a description for those who do not see it, each bar says its number as text, and
its colours follow the reader's light or dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from sfconnector.lists.verify_list import Verification

WORDS = {
    "missing": "missing in the list",
    "left": "left the source, stand in the list",
    "values": "with other values",
    "skipped": "skipped by one of both",
    "count": "wrong count of the list",
}
NAMESPACE = "http://www.w3.org/2000/svg"
WIDTH, LABEL, BAR, ROW, TOP = 720, 250, 380, 34, 76
STYLE = (
    "text{font:14px sans-serif;fill:#1a1a1a}"
    ".title{font-size:18px;font-weight:bold}"
    ".bar{fill:#9a3b26}.page{fill:#fff}"
    "@media (prefers-color-scheme:dark){"
    "text{fill:#eee}.bar{fill:#f0947c}.page{fill:#1b1b1b}}"
)


def svg(found: Verification) -> str:
    """Return the picture of what a verification found, as an SVG document."""
    title = _text(f"{found.list_name} and its source")
    summary = _summary(found)
    kinds = [*WORDS, *(each for each in found.by_kind if each not in WORDS)]
    most = max(found.by_kind.values(), default=0)
    height = TOP + ROW * len(kinds) + 14
    told = "; ".join(f"{WORDS.get(each, each)}: {found.by_kind.get(each, 0):,}" for each in kinds)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    pieces = [
        f'<svg xmlns="{NAMESPACE}" {size} role="img" aria-labelledby="title desc">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{_text(f"{summary} {told}.")}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="16" y="30">{title}</text>',
        f'<text x="16" y="54">{_text(summary)}</text>',
    ]
    for place, kind in enumerate(kinds):
        pieces += _row(WORDS.get(kind, kind), found.by_kind.get(kind, 0), most, TOP + ROW * place)
    return "\n".join([*pieces, "</svg>", ""])


def _row(words: str, number: int, most: int, top: int) -> Iterator[str]:
    middle = top + ROW // 2
    length = max(2, round(number / most * BAR)) if number else 0
    yield f'<text x="{LABEL - 10}" y="{middle + 5}" text-anchor="end">{_text(words)}</text>'
    yield (f'<rect class="bar" x="{LABEL}" y="{middle - 10}" width="{length}" height="20" rx="2"/>')
    yield f'<text x="{LABEL + length + 8}" y="{middle + 5}">{number:,}</text>'


def _text(text: str) -> str:
    """Return a text as XML has it; what XML cannot hold is a blank."""
    return escape("".join(each if each.isprintable() else " " for each in text))


def _summary(found: Verification) -> str:
    sizes = (
        f"{found.members_in_source:,} members in Salesforce, {found.members_in_list:,} in the list."
    )
    if found.changed_meanwhile:
        return f"The list changed while it was compared. {sizes}"
    if found.equal:
        return f"The list equals its source. {sizes}"
    differ = sum(found.by_kind.values())
    return f"{differ:,} {'difference' if differ == 1 else 'differences'}. {sizes}"
