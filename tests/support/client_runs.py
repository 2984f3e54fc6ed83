"""Runs a section of the page of clients against a fake, as its reader would in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from client_page import File, Script, Step

_LONGEST_SECONDS = 180
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONDONTWRITEBYTECODE", "SYSTEMROOT")
"""What of the machine's environment a client sees: no proxies, and no settings of its user."""


class BlockError(AssertionError):
    """A block of the page does not do what the page says."""


def run(
    steps: Iterable[Step],
    folder: Path,
    *,
    environment: Mapping[str, str],
    first_on_path: Iterable[Path] = (),
) -> None:
    """Write the files of a section, and run its shell blocks, each with the exports of the last.

    Args:
        steps: files and scripts, in the page's order.
        folder: where they are run; it is their HOME as well.
        environment: what they find in their environment.
        first_on_path: folders of programs that go before the machine's own.

    Raises:
        BlockError: a block fails, or prints something else than the page says.
    """
    path = [
        *map(str, first_on_path),
        str(Path(sys.executable).parent),
        os.environ.get("PATH", os.defpath),
    ]
    variables = {each: os.environ[each] for each in _KEPT if each in os.environ} | {
        "HOME": str(folder),
        "PATH": os.pathsep.join(path),
        **environment,
    }
    exports = folder / ".exports"
    exports.touch()
    for step in steps:
        if isinstance(step, File):
            (folder / step.name).write_text(step.text, encoding="utf-8")
        else:
            _run_script(step, folder, variables)


def _run_script(script: Script, folder: Path, variables: Mapping[str, str]) -> None:
    text = f"source ./.exports\n{script.text}\nexport -p > .exports\n"
    # Files, not pipes: a program that a block leaves running would hold the pipes open.
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as stdout,
        tempfile.TemporaryFile("w+", encoding="utf-8") as stderr,
    ):
        try:
            status = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", text],  # noqa: S607 - the reader's bash
                cwd=folder,
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                check=False,
                timeout=_LONGEST_SECONDS,
            ).returncode
            ended = f"ended with {status}"
        except subprocess.TimeoutExpired:
            status, ended = 1, f"still ran after {_LONGEST_SECONDS} s"
        stdout.seek(0)
        stderr.seek(0)
        printed, said = stdout.read(), stderr.read()
    output = f"{script.text}\nprinted:\n{printed}\nand to stderr:\n{said}"
    if status != 0:
        message = f"the block {ended}:\n{output}"
        raise BlockError(message)
    if script.printed is not None and printed.strip() != script.printed.strip():
        message = f"the page says that this prints\n{script.printed}\nbut {output}"
        raise BlockError(message)
