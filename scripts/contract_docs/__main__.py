"""Write every document of the contract into one folder."""

import argparse
from pathlib import Path
import sys

from mqtt_bridge.contract.messages import MESSAGES

from . import acl, asyncapi, markdown
from .json_schema import canonical, schema_of

DEFAULT = Path(__file__).parents[2] / "docs" / "contract"


def main() -> int:
    """Write the documents and say where."""
    parser = argparse.ArgumentParser(prog="write-contract-docs", description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder to write into")
    out: Path = parser.parse_args().out
    (out / "schema").mkdir(parents=True, exist_ok=True)
    for old in (out / "schema").glob("*.json"):
        old.unlink()
    for message in MESSAGES:
        path = out / "schema" / f"{message.__name__}.json"
        path.write_text(canonical(schema_of(message)), encoding="utf-8")
    (out / "contract.md").write_text(markdown.document(), encoding="utf-8")
    (out / "asyncapi.yaml").write_text(asyncapi.document(), encoding="utf-8")
    (out / "mosquitto.acl").write_text(acl.document(), encoding="utf-8")
    print(f"wrote {len(MESSAGES)} schemas, contract.md, asyncapi.yaml and mosquitto.acl to {out}")
    return 0


sys.exit(main())
