"""The bridge's configuration file: YAML in, one frozen value out, or every mistake at once."""

from difflib import get_close_matches
import os
from pathlib import Path
import re
import ssl
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
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


def _profile(name: str) -> str:
    if name not in shipped():
        near = get_close_matches(name, shipped(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(shipped())}"
        raise ValueError(f"{name!r} is not known; {hint}")
    return name


def _key(text: str) -> str:
    if not text or {"#", "+"} & {*text}:
        raise ValueError("use the vendor's name or address of the device, without # and +")
    return text


def _prefix(text: str) -> str:
    if {"#", "+"} & {*text}:
        raise ValueError("write where the device's topics begin, without # and +")
    return text


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^/@\s]+/?", text):
        raise ValueError("write it like http://10.0.0.5:8086, without user and path")
    return text


type Place = tuple[int | str, ...]
type Identifier = Annotated[str, AfterValidator(_identifier)]
type WebAddress = Annotated[str, AfterValidator(_web_address)]
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
    password: SecretStr | None = None
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
            protocol=Protocol.V311 if self.embedded else self.protocol,
            keepalive_s=self.keepalive_s,
        )


class DeviceConfig(_Part):
    """One device. `key` is the vendor's name or address of it."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=100)]
    profile: Annotated[str, AfterValidator(_profile)]
    key: Annotated[str, AfterValidator(_key)]
    prefix: Annotated[str, AfterValidator(_prefix)] | None = None
    area: str = ""
    space: Identifier | None = None

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
    url: WebAddress
    database: Annotated[str | None, Field(validate_default=True)] = None
    username: str | None = None
    password: SecretStr | None = None
    org: str = "library"
    bucket: Annotated[str | None, Field(validate_default=True)] = None
    token: Annotated[SecretStr | None, Field(validate_default=True)] = None
    compress: bool | None = None
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 10.0

    @field_validator("database", "bucket", "token")
    @classmethod
    def _is_there_when_needed(cls, value: Any, info: ValidationInfo) -> Any:
        version = info.data.get("version")
        needed = ("database",) if version == 1 else ("bucket", "token") if version else ()
        if info.field_name in needed and not value:
            raise ValueError(f"InfluxDB {version}.x needs it; add it")
        return value


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
    url: WebAddress | None = None

    @property
    def hostnames(self) -> tuple[str, ...]:
        """Return the names by which displays reach the pages, beside addresses in numbers."""
        host = None if self.url is None else urlsplit(self.url).hostname
        return () if host is None else (host,)


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


def load(path: Path) -> Config:
    """Read a file; ConfigurationError has one line for every mistake, with its place and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as err:
        raise ConfigurationError(f"{path}: cannot be read: {err.strerror}") from err
    except ValueError as err:
        raise ConfigurationError(f"{path}: is not text in UTF-8; save it as such") from err
    return parse(text, str(path))


def parse(text: str, name: str) -> Config:
    """Return the configuration in a text."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with two tags more
    except yaml.YAMLError as err:
        raise ConfigurationError(f"{name}: {_where(err)}") from None  # its own text quotes the file
    except TypeError, ValueError, RecursionError:
        raise ConfigurationError(
            f"{name}: holds what no setting is: an impossible date, a list as a name, deep nesting"
        ) from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{name}: must hold settings such as 'site: kalajoki'")
    mistakes: dict[Place, str] = {}
    data = _resolved(data, (), mistakes)
    mistakes |= _twice(data.get("devices"))
    config = None
    try:
        config = Config.model_validate(data)
    except ValidationError as err:
        for one in err.errors():
            place = tuple(one["loc"])
            if not any(place[: len(known)] == known for known in mistakes):
                mistakes[place] = _mistake(one)
    if mistakes or config is None:
        lines = [f"{name}: {'.'.join(map(str, place))}: {text}" for place, text in mistakes.items()]
        raise ConfigurationError("\n".join(lines))
    return config


def _where(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "not YAML"
    mark = error.problem_mark
    return f"not YAML: line {mark.line + 1}, column {mark.column + 1}: {error.problem}"


def _resolved(data: Any, place: Place, mistakes: dict[Place, str]) -> Any:
    """Put in what `!env NAME` and `!file PATH` stand for."""
    match data:
        case dict():
            return {name: _resolved(value, (*place, name), mistakes) for name, value in data.items()}
        case list():
            return [_resolved(value, (*place, at), mistakes) for at, value in enumerate(data)]
        case _Env():
            if data.name not in os.environ:
                mistakes[place] = f"the environment variable {data.name} is not set; set it"
            return os.environ.get(data.name, "")
        case _File():
            try:
                return Path(data.path).read_text(encoding="utf-8").strip()
            except OSError as err:
                mistakes[place] = f"the file {data.path} cannot be read: {err.strerror}"
            except ValueError:
                mistakes[place] = f"the file {data.path} is not text in UTF-8"
            return ""
    return data


def _twice(devices: Any) -> dict[Place, str]:
    """Find devices of one id, and one vendor's device read twice by the same profile."""
    found: dict[Place, str] = {}
    seen: set[tuple[str, ...]] = set()
    for at, one in enumerate(devices if isinstance(devices, list) else ()):
        if not isinstance(one, dict):
            continue
        for what, names in (("id", ("id",)), ("key", ("key", "profile", "prefix"))):
            value = (what, *(str(one.get(name, "")) for name in names))
            if what in one and value in seen:
                found["devices", at, what] = f"{one[what]!r} is there twice; give each device its own"
            seen.add(value)
    return found


def _mistake(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), sorted(_field_names()), n=1)
        return "is not a setting" + (f"; did you mean {near[0]!r}?" if near else "; remove it")
    if error["type"] == "missing":
        return "is missing; add it"
    return str(error["msg"].removeprefix("Value error, "))


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


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    names: set[str] = set()
    for key, _value in node.value:
        if key.value in names:
            raise yaml.constructor.ConstructorError(
                None, None, f"the setting {key.value!r} is there twice; keep one", key.start_mark
            )
        names.add(str(key.value))
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "!env and !file take one name", node.start_mark)
    return str(node.value)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("!env", lambda _loader, node: _Env(_scalar(node)))
_Loader.add_constructor("!file", lambda _loader, node: _File(_scalar(node)))
