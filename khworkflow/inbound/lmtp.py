"""Listening for mail behind a mail server of our own (RFC 2033); never a public exchanger."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from aiosmtpd.lmtp import LMTP

from khworkflow.inbound.reading.message import BYTES_MOST

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

RECIPIENTS_MOST: Final = 100
Keep = Callable[[bytes, list[str]], object]
_log = logging.getLogger(__name__)


class Handler:
    """Takes what is for us and says so only when it is kept."""

    def __init__(self, keep: Keep, is_ours: Callable[[str], bool]) -> None:
        self._keep, self._is_ours = keep, is_ours
        self._thread = ThreadPoolExecutor(1, "lmtp")

    def close(self) -> None:
        """Let the thread end that keeps."""
        self._thread.shutdown(wait=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address of ours, and a hundred of them at most."""
        del server, session
        if len(envelope.rcpt_tos) >= RECIPIENTS_MOST:
            return "452 4.5.3 too many recipients"
        if not self._is_ours(address):
            return "550 5.1.1 no such address here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options += options
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail; one answer for each recipient."""
        del server, session
        raw = envelope.original_content or b""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._keep, raw, list(envelope.rcpt_tos))
        except Exception:  # noqa: BLE001 - whatever it is, the mail is not kept and has to be offered again
            _log.exception("a mail could not be kept")
            return "\r\n".join(["451 4.3.0 not kept, please try again"] * len(envelope.rcpt_tos))
        return "\r\n".join(["250 2.0.0 kept"] * len(envelope.rcpt_tos))


class Server(LMTP):
    """Lines may be longer than the standard has them: what a mail server let pass is no reason to lose a mail."""

    line_length_limit = 100_000


async def listen(host: str, port: int, handler: Handler, ready: Callable[[int], object]) -> None:
    """Serve until the process is stopped.

    Args:
        host: the address listened on; this machine's own, behind a mail server.
        port: the same; 0 takes a free one.
        handler: what takes the mails.
        ready: is told the port once the server listens.

    """
    options: dict[str, Any] = {
        "data_size_limit": BYTES_MOST,
        "enable_SMTPUTF8": True,
        "ident": "khworkflow",
        "hostname": "localhost",
    }
    server = await asyncio.get_running_loop().create_server(lambda: Server(handler, **options), host, port)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
