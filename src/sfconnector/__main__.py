"""``python -m sfconnector`` is the command ``sfconnector``."""

from __future__ import annotations

from sfconnector.cli import main

main(prog_name="sfconnector")
