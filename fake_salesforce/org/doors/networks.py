"""Ranges of IP addresses: trusted networks and login IP ranges."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Networks:
    """Ranges of addresses, each from a first to a last one, both included."""

    ranges: tuple[tuple[Address, Address], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __contains__(self, source_ip: object) -> bool:
        """Tell whether an address lies in a range. What is no address lies in none."""
        try:
            address = ipaddress.ip_address(str(source_ip))
        except ValueError:
            return False
        return any(
            first.version == address.version and int(first) <= int(address) <= int(last)
            for first, last in self.ranges
        )

    @classmethod
    def of(cls, *texts: str) -> Networks:
        """Return ranges as texts write them.

        Args:
            *texts: ``203.0.113.7``, ``203.0.113.0/24`` or ``203.0.113.1-203.0.113.9``.

        Raises:
            ValueError: a text is none of these.
        """
        return cls(tuple(_range(each) for each in texts))

    def texts(self) -> list[str]:
        """Return the ranges as ``first-last``, which :meth:`of` reads."""
        return [f"{first}-{last}" for first, last in self.ranges]


def _range(text: str) -> tuple[Address, Address]:
    first, dash, last = (each.strip() for each in text.partition("-"))
    try:
        if not dash:
            network = ipaddress.ip_network(first)
            return network[0], network[-1]
        begin, end = ipaddress.ip_address(first), ipaddress.ip_address(last)
    except ValueError as error:
        message = (
            f"{text!r} is no range of addresses: write 203.0.113.7, 203.0.113.0/24 or"
            f" 203.0.113.1-203.0.113.9 ({error})"
        )
        raise ValueError(message) from error
    if begin.version != end.version or int(begin) > int(end):
        message = f"{text!r} is no range of addresses: it ends before it begins"
        raise ValueError(message)
    return begin, end
