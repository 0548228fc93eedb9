"""``khworkflow receive`` and ``khworkflow lmtp``: the two doors beside the mailbox, behind a mail server of one's own.

``receive`` ends with the status that mail servers know (sysexits.h): 0 kept, 65 nothing was given,
75 not kept, please try again, 78 nothing is set up.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Final

import click

from khworkflow import settings as settings_
from khworkflow.app import create_app
from khworkflow.cli.speech import Command
from khworkflow.core import wake
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.inbound import lmtp as door, runs
from khworkflow.inbound.models import Door
from khworkflow.inbound.reading.message import BYTES_MOST
from khworkflow.inbound.reception import reception

if TYPE_CHECKING:
    from flask import Flask

EX_DATAERR: Final = 65
EX_TEMPFAIL: Final = 75
EX_CONFIG: Final = 78
_log = logging.getLogger(__name__)


@click.command(
    cls=Command,
    help=later(
        "Take one mail from standard input, as a mail server hands it over. Ends with 0 when it is kept, 75 to be tried again."
    ),
)
@click.option("--to", "recipients", multiple=True, help=later("A recipient of the envelope; may be given several times."))
def receive(recipients: tuple[str, ...]) -> int:
    """Keep the mail, and say nothing: what is printed would be mailed to its sender."""
    raw = sys.stdin.buffer.read(BYTES_MOST + 1)
    if not raw.strip():
        return EX_DATAERR
    while sys.stdin.buffer.read(1 << 20):  # the rest of a mail that is too large: its bringer must not be cut off
        pass
    try:
        app = create_app(settings_.load())
        if reception().returns is None:
            return EX_CONFIG
        with app.app_context():
            runs.take(raw, Door.PIPE, recipients)
        wake.settle(2.0)
    except Exception:  # noqa: BLE001 - whatever it is, the mail server keeps the mail and tries again
        _log.exception("the mail was not kept")
        return EX_TEMPFAIL
    return 0


@click.command(cls=Command, help=later("Listen for mail by LMTP, behind a mail server on this machine or in this network."))
@click.option("--host", default="127.0.0.1", help=later("The address listened on; never one of the public network."))
@click.option("--port", type=click.IntRange(0, 65535), default=2424, help=later("The port listened on; 0 takes a free one."))
def lmtp(host: str, port: int) -> None:
    """Serve until stopped."""
    app = create_app(settings_.load())
    returns = reception().returns
    if returns is None:
        raise Refused(_("Set KHW_REPLY_DOMAIN first: without it no address is ours."))
    handler = door.Handler(_keeper(app), returns.is_ours)
    try:
        asyncio.run(
            door.listen(host, port, handler, lambda found: click.echo(_("Listening for mail on port %(port)s.", port=found)))
        )
    except KeyboardInterrupt:
        return


def _keeper(app: Flask) -> door.Keep:
    def keep(raw: bytes, recipients: list[str]) -> None:
        with app.app_context():
            runs.take(raw, Door.LMTP, recipients)

    return keep
