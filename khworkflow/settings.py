"""One frozen ``Settings``, read from ``KHW_*`` and checked at start; nobody else reads the environment.

Every installation is found by ``KHW_DATA`` (the data folder: SQLite, files, keys) or, for a
cluster, by ``DATABASE_URL`` and ``REDIS_URL``. The README's table lists each name; a test holds
the table and this file together.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_BYTES: Final = 32
DEFAULT_DATA: Final = "data"
#: A domain; or one mailbox, whose name leaves room for a key of 48 letters behind it (RFC 5321, 4.5.3.1.1).
_RETURNS: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,16}@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """What one installation is told from outside."""

    data: Path
    database_url: str
    redis_url: str | None
    secret_keys: tuple[str, ...] = field(repr=False)
    url: str = "http://127.0.0.1:8000"
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "khworkflow@localhost"
    mails_per_minute: int = 300
    letters_per_day: int = 200
    relay_log: str | None = None
    doubtful: str = ""
    reply_domain: str | None = None
    imap_url: str | None = field(default=None, repr=False)
    authserv_id: str | None = None
    clock_offset: timedelta = timedelta(0)
    port: int = 8000

    @property
    def is_https(self) -> bool:
        """Whether people reach the installation over TLS; cookies are Secure then."""
        return urlsplit(self.url).scheme == "https"

    @property
    def files(self) -> Path:
        """The folder of the content-addressed store."""
        return self.data / "files"

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """The host names that this installation answers to."""
        own = urlsplit(self.url).hostname or "localhost"
        loopback = ("127.0.0.1", "localhost", "[::1]") if own in _LOOPBACK else ()
        return (own, *loopback, *self.hosts)


def load(environ: Mapping[str, str] | None = None, *, data: Path | None = None, port: int | None = None) -> Settings:
    """Read the settings and check them.

    Args:
        environ: where the names are looked up; the process's environment unless given.
        data: the data folder, where the caller was told it otherwise (``--data``).
        port: the same for the port (``--port``).

    Raises:
        SettingsError: a value makes no sense.

    """
    given = os.environ if environ is None else environ
    folder = (data or Path(given.get("KHW_DATA", DEFAULT_DATA))).expanduser().resolve()
    port = port or _whole(given, "KHW_PORT", 8000)
    return Settings(
        data=folder,
        database_url=given.get("DATABASE_URL") or f"sqlite:///{folder / 'khworkflow.sqlite'}",
        redis_url=given.get("REDIS_URL") or None,
        secret_keys=_secret_keys(given, folder),
        url=_url(given.get("KHW_URL") or f"http://127.0.0.1:{port}"),
        hosts=tuple(host.strip() for host in given.get("KHW_HOSTS", "").split(",") if host.strip()),
        proxies=_whole(given, "KHW_PROXIES", 0),
        smtp_url=given.get("KHW_SMTP_URL") or None,
        mail_from=given.get("KHW_MAIL_FROM") or "khworkflow@localhost",
        mails_per_minute=_whole(given, "KHW_MAILS_PER_MINUTE", 300),
        letters_per_day=_whole(given, "KHW_LETTERS_PER_DAY", 200),
        relay_log=given.get("KHW_RELAY_LOG") or None,
        doubtful=given.get("KHW_DOUBTFUL", "").strip(),
        reply_domain=_reply_domain(given.get("KHW_REPLY_DOMAIN", "").strip()),
        imap_url=_imap_url(given.get("KHW_IMAP_URL", "").strip()),
        authserv_id=given.get("KHW_AUTHSERV_ID", "").strip() or None,
        clock_offset=timedelta(seconds=_clock_offset(given, folder)),
        port=port,
    )


def data_folder(data: Path | None = None) -> Path:
    """Return the data folder that would be used, without making anything in it."""
    return (data or Path(os.environ.get("KHW_DATA", DEFAULT_DATA))).expanduser().resolve()


def told() -> Mapping[str, str]:
    """Return what this process was told from outside, for who must look before the settings are loaded."""
    return dict(os.environ)


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which a child process loads these same settings."""
    told = {
        "KHW_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "KHW_URL": settings.url,
        "KHW_PORT": str(settings.port),
    }
    return dict(os.environ) | told | ({"REDIS_URL": settings.redis_url} if settings.redis_url else {})


def _url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"KHW_URL: «{url}» không phải địa chỉ http(s); ví dụ https://khuyenhoc.example.vn"
        raise SettingsError(msg)
    return url.rstrip("/")


def _reply_domain(text: str) -> str | None:
    """Return the domain, or the one mailbox, at which replies and bounces come back."""
    if not text:
        return None
    if not _RETURNS.fullmatch(text):
        msg = f"KHW_REPLY_DOMAIN: «{text}» không phải tên miền hay hộp thư; ví dụ thu.khuyenhoc.example.vn hoặc thu@example.vn"
        raise SettingsError(msg)
    return text.lower()


def _imap_url(text: str) -> str | None:
    """Return the mailbox's address; the message never shows it, for it holds the password."""
    if not text:
        return None
    parts = urlsplit(text)
    is_safe = parts.scheme in {"imaps", "imap+starttls"} or (parts.scheme == "imap" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or not parts.username:
        msg = "KHW_IMAP_URL: cần dạng imaps://người-dùng:mật-khẩu@máy-chủ/INBOX (hoặc imap+starttls://); imap:// chỉ dùng trên chính máy này"
        raise SettingsError(msg)
    return text


def _whole(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip() or str(default)
    if not text.lstrip("-").isdigit():
        msg = f"{name}: «{text}» không phải số nguyên"
        raise SettingsError(msg)
    return int(text)


def _clock_offset(given: Mapping[str, str], folder: Path) -> int:
    """Return by how many seconds this installation's clock is shifted (a demonstration's is)."""
    kept = folder / "clock-offset"
    if "KHW_CLOCK_OFFSET" not in given and kept.is_file():
        return int(kept.read_text().strip() or 0)
    return _whole(given, "KHW_CLOCK_OFFSET", 0)


def _secret_keys(given: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """Return the key in use and the ones still accepted; a data folder makes its own once."""
    if keys := tuple(key for key in given.get("KHW_SECRET_KEYS", "").split(",") if key):
        if any(len(key) < SECRET_BYTES for key in keys):
            msg = f"KHW_SECRET_KEYS: mỗi khóa cần ít nhất {SECRET_BYTES} ký tự"
            raise SettingsError(msg)
        return keys
    if "DATABASE_URL" in given and "KHW_DATA" not in given:
        msg = "KHW_SECRET_KEYS: cần một khóa chung cho mọi tiến trình khi dùng DATABASE_URL"
        raise SettingsError(msg)
    kept = folder / "secret-key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
    except FileExistsError:
        pass
    return (kept.read_text().strip(),)
