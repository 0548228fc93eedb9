"""Saving and dropping filters; the links to them stand on the pages that they filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, request, url_for

from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.saved_filters import commands, policies, queries
from khworkflow.saved_filters.queries import Filtered
from khworkflow.web.access import current_actor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("saved_filters", __name__, url_prefix="/filters")
_PAGES: Final = {Filtered.BOARD: "tasks.board", Filtered.SEARCH: "tasks.search", Filtered.TASKS: "tasks.index"}


@bp.app_context_processor
def _links() -> dict[str, object]:
    present = commands.cleaned(request.query_string.decode(errors="replace"))
    return {"saved_filters": _of_page, "address_of_filter": _address, "present_filter": present}


@bp.post("")
def save() -> ResponseReturnValue:
    """Keep the filter of the page that the form stands on."""
    actor, query = current_actor(), commands.cleaned(request.form.get("query", ""))
    ensure(policies.save_filter, actor)
    page = _page(request.form.get("filtered", Filtered.TASKS.value))
    is_shared = request.form.get("shared") == "1"
    try:
        with unit_of_work():
            commands.save(actor, page, request.form.get("name", ""), query, is_shared=is_shared)
        flash(_("The filter is kept; its link stands above the list."))
    except Refused as error:
        flash(error.message, "error")
    return redirect(_to(page, query), 303)


@bp.post("/<int:filter_id>/removal")
def drop(filter_id: int) -> ResponseReturnValue:
    """Keep a filter no longer."""
    actor = current_actor()
    saved = queries.get(actor, filter_id)
    page = saved.page
    with unit_of_work():
        commands.drop(actor, saved)
    flash(_("The filter is dropped."))
    return redirect(url_for(_PAGES[page]), 303)


def _page(name: str) -> Filtered:
    found = next((page for page in Filtered if page.value == name), None)
    if found is None:
        raise NotFound
    return found


def _of_page(name: str) -> dict[str, object]:
    """Return what the filters' part of a page shows."""
    actor = current_actor()
    saved = queries.of_page(actor, Filtered(name))
    return {"saved": saved, "droppable": {one.id for one in saved if policies.drop_filter(actor, one)}}


def _address(saved: object) -> str:
    return _to(saved.page, saved.query)  # type: ignore[attr-defined]  # a template's row


def _to(page: Filtered, query: str) -> str:
    return url_for(_PAGES[page]) + (f"?{query}" if query else "")
