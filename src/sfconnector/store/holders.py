"""Who holds a lease: a process, named so that another process of its machine sees that it is dead.

A name is ``host/boot/process id/start``; the last two together are never those of another process
while the machine runs. Of a process on another machine nothing is known but its lease's term.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

PARTS = 4


def this_process() -> str:
    """Return the name of the running process."""
    return _name(os.getpid(), _start(os.getpid()) or "")


def is_gone(holder: str) -> bool:
    """Tell whether a holder is known to be dead; False where that cannot be known.

    A process that only seems dead, as one behind another container's wall, loses its lease to
    whoever asks, and its next transaction is refused: nothing is written twice, only read twice.
    """
    host, boot, number, start = _parts(holder)
    if host != platform.node() or not number.isdigit():
        return False
    if boot != _boot():
        return True
    return not _lives(int(number)) or _start(int(number)) != (start or None)


def told(holder: str) -> str:
    """Return a holder as a person is told of it: ``process 4711 on mailhost``."""
    host, _, number, _ = _parts(holder)
    return f"process {number} on {host}" if number else holder


def _name(number: int, start: str) -> str:
    return f"{platform.node()}/{_boot()}/{number}/{start}"


def _parts(holder: str) -> tuple[str, str, str, str]:
    parts = holder.rsplit("/", PARTS - 1)
    if len(parts) != PARTS:
        return holder, "", "", ""
    host, boot, number, start = parts
    return host, boot, number, start


def _boot() -> str:
    """Return which start of the machine this is, "" where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _start(number: int) -> str | None:
    """Return when a process began, None where the system does not tell or it is no more."""
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is the command in parentheses, which may itself hold anything.
    fields = text.rpartition(")")[2].split()
    state, start = fields[0], fields[19]
    return None if state in {"Z", "X"} else start  # dead, and only not yet buried


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's process
    return True
