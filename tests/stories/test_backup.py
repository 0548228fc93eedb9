"""A backup is a restore that was tried: everything is there again, and no letter leaves before somebody looked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from tests import factories
from tests.conftest import ENGINE, MONDAY, _named, _sql
from tests.servers import smtp_sink

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.fault, pytest.mark.timeout(280)]


@pytest.fixture
def other(request, tmp_path):
    """Return the settings of a place where a backup can be restored to."""
    if ENGINE != "postgresql":
        yield {}
        return
    cluster, name = request.getfixturevalue("postgresql"), f"restored_{uuid4().hex[:12]}"
    _sql(cluster, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield {"DATABASE_URL": _named(cluster, name)}
    _sql(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def office(cast, database_url, tmp_path):
    """Return the settings of an office with tasks, letters to write and a photograph."""
    folder = tmp_path / "office"
    factories.issued(cast)
    with unit_of_work():
        files.keep(cast.lan.actor, "qd.pdf", b"%PDF-1.4 x %%EOF")
    database.session.remove()
    folder.mkdir()
    if ENGINE == "postgresql":
        told = {"KHW_DATA": str(folder), "DATABASE_URL": database_url}
    else:
        source = Path(database_url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal"):
            beside = source.with_name(source.name + suffix)
            if beside.exists():
                shutil.copy(beside, folder / f"khworkflow.sqlite{suffix}")
        told = {"KHW_DATA": str(folder)}
    shutil.copytree(tmp_path / "files", folder / "files")
    return told


def khworkflow(told, *words, minutes=5):
    """Type a command on that Monday, so many minutes after nine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KHW_", "REDIS_", "DATABASE_"))}
    real = float(subprocess.check_output(["date", "+%s"]))
    shift = MONDAY + timedelta(minutes=minutes) - datetime.fromtimestamp(real, UTC)
    return subprocess.run(
        [sys.executable, "-m", "khworkflow", *map(str, words)],
        cwd=ROOT, env=kept | {"KHW_CLOCK_OFFSET": str(int(shift.total_seconds()))} | told,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def done(told, *words, **options):
    ended = khworkflow(told, *words, **options)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


def identities(sink):
    return sorted(str(mail["Message-ID"]) for mail in sink.mails)


@pytest.mark.parametrize("has_log", [True, False], ids=["the relay's log is there", "nobody knows what left"])
def test_f34_a_restored_installation_is_whole_and_sends_nothing_twice(office, other, tmp_path, has_log):
    file, log = tmp_path / "backup.khw", tmp_path / "mail.log"
    log.write_text("Jul  8 07:30:00 thu postfix/postfix-script[700]: starting the Postfix mail system\n")
    assert "Đã ghi" in done(office, "backup", file)
    assert file.stat().st_mode & 0o077 == 0
    with smtp_sink() as (sink, url):
        sink.log = log
        assert "9" in done(office | {"KHW_SMTP_URL": url}, "deliver", minutes=10)
        before = identities(sink)
        sink.mails.clear()

        restored = {"KHW_DATA": str(tmp_path / "again"), "KHW_SMTP_URL": url} | other
        restored |= {"KHW_RELAY_LOG": str(log)} if has_log else {}
        said = done(restored, "restore", file, minutes=20)

        assert ("9 thư" in said) is has_log
        assert "giữ lại" in khworkflow(restored, "mail", "status", minutes=25).stdout
        done(restored, "deliver", minutes=25)
        assert sink.mails == [], "no letter leaves before somebody looked"
        done(restored, "log", "verify", minutes=25)
        done(restored, "mail", "release", minutes=30)
        done(restored, "deliver", minutes=30)
        assert identities(sink) == ([] if has_log else before), "what must be sent again carries the same identity"
    stored = [path.name for path in (tmp_path / "again" / "files").glob("??/*")]
    assert len(stored) == 1


def test_what_is_no_backup_or_has_no_empty_place_is_refused_and_leaves_nothing(office, other, tmp_path):
    file, again = tmp_path / "backup.khw", tmp_path / "again"
    done(office, "backup", file)
    told = {"KHW_DATA": str(again)} | other

    def refused(given, path, status=1):
        ended = khworkflow(given, "restore", path)
        assert ended.returncode == status, ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr
        assert not again.exists()
        return ended.stderr

    assert "không trống" in refused(told | {"KHW_DATA": office["KHW_DATA"]}, file)
    assert "không phải bản sao lưu" in refused(told, tampered(file, tmp_path / "none.khw", drop="manifest.json"))
    assert "hỏng" in refused(told, tampered(file, tmp_path / "torn.khw", drop="files/"))
    (tmp_path / "short.khw").write_bytes(file.read_bytes()[:5000])
    assert "hỏng" in refused(told, tmp_path / "short.khw")
    assert "khóa" in refused(told | {"KHW_SECRET_KEYS": "x" * 40}, file)
    refused(told, tmp_path / "absent.khw", status=2)
    done(told, "restore", file)


def tampered(file, to, drop):
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(to, "w") as target:
        for one in source.infolist():
            if not one.filename.startswith(drop):
                target.writestr(one, source.read(one))
    return to


def test_a_backup_that_cannot_be_written_leaves_the_older_one(office, tmp_path):
    file = tmp_path / "backup.khw"
    file.write_bytes(b"older")
    (tmp_path / ".backup.khw.part").mkdir()

    ended = khworkflow(office, "backup", file)

    assert ended.returncode == 1
    assert file.read_bytes() == b"older"
