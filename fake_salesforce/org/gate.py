"""A gate between requests and what must not happen in the middle of one.

Any number go through together; one that must be alone waits for them, and they wait for it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Gate:
    """Lets many in together, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._is_shut = False
        self._local = threading.local()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Be inside with others for the length of the block; blocks of one thread nest."""
        depth = getattr(self._local, "depth", 0)
        if depth == 0:
            with self._changed:
                self._changed.wait_for(lambda: not self._is_shut)
                self._inside += 1
        self._local.depth = depth + 1
        try:
            yield
        finally:
            self._local.depth = depth
            if depth == 0:
                with self._changed:
                    self._inside -= 1
                    self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside alone for the length of the block.

        Raises:
            RuntimeError: this thread is inside already, so it would wait for itself.
        """
        if getattr(self._local, "depth", 0):
            message = "this cannot be done in the middle of a request"
            raise RuntimeError(message)
        with self._changed:
            self._changed.wait_for(lambda: not self._is_shut)
            self._is_shut = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._is_shut = False
                self._changed.notify_all()
