"""The first page of a PDF as a picture: drawn once by a process that may fail without harm."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files import commands, drawing, queries, runs, store


def paper(width=595, height=842, pages=2):
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for _number in range(pages):
        writer.add_blank_page(width, height)
    writer.write(out)
    return out.getvalue()


def kept(cast, content, name="quyet-dinh.pdf"):
    file = commands.keep(cast.lan.actor, name, content)
    database.session.commit()
    return file


def test_the_first_page_is_drawn_once_for_each_content_and_can_be_looked_at(db, cast):
    file, again = kept(cast, paper()), kept(cast, paper(), "ban-sao.pdf")
    with pytest.raises(NotFound):
        queries.reduced(file)

    assert runs.draw_first_pages() == 1
    assert runs.draw_first_pages() == 0

    for one in (file, again):
        with Image.open(io.BytesIO(queries.reduced(one))) as image:
            assert (image.format, max(image.size)) == ("JPEG", 1200)
            assert abs(image.size[0] / image.size[1] - 595 / 842) < 0.01


@pytest.mark.parametrize("content", [b"%PDF-1.4 x %%EOF", b"%PDF-1.7\n" + b"\0" * 5_000 + b"%%EOF", paper(pages=0)])
def test_what_cannot_be_drawn_is_remembered_as_that_and_not_tried_again(db, cast, content):
    file = kept(cast, content)

    assert runs.draw_first_pages() == 1
    assert runs.draw_first_pages() == 0
    with pytest.raises(NotFound):
        queries.reduced(file)


def test_a_page_as_large_as_a_field_becomes_a_small_picture(db, cast):
    file = kept(cast, paper(14_400, 3))
    runs.draw_first_pages()

    with Image.open(io.BytesIO(queries.reduced(file))) as image:
        assert image.size[0] == 1200


def test_bytes_that_are_lost_stop_nothing(db, cast):
    store.path(kept(cast, paper()).sha256).unlink()
    second = kept(cast, paper(300, 300))

    assert runs.draw_first_pages() == 2
    assert queries.reduced(second)


@pytest.mark.parametrize(
    "does",
    [
        "import time; time.sleep(60)",
        "raise SystemExit(3)",
        "print('hello')",
        "import sys; sys.stdout.buffer.write(bytes(3_000_000))",
    ],
)
def test_a_drawer_that_hangs_dies_or_lies_draws_nothing(tmp_path, monkeypatch, does):
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\n{does}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    monkeypatch.setattr(drawing, "SECONDS_MOST", 1)

    assert drawing.first_page(Path(__file__)) is None


@pytest.mark.parametrize(
    "does", ["bytearray(2**31)", "import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x')", "sum(iter(lambda: 1, 2))"]
)
def test_the_drawer_may_take_neither_memory_nor_time_nor_write_a_file(does):
    import subprocess

    limits = "import khworkflow.files.first_page as one; one._SECONDS = 1; one.limit(); "
    done = subprocess.run([sys.executable, "-I", "-c", limits + does], capture_output=True, timeout=30, check=False)

    assert done.returncode != 0


def test_the_drawer_knows_no_secret_of_the_house(db, cast, monkeypatch):
    monkeypatch.setenv("KHW_SECRET_KEYS", "x" * 32)
    seen = []
    run = drawing.subprocess.run
    monkeypatch.setattr(drawing.subprocess, "run", lambda *given, **how: (seen.append(how["env"]), run(*given, **how))[1])
    kept(cast, paper())
    runs.draw_first_pages()

    assert seen == [{}]


def test_the_systems_own_papers_are_not_drawn(db, cast):
    from khworkflow.core.authz import SYSTEM

    commands.keep(SYSTEM, "bao-cao.pdf", paper(), "application/pdf")

    assert runs.draw_first_pages() == 0
