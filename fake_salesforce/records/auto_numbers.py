"""Automatic numbers, as their display format shows them."""

from __future__ import annotations

import re


def displayed(display_format: str, number: int) -> str:
    """Return an automatic number as ``L-{0000}`` displays it."""
    return re.sub(r"\{(0+)\}", lambda match: f"{number:0{len(match[1])}}", display_format)
