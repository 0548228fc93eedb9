"""Forms of the reminders' pages."""

from __future__ import annotations

from datetime import time

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.reminders.wishes import HOURS, Wishes
from khworkflow.web.fields import DayField, Form, TextLine

OFF, WORKED = "off", "worked"


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))


class WishesForm(Form):
    """Where and when one wishes one's letters."""

    digest = RadioField(
        _("Weekly digest"),
        [DataRequired(_("Please choose one of the two."))],
        choices=[SelectChoice("yes", _("Yes, once a week")), SelectChoice("no", _("No digest; reminders of due days alone"))],
    )
    weekday = SelectField(
        _("Day of the digest"), coerce=int, choices=[SelectChoice(number, word) for number, word in enumerate(WEEKDAYS)]
    )
    hour = SelectField(
        _("The day's letter leaves from"), choices=[SelectChoice(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in HOURS]
    )
    redirect_to = TextLine(_("Send my letters to another address (if wished)"), [Length(max=254)])

    def wished(self) -> Wishes:
        """Return what is wished."""
        hour = time.fromisoformat(self.hour.data)
        return Wishes(self.digest.data == "yes", self.weekday.data, hour, self.redirect_to.data or None)


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
