"""The benchmarks keep running as the house changes; what they measure is asserted nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_pages_are_measured_and_the_last_line_is_one_json_object():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "pages", "--sizes", "2000", "--engines", "sqlite", "--rounds", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert set(figures["sqlite-2000"]) == {"own", "all", "one", "save", "board", "board_of_all"}


def test_reports_are_measured_in_every_format():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "reports", "--sizes", "81"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout.splitlines()[-1])["81"]
    assert {"seconds", "mib", "docx_seconds", "pdf_seconds", "xlsx_seconds"} <= set(figures)
