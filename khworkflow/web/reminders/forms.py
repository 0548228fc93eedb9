"""Forms of the reminders' pages."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import DayField, Form, TextLine

OFF, WORKED = "off", "worked"


class CalendarDayForm(Form):
    """The office's word on one day; nothing is chosen beforehand."""

    day = DayField(_("Day"))
    choice = RadioField(
        _("What holds on that day?"),
        [DataRequired(_("Please choose one of the two."))],
        choices=[SelectChoice(OFF, _("The office is off")), SelectChoice(WORKED, _("The office works"))],
    )
    name = TextLine(_("By which announcement, or why"), [DataRequired(_("Please say in a few words why.")), Length(max=200)])
