"""The door of a letter's link: who stands behind it, or the page that it is over; each view behind it is given both."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from flask import Response, make_response, render_template, request

from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.tasks import answering
from khworkflow.web.access import by_link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

#: The link is the proof that a form's token would be.
BARE: Final[Mapping[str, Any]] = {"csrf": False}


def opens(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Let the view be reached by the link's secret alone, and give it what that opens.

    Whatever is not found behind it, the link is over: of what kind it was is told to nobody.
    """

    @wraps(view)
    def behind(secret: str, **more: object) -> ResponseReturnValue:
        try:
            return view(secret, answering.opened(secret), **more)
        except NotFound:
            return _over()

    return by_link(behind)


def closed(page: str) -> Response:
    """Return the page, kept out of caches and search machines."""
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _over() -> ResponseReturnValue:
    """Say that the link is over, and keep what was typed on the page, in whichever of its forms."""
    title = _("This link does not open anything any more")
    typed = next((said for name, said in request.form.items() if name.endswith("words") and said.strip()), "")
    return closed(render_template("tasks/link_over.html", title=title, words=clean(typed))), 410
