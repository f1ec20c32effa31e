"""The AsyncAPI 3 document: one channel and one operation per row of the topic table."""

from typing import Any, override

import yaml

from mqtt_bridge.contract import MIN_SCHEMA_VERSION, SCHEMA_VERSION
from mqtt_bridge.contract.messages import MESSAGES
from mqtt_bridge.contract.topics import PREFIX, TABLE, Row

from .json_schema import summary


class _Plain(yaml.SafeDumper):
    """Writes repeated values out instead of pointing at them."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True


def document() -> str:
    """Return the YAML text."""
    data = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kalajoki Library wire contract",
            "version": f"{SCHEMA_VERSION}.0.0",
            "description": f"Oldest understood schema: {MIN_SCHEMA_VERSION}.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {row.name: _channel(row) for row in TABLE},
        "operations": {f"{row.sender}_sends_{row.name}": _operation(row) for row in TABLE},
        "components": {
            "messages": {
                message.__name__: {
                    "name": message.__name__,
                    "summary": summary(message),
                    "payload": {
                        "schemaFormat": "application/schema+json;version=draft-2020-12",
                        "schema": {"$ref": f"./schema/{message.__name__}.json"},
                    },
                }
                for message in MESSAGES
            }
        },
    }
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)


def _channel(row: Row) -> dict[str, Any]:
    names = ["site", *(part[1:-1] for part in row.pattern.split("/") if part.startswith("{"))]
    return {
        "address": f"{PREFIX}/{{site}}/{row.pattern}",
        "description": row.about,
        "parameters": {name: {"description": "a-z 0-9 _ -, 1 to 48 characters"} for name in names},
        "messages": {row.message.__name__: {"$ref": f"#/components/messages/{row.message.__name__}"}},
    }


def _operation(row: Row) -> dict[str, Any]:
    mqtt: dict[str, Any] = {"qos": row.qos, "retain": row.retain, "bindingVersion": "0.2.0"}
    if row.expiry_s is not None:
        mqtt["messageExpiryInterval"] = row.expiry_s
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{row.name}"},
        "bindings": {"mqtt": mqtt},
    }
