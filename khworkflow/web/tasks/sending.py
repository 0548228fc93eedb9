"""What a form of an answer gets back: a page, or, where a phone's queue sent it (static/queue.js), facts to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, jsonify, redirect, request

from khworkflow.core.errors import Refused, TooMuch
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web.tasks.views import explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

_JSON = "application/json"


def is_queued() -> bool:
    """Return whether the phone's queue sent this and reads the answer itself."""
    return request.accept_mimetypes.best == _JSON


def taken(to: str, *, evidence: str | None = None, code: str | None = None) -> ResponseReturnValue:
    """Say that it arrived.

    Args:
        to: the page that says so.
        evidence: where files that follow are sent to.
        code: the receipt's number.

    """
    if is_queued():
        return jsonify(to=to, evidence=evidence, code=code)
    return redirect(to, 303)


def status_of(error: Refused | None) -> int:
    """Return with which status a refusal is told."""
    return 413 if isinstance(error, TooMuch) else 422


def not_taken(form: FlaskForm, page: Callable[[], Response | str], error: Refused | None = None) -> ResponseReturnValue:
    """Say why it was refused: to the queue in words alone, else on the page as it was typed."""
    if is_queued():
        reasons = [str(reason) for field in form for reason in field.errors]
        return jsonify(reason=" ".join(dict.fromkeys(reasons))), status_of(error)
    return page(), status_of(error)


def files_added(form: FlaskForm, add: Callable[[], object], to: str) -> ResponseReturnValue:
    """Add files to what was sent before, in a transaction of their own; a refusal is told where the files were chosen.

    Raises:
        Refused: with the reason, where no queue waits for it.

    """
    try:
        with unit_of_work():
            add()
    except Refused as error:
        if not is_queued():
            raise
        explain(form, error)
        return not_taken(form, str, error)
    if not is_queued():
        flash(_("The files were added."))
    return taken(to)
