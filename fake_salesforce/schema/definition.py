"""What every definition of an administrator is: words of the Metadata API, read strictly."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """A frozen model that refuses words it does not know and values of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
