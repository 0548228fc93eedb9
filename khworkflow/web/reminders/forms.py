"""Forms of the reminders' pages."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.reminders.unit_wishes import UnitWishes
from khworkflow.reminders.wishes import HOURS, Wishes
from khworkflow.web.fields import DayField, Form, TextLine

OFF, WORKED = "off", "worked"


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
#: What stands for "I choose nothing".
OPEN = ""


def _weekdays() -> list[Any]:
    return [SelectChoice(str(number), word) for number, word in enumerate(WEEKDAYS)]


def _hours() -> list[Any]:
    return [SelectChoice(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in HOURS]


class WishesForm(Form):
    """Where and when one wishes one's letters."""

    digest = RadioField(
        _("Weekly digest"),
        [DataRequired(_("Please choose one of the two."))],
        choices=[SelectChoice("yes", _("Yes, once a week")), SelectChoice("no", _("No digest; reminders of due days alone"))],
    )
    weekday = SelectField(_("Day of the digest"), choices=[SelectChoice(OPEN, _("As my association chose")), *_weekdays()])
    hour = SelectField(_("The day's letter leaves from"), choices=[SelectChoice(OPEN, _("As my association chose")), *_hours()])
    redirect_to = TextLine(_("Send my letters to another address (if wished)"), [Length(max=254)])

    def wished(self) -> Wishes:
        """Return what is wished."""
        weekday = int(self.weekday.data) if self.weekday.data else None
        hour = time.fromisoformat(self.hour.data) if self.hour.data else None
        return Wishes(self.digest.data == "yes", weekday, hour, self.redirect_to.data or None)


class UnitWishesForm(Form):
    """When an association wishes its people's letters."""

    weekday = SelectField(_("Day of the digest"), choices=_weekdays())
    hour = SelectField(_("The day's letter leaves from"), choices=_hours())

    def wished(self) -> UnitWishes:
        """Return what is wished."""
        return UnitWishes(int(self.weekday.data), time.fromisoformat(self.hour.data))


def unit_form(association_id: int, now: UnitWishes | None = None) -> UnitWishesForm:
    """Return the form of one association, as sent or, given what it wishes now, filled in; several may stand on a page."""
    prefix = f"unit{association_id}-"
    if now is None:
        return UnitWishesForm(prefix=prefix)
    return UnitWishesForm(formdata=None, prefix=prefix, weekday=str(now.weekday), hour=f"{now.hour:%H:%M}")


class HoldForm(Form):
    """Why no letter is to leave."""

    reason = TextLine(_("Why"), [DataRequired(_("Please say in a few words why.")), Length(max=200)])


class CalendarDayForm(Form):
    """The office's word on one day; nothing is chosen beforehand."""

    day = DayField(_("Day"))
    choice = RadioField(
        _("What holds on that day?"),
        [DataRequired(_("Please choose one of the two."))],
        choices=[SelectChoice(OFF, _("The office is off")), SelectChoice(WORKED, _("The office works"))],
    )
    name = TextLine(_("By which announcement, or why"), [DataRequired(_("Please say in a few words why.")), Length(max=200)])
