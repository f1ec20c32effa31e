"""The bridge's configuration file: YAML in, one frozen value out, or every mistake at once."""

from difflib import get_close_matches
import os
from pathlib import Path
import ssl
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
import yaml

from .broker.address import Address, Protocol
from .contract.topics import IDENTIFIER
from .displays.config import DisplaysConfig
from .drivers.api import Device
from .drivers.profile import shipped
from .errors import ConfigurationError


def _identifier(text: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise ValueError("use a-z 0-9 _ - only, 1 to 48 of them")
    return text


def _from_elsewhere(value: Any) -> Any:
    """Let a secret be `!env NAME` or `!file PATH` as well as text."""
    if isinstance(value, _Env):
        if value.name not in os.environ:
            raise ValueError(f"the environment variable {value.name} is not set")
        return os.environ[value.name]
    if isinstance(value, _File):
        try:
            return Path(value.path).read_text(encoding="utf-8").strip()
        except OSError as err:
            raise ValueError(f"the file {value.path} cannot be read: {err.strerror}") from err
    return value


type Identifier = Annotated[str, AfterValidator(_identifier)]
type Secret = Annotated[SecretStr, BeforeValidator(_from_elsewhere)]
type Port = Annotated[int, Field(ge=1, le=65535)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TlsConfig(_Part):
    """Encryption to the broker; empty means the system's certificates."""

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False

    def context(self) -> ssl.SSLContext:
        """Return the TLS settings; ConfigurationError when a file cannot be used."""
        try:
            context = ssl.create_default_context(cafile=self.ca)
            if self.certificate is not None:
                context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as err:
            raise ConfigurationError(f"broker.tls: a certificate file cannot be used: {err}") from err
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class BrokerConfig(_Part):
    """The MQTT broker."""

    host: str = "127.0.0.1"
    port: Port = 1883
    username: str | None = None
    password: Secret | None = None
    tls: TlsConfig | None = None
    protocol: Protocol = Protocol.AUTO
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    embedded: bool = False

    def address(self) -> Address:
        """Return what the session needs."""
        return Address(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password.get_secret_value() if self.password else None,
            tls=self.tls.context() if self.tls else None,
            protocol=self.protocol,
            keepalive_s=self.keepalive_s,
        )


class DeviceConfig(_Part):
    """One device. `key` is the vendor's name or address of it."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=100)]
    profile: str
    key: Annotated[str, Field(min_length=1, pattern=r"^[^#+]+$")]
    prefix: str | None = None
    area: str = ""
    space: Identifier | None = None

    @model_validator(mode="after")
    def _profile_is_known(self) -> Self:
        if self.profile not in shipped():
            near = get_close_matches(self.profile, shipped(), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(shipped())}"
            raise ValueError(f"profile: {self.profile!r} is not known; {hint}")
        return self

    def device(self) -> Device:
        """Return what the drivers need."""
        prefix = shipped()[self.profile].prefix if self.prefix is None else self.prefix
        return Device(
            id=self.id,
            name=self.name,
            profile=self.profile,
            key=self.key,
            prefix=prefix,
            area=self.area,
            space=self.space,
        )


class InfluxConfig(_Part):
    """The database. Version 1 takes user and password, 2 and 3 take a token."""

    version: Literal[1, 2, 3] = 2
    url: Annotated[str, Field(pattern=r"^https?://[^/@]+/?$")]
    database: str | None = None
    username: str | None = None
    password: Secret | None = None
    org: str = "library"
    bucket: str | None = None
    token: Secret | None = None
    compress: bool | None = None
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 10.0

    @model_validator(mode="after")
    def _has_what_its_version_needs(self) -> Self:
        if self.version == 1 and not self.database:
            raise ValueError("database: InfluxDB 1.x needs the database's name")
        if self.version != 1 and not (self.bucket and self.token):
            raise ValueError("bucket and token: InfluxDB 2.x and 3.x need both")
        return self


class SpoolConfig(_Part):
    """The points on disk that the database does not have yet."""

    max_mb: Annotated[int, Field(ge=32, le=1_000_000)] = 1024
    when_full: Literal["stop", "drop_oldest"] = "stop"


class RecorderConfig(_Part):
    """Metrics. Without `influx` nothing is recorded."""

    influx: InfluxConfig | None = None
    spool: SpoolConfig = SpoolConfig()


class HttpConfig(_Part):
    """Where pages and health are served; `url` is how displays reach it."""

    listen: str = "127.0.0.1"
    port: Port = 8099
    url: str | None = None


class Config(_Part):
    """Everything."""

    site: Identifier
    bridge: Identifier = "main"
    name: str = "Kalajoki Library"
    data_dir: Path = Path("/var/lib/kalajoki-library")
    broker: BrokerConfig = BrokerConfig()
    devices: tuple[DeviceConfig, ...] = ()
    recorder: RecorderConfig = RecorderConfig()
    http: HttpConfig = HttpConfig()
    displays: DisplaysConfig = DisplaysConfig()

    @model_validator(mode="after")
    def _devices_are_different(self) -> Self:
        for what in ("id", "key"):
            values = [(getattr(one, what), one.profile if what == "key" else "") for one in self.devices]
            if twice := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"devices: the {what} {twice[0]!r} is there twice")
        return self


def load(path: Path) -> Config:
    """Read a file; ConfigurationError has one line for every mistake, with its place and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as err:
        raise ConfigurationError(f"{path}: cannot be read: {err.strerror}") from err
    return parse(text, str(path))


def parse(text: str, name: str) -> Config:
    """Return the configuration in a text."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with two tags more
    except yaml.YAMLError as err:
        raise ConfigurationError(f"{name}: not YAML: {err}") from err
    if not isinstance(data, dict):
        raise ConfigurationError(f"{name}: must hold settings such as 'site: kalajoki'")
    try:
        return Config.model_validate(data)
    except ValidationError as err:
        lines = [f"{name}: {_mistake(one)}" for one in err.errors()]
        raise ConfigurationError("\n".join(lines)) from err


def _mistake(error: Any) -> str:
    place = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        known = sorted(_field_names())
        near = get_close_matches(str(error["loc"][-1]), known, n=1)
        return f"{place}: is not a setting" + (f"; did you mean {near[0]!r}?" if near else "; remove it")
    if error["type"] == "missing":
        return f"{place}: is missing; add it"
    text = error["msg"].removeprefix("Value error, ")
    return f"{place}: {text}" if place else text


def _field_names() -> set[str]:
    found: set[str] = set()
    todo: list[type[BaseModel]] = [Config, *_Part.__subclasses__(), DisplaysConfig]
    for model in todo:
        found |= set(model.model_fields)
    return found


class _Env:
    def __init__(self, name: str) -> None:
        self.name = name


class _File:
    def __init__(self, path: str) -> None:
        self.path = path


class _Loader(yaml.SafeLoader):
    """YAML with `!env NAME` and `!file PATH` for secrets."""


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "!env and !file take one name", node.start_mark)
    return str(node.value)


_Loader.add_constructor("!env", lambda _loader, node: _Env(_scalar(node)))
_Loader.add_constructor("!file", lambda _loader, node: _File(_scalar(node)))
