"""An installation in one file: its database, its files, the keys it needs, and a list that proves that nothing is missing."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.embedded import tables
from khworkflow.eventlog.models import LogEntry

if TYPE_CHECKING:
    from khworkflow.settings import Settings

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
KEY, OFFSET = "secret-key", "clock-offset"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Args:
        made_at: when its database was read.
        revision: the version of the schema.
        engine: ``sqlite`` or ``postgresql``.
        rows: how many each table has.
        head: the hash of the log's last entry.
        files: how many files.
        key: the fingerprint of the key in use: links and Message-IDs are signed with it.
        has_key: whether the key itself is inside; a cluster keeps it in KHW_SECRET_KEYS.
        format: of the archive.

    """

    made_at: str
    revision: str
    engine: str
    rows: dict[str, int]
    head: str
    files: int
    key: str
    has_key: bool
    format: int = FORMAT
    digests: dict[str, str] = field(default_factory=dict)  # SHA-256 of the other members

    @property
    def made(self) -> datetime:
        """The moment it was made."""
        return datetime.fromisoformat(self.made_at)


def fingerprint(key: str) -> str:
    """Return what tells one key from another and betrays neither."""
    return hashlib.sha256(b"khworkflow:" + key.encode()).hexdigest()[:16]


def make(settings: Settings, to: Path) -> Manifest:
    """Write the backup, whole or not at all; an older file of that name stays until the new one is complete.

    Raises:
        Refused: it cannot be written.

    """
    part = to.with_name(f".{to.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".khworkflow-") as scratch:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                manifest = _fill(archive, settings, Path(scratch))
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.chmod(0o600)  # it holds everything, the key too
            part.replace(to)
    except OSError as error:
        raise Refused(_("%(file)s cannot be written: %(why)s", file=to, why=error.strerror or error)) from error
    except ValueError as error:
        raise Refused(_("The database is damaged: %(why)s", why=error)) from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, settings: Settings, scratch: Path) -> Manifest:
    made_at, head = clock.now(), _head()
    rows = tables.write(archive, scratch)
    count = 0
    for path in sorted(one for one in settings.files.glob("??/*") if _is_hash(one.name)):
        archive.write(path, f"{FILES}{path.name}", zipfile.ZIP_STORED)  # photographs do not become smaller
        count += 1
    own = {name: (settings.data / name).read_bytes() for name in (KEY, OFFSET) if (settings.data / name).is_file()}
    for name, content in own.items():
        archive.writestr(name, content)
    manifest = Manifest(
        made_at=made_at.isoformat(),
        revision=tables.revision(),
        engine=database.engine.dialect.name,
        rows=rows,
        head=head,
        files=count,
        key=fingerprint(settings.secret_keys[0]),
        has_key=own.get(KEY, b"").decode().strip() == settings.secret_keys[0],
        digests={name: hashlib.sha256(content).hexdigest() for name, content in own.items()},
    )
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _head() -> str:
    last = database.session.scalar(select(LogEntry.hash).order_by(LogEntry.id.desc()).limit(1)) or ""
    database.session.rollback()
    return last


def log_holds(head: str) -> bool:
    """Return whether an entry of the log has that hash; an empty one needs none."""
    found = database.session.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.hash == head))
    return not head or bool(found)


def read(archive: zipfile.ZipFile) -> Manifest:
    """Return what the backup says of itself.

    Raises:
        Refused: it is none of ours, or made by a newer program.

    """
    try:
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if said.get("format") != FORMAT:
            raise Refused(_("This backup was made by another version of the program. Please restore it with that version."))
        return Manifest(**said)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise Refused(_("This is no backup of khworkflow.")) from error


def unpack_files(archive: zipfile.ZipFile, folder: Path, manifest: Manifest) -> None:
    """Put the files into their store; each is proved by its name, which is the hash of its bytes.

    Raises:
        Refused: one is damaged or missing.

    """
    names = [one.filename for one in archive.infolist() if one.filename.startswith(FILES)]
    if len(names) != manifest.files:
        raise Refused(_("The backup is damaged: %(why)s", why=f"{len(names)} / {manifest.files}"))
    for member in names:
        sha256 = member.removeprefix(FILES)
        if not _is_hash(sha256):
            raise Refused(_("The backup is damaged: %(why)s", why=sha256))
        target = folder / sha256[:2] / sha256
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with archive.open(member) as source, target.open("wb") as file:
            while block := source.read(_BLOCK):
                digest.update(block)
                file.write(block)
        if digest.hexdigest() != sha256:
            raise Refused(_("The backup is damaged: %(why)s", why=sha256))


def _is_hash(name: str) -> bool:
    return len(name) == 64 and all(letter in "0123456789abcdef" for letter in name)  # noqa: PLR2004 - SHA-256
