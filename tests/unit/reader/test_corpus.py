"""The figures promised over the corpus beside the checkout; skipped where it is absent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCORE = ROOT.parent / "shared" / "score_reader.py"


@pytest.mark.skipif(not SCORE.exists(), reason="the corpus is not beside this checkout")
@pytest.mark.timeout(180)
def test_the_corpus_is_read_as_well_as_promised():
    run = subprocess.run(
        [sys.executable, str(SCORE), "--command", f"{sys.executable} -m khworkflow.conclusions.reader --json"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    figures = json.loads(run.stdout.splitlines()[-1])

    assert figures["directives"]["f1"] >= 0.90
    assert figures["assignees_f1"] >= 0.90
    assert figures["dates_f1"] >= 0.95
    assert figures["kinds_f1"] >= 0.85
    assert figures["verbatim"] == 1
