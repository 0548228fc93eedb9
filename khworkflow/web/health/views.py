"""``/healthz`` answers when the installation can serve; ``/healthz/deep`` says how each part is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, jsonify

from khworkflow.core import clock, db
from khworkflow.inbound import queries as inbound
from khworkflow.inbound.reception import reception
from khworkflow.reminders import ledger
from khworkflow.web.access import public

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

#: The timetable looks each minute; silent for longer, nobody would be reminded: a dead man's switch needs no traffic.
SILENT_SECONDS: Final = 300

bp = Blueprint("health", __name__, url_prefix="/healthz")


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Say whether this process can serve."""
    healthy = db.is_healthy()
    return jsonify(status="ok" if healthy else "database"), 200 if healthy else 503


@bp.get("/deep")
@public
def deep() -> ResponseReturnValue:
    """Say how each part is, without a name, an address or a number of anybody's; 503 when one needs a person.

    ``oldest_mail_seconds`` is how long the mail waits that should have left longest ago (alarm from 15 minutes on),
    ``oldest_inbound_seconds`` how long one waits that came in and of which nobody has decided.
    """
    if not db.is_healthy():
        return jsonify(database="down"), 503
    now = clock.now()
    room = ledger.standing(now)
    ticked = (now - room.ticked_at).total_seconds() if room.ticked_at else None
    parts = {
        "database": "ok",
        "timetable": "ok" if ticked is not None and ticked <= SILENT_SECONDS else "silent",
        "last_tick_seconds": None if ticked is None else round(ticked),
        "mail_server": _server(room, now),
        "letters": "held" if room.held_at else "ok",
        "clock": "doubted" if room.is_clock_doubted else "ok",
        "mails_in_doubt": room.doubtful,
        "oldest_mail_seconds": round((now - room.oldest_at).total_seconds()) if room.oldest_at else 0,
    }
    parts |= _incoming(now)
    well = parts["timetable"] == parts["mail_server"] == parts["clock"] == "ok" and parts["mailbox"] != "trouble"
    return jsonify(parts), 200 if well else 503


def _server(room: ledger.Standing, now: datetime) -> str:
    """Return how the mail server is: refusing us, left alone for a while, or ok."""
    if room.stopped_at:
        return "stopped"
    return "paused" if room.paused_until and now < room.paused_until else "ok"


def _incoming(now: datetime) -> dict[str, str | int | None]:
    """Say how the mailbox is that replies and bounces come to, and how long the oldest of them waits."""
    boxes = inbound.boxes() if reception().imap_url else []
    looked = min((box.looked_at for box in boxes if box.looked_at), default=None)
    in_trouble = any(box.trouble for box in boxes)
    oldest = inbound.oldest_undecided()
    return {
        "mailbox": "off" if reception().imap_url is None else "trouble" if in_trouble else "ok" if looked else "not looked yet",
        "last_look_seconds": round((now - looked).total_seconds()) if looked else None,
        "oldest_inbound_seconds": round((now - oldest).total_seconds()) if oldest else 0,
    }
