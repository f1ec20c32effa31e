"""Profiles: how one model of device speaks, as YAML. Validated when loaded; each carries its own tests."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
import yaml

from ..contract.words import BoltState, Kind
from ..errors import ConfigurationError
from .api import Form
from .paths import steps


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Take(_Part):
    """How one field comes out of the payload. Steps are applied in the order of these lines."""

    path: str | None = None
    const: str | float | bool | None = None
    words: dict[str, Any] | None = Field(default=None, description="vendor's value to ours")
    negate: bool = False
    scale: float | None = None
    digits: Annotated[int, Field(ge=0, le=6)] | None = None
    whole: bool = False
    otherwise: str | None = Field(default=None, description="when `words` has no such value")
    required: bool = False

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The path taken apart."""
        return steps(self.path or "")


class Rule(_Part):
    """One reading out of one message. `each` names a list whose items are read one by one."""

    topic: str
    text: bool = Field(default=False, description="the payload is plain text, not JSON")
    each: str | None = None
    where: dict[str, list[Any]] = Field(default_factory=dict)
    kind: Kind
    form: Form
    fields: dict[str, Take]


class Step(_Part):
    """One message that carries out a command; `{hold_s}` and `{id}` are filled in."""

    topic: str
    payload: dict[str, Any]


class Command(_Part):
    """How a command is given, and the state that shows it was done."""

    steps: list[Step]
    expect: BoltState | None = None
    within_s: Annotated[float, Field(gt=0, le=60)] = 10.0


class Example(_Part):
    """A payload and the readings that come out of it."""

    topic: str
    payload: Any
    readings: list[dict[str, Any]]


class CommandExample(_Part):
    """A command and the messages that come out of it."""

    action: str
    messages: list[dict[str, Any]]


class Profile(_Part):
    """One model or family of devices."""

    profile: str
    driver: Literal["zigbee2mqtt", "shelly", "counter"]
    about: str
    prefix: str = Field(description="where topics begin unless the configuration says otherwise")
    manufacturer: str = ""
    model: str = ""
    kinds: list[Kind]
    counter_bits: Literal[16, 32] | None = None
    silent_after_s: Annotated[float, Field(gt=0)] | None = None
    rules: list[Rule]
    commands: dict[str, Command] = Field(default_factory=dict)
    greeting: list[Step] = Field(default_factory=list, description="sent once after every connection")
    tests: list[Example]
    command_tests: list[CommandExample] = Field(default_factory=list)


def parse(text: str, name: str) -> Profile:
    """Return a profile; ConfigurationError lists every mistake in it."""
    try:
        return Profile.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as err:
        raise ConfigurationError(f"profile {name}: not YAML: {err}") from err
    except ValidationError as err:
        mistakes = "; ".join(
            f"{'.'.join(str(step) for step in one['loc'])}: {one['msg']}" for one in err.errors()
        )
        raise ConfigurationError(f"profile {name}: {mistakes}") from err


@cache
def shipped() -> dict[str, Profile]:
    """Return the profiles that come with the bridge, by name."""
    found = {}
    for entry in sorted(files(__package__).joinpath("profiles").iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".yaml"):
            profile = parse(entry.read_text(encoding="utf-8"), entry.name)
            found[profile.profile] = profile
    return found
