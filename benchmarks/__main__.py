"""``python -m benchmarks NAME``: the last line printed is one JSON object."""

from __future__ import annotations

import importlib
import sys

NAMES = ("actions", "crash", "digest", "pages", "reader", "reports", "season")


def main() -> None:
    """Run the benchmark that is named."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:  # noqa: PLR2004 - the program and a name
        sys.exit(f"usage: python -m benchmarks {{{','.join(NAMES)}}}")
    importlib.import_module(f"benchmarks.{sys.argv.pop(1)}").main()


main()
