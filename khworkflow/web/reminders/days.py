"""The office's calendar: days off and days worked in exchange, and the office's own word on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import day as day_word, gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import days, policies
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.reminders.forms import WORKED, CalendarDayForm
from khworkflow.web.reminders.views import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/calendar")
def calendar() -> ResponseReturnValue:
    """Show a year's days off and the days of rest that are worked."""
    return _page(CalendarDayForm())


@bp.post("/calendar/days")
def decide_day() -> ResponseReturnValue:
    """Let the office be off, or work, on a day."""
    actor, form = current_actor(), CalendarDayForm()
    ensure(policies.keep_calendar, actor)
    valid, day = form.validate(), form.day.data
    if day is None and not form.day.errors:
        form.day.errors = [_("Please choose the day.")]
    if not valid or day is None:
        return _page(form), 422
    try:
        with unit_of_work():
            days.decide(actor, day, is_working=form.choice.data == WORKED, name=form.name.data)
    except Refused as error:
        form.day.errors = [error.message]
        return _page(form), 422
    return _kept(_("The calendar now says so for %(day)s.", day=day_word(day)), day.year)


@bp.post("/calendar/days/<int:day_id>/removal")
def take_day_back(day_id: int) -> ResponseReturnValue:
    """Let law and decrees hold again on a day."""
    with unit_of_work():
        day = days.take_back(current_actor(), day_id)
    return _kept(_("For %(day)s law and decrees hold again.", day=day_word(day)), day.year)


def _kept(words: str, year: int) -> ResponseReturnValue:
    days.know(at_once=True)
    flash(words)
    return redirect(url_for(".calendar", year=year), 303)


def _page(form: CalendarDayForm) -> str:
    actor = current_actor()
    year = request.args.get("year", "", type=str)
    shown = int(year) if year.isdigit() and int(year) in days.YEARS else (form.day.data or clock.today()).year
    if shown not in days.YEARS:
        shown = clock.today().year
    return render_template(
        "reminders/calendar.html", form=form, year=shown, days=days.of_year(actor, shown),
        first=days.YEARS.start, last=days.YEARS.stop - 1, steps=history.of(actor, "calendar"),
    )  # fmt: skip
