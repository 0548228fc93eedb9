"""``python -m khworkflow``: the same as the ``khworkflow`` command."""

from __future__ import annotations

from khworkflow.cli import main

if __name__ == "__main__":
    main()
