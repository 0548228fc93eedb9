"""The reader at the terminal."""

from __future__ import annotations

import json

from khworkflow.cli.read import read
from tests.unit.reader.texts import NOTICE


def test_the_command_prints_json(tmp_path, capsys):
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")

    assert read(path, None, as_json=True) == 0
    assert len(json.loads(capsys.readouterr().out)["directives"]) == 4


def test_the_command_prints_words(tmp_path, capsys):
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")

    assert read(path, None, as_json=False) == 0
    assert "trước ngày 20/10/2019 → 2019-10-20 (before)" in capsys.readouterr().out


def test_an_unreadable_file_ends_with_status_2(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()

    assert read(path, None, as_json=True) == 2
    assert "không có nội dung" in capsys.readouterr().err
