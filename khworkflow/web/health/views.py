"""``/healthz`` answers when the installation can serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify

from khworkflow.core import db
from khworkflow.web.access import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("health", __name__, url_prefix="/healthz")


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Say whether this process can serve."""
    healthy = db.is_healthy()
    return jsonify(status="ok" if healthy else "database"), 200 if healthy else 503
