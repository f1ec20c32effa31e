"""Settings of the display server."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

type Language = Literal["fi", "sv", "en"]


class DisplaysConfig(BaseModel):
    """How every display behaves; what it shows comes over the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language = "fi"
    stale_after_s: Annotated[float, Field(ge=5, le=3600)] = 90.0
    answer_within_s: Annotated[float, Field(ge=1, le=30)] = 8.0
    actions_per_minute: Annotated[int, Field(ge=1, le=600)] = 20
