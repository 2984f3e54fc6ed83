"""What both identity resources tell of a user, each under names of its own."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.org import Org
from fake_salesforce.records.values import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user, and where the org's APIs are."""

    org: Org
    record: dict[str, Stored]
    identity: str
    """The identity URL."""
    origin: str
    """Scheme and host of the instance."""

    @property
    def user_id(self) -> str:
        """The 18-character id."""
        return str(self.record["Id"])

    @property
    def utc_offset(self) -> int:
        """Milliseconds by which the user's time zone is ahead of UTC, summer time left out."""
        now = self.org.clock.now().astimezone(self.org.users.time_zone_of(self.user_id))
        offset, summer = now.utcoffset(), now.dst()
        assert offset is not None
        assert summer is not None
        return int((offset - summer).total_seconds() * 1000)

    @property
    def modified(self) -> str:
        """When the user's record was last modified: ``2020-06-01T12:00:00Z``."""
        return f"{str(self.record['LastModifiedDate'])[:19]}Z"

    def urls(self, version: str) -> dict[str, str]:
        """Return where the org's APIs are.

        Args:
            version: as ``49.0``, or the literal ``{version}``.
        """
        soap, rest = f"{self.origin}/services/Soap", f"{self.origin}/services/data/v{version}"
        chatter = f"{rest}/chatter"
        return {
            "enterprise": f"{soap}/c/{version}/{self.org.id[:15]}",
            "metadata": f"{soap}/m/{version}/{self.org.id[:15]}",
            "partner": f"{soap}/u/{version}/{self.org.id[:15]}",
            "rest": f"{rest}/",
            "sobjects": f"{rest}/sobjects/",
            "search": f"{rest}/search/",
            "query": f"{rest}/query/",
            "recent": f"{rest}/recent/",
            "profile": f"{self.origin}/{self.user_id}",
            "feeds": f"{chatter}/feeds",
            "groups": f"{chatter}/groups",
            "users": f"{chatter}/users",
            "feed_items": f"{chatter}/feed-items",
            "custom_domain": self.origin,
        }

    @property
    def photos(self) -> dict[str, str]:
        """Where the user's pictures would be."""
        return {
            "picture": f"{self.origin}/profilephoto/005/F",
            "thumbnail": f"{self.origin}/profilephoto/005/T",
        }
