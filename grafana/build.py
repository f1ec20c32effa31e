"""Write the dashboards as committed JSON, the same bytes every time.

.venv/bin/python -m grafana.build [--out DIR]
"""

import argparse
import json
from pathlib import Path
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from .dashboards import every

DEFAULT = Path(__file__).parent / "generated"


def main() -> int:
    """Write every dashboard and say where."""
    parser = argparse.ArgumentParser(prog="grafana.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder to write into")
    out: Path = parser.parse_args().out / "dashboards"
    out.mkdir(parents=True, exist_ok=True)
    for builder in every():
        board = builder.build()
        text = json.dumps(board, cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False)
        path = out / f"{board.uid}.json"
        path.write_text(text + "\n", encoding="utf-8")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
