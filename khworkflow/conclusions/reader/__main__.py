"""``python -m khworkflow.conclusions.reader FILE [--on DATE] [--json]``: the reader without the rest of the house."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from khworkflow.conclusions.reader import YEN_BAI_2019, read
from khworkflow.conclusions.reader.sources import Unreadable, text_of


def main() -> int:
    """Print the reading of the file; return 0, or 2 when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m khworkflow.conclusions.reader")
    parser.add_argument("path", type=Path)
    parser.add_argument("--on", type=date.fromisoformat)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        text = text_of(given.path)
    except Unreadable as why:
        sys.stderr.write(f"{why}\n")
        return 2
    reading = read(text, on=given.on, gazetteer=YEN_BAI_2019).to_json()
    sys.stdout.write(json.dumps(reading, ensure_ascii=False, indent=None if given.json else 2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
