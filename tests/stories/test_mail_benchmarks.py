"""The benchmarks of mails keep running as the house changes; what they measure is asserted nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def last_line(*words):
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words], cwd=ROOT, capture_output=True, text=True, timeout=280, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.slow
def test_crashes_are_counted():
    assert set(last_line("crash", "--mails", "60", "--kills", "2")) == {
        "lost",
        "second_identities",
        "copies",
        "mails",
        "kills",
        "seconds",
    }


@pytest.mark.slow
def test_a_monday_is_measured():
    assert set(last_line("digest", "--sizes", "9:400")["9:400"]["steps"]) == {"plan", "gather", "deliver"}
