"""The real wire, and on demand a process killed or an answer lost at one exchange of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sfconnector.errors import AnswerLostError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret


class KilledError(BaseException):
    """Stands for SIGKILL: nothing in the connector may catch it."""


@dataclass
class KillingWire:
    """Sends for real; the planned exchange, counted from 1, is cut ``before`` or ``after`` it."""

    nth: int | None = None
    when: str = "after"
    """``before`` and ``after`` kill the process; ``lost`` loses the answer."""
    count: int = 0
    struck: bool = False
    real: Transport = field(default_factory=Transport)

    def plan(self, nth: int | None, when: str) -> None:
        """Plan for the next act; None plans nothing."""
        self.nth, self.when, self.count, self.struck = nth, when, 0, False

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send, unless this is where it ends."""
        self.count += 1
        strikes = self.count == self.nth
        self.struck |= strikes
        if strikes and self.when == "before":
            raise KilledError
        answer = self.real.exchange(request, base_url=base_url, session_id=session_id)
        if strikes and self.when == "after":
            raise KilledError
        if strikes:
            message = f"{request} was sent to {base_url}, and no whole answer came back"
            raise AnswerLostError(message)
        return answer

    def close(self) -> None:
        """Close the real one."""
        self.real.close()
