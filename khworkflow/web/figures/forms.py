"""Forms about figures: they parse and explain, and decide nothing."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, NumberRange

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.figures.commands import FIRST_YEAR, LAST_YEAR
from khworkflow.web.fields import DayField, Form, TextArea, TextLine


class FigureForm(Form):
    """What an association counted."""

    indicator_id = SelectField(_("Indicator"), coerce=int)
    association_id = SelectField(_("Association"), coerce=int)
    value = TextLine(_("Figure"), [DataRequired(_("Please write the figure."))])
    as_of = DayField(_("As of the day"), [DataRequired(_("Please choose a day."))])
    sort = RadioField(
        _("Final or estimated?"),
        choices=[SelectChoice("final", _("Final")), SelectChoice("estimated", _("Estimated"))],
        validators=[DataRequired(_("Please say whether the figure is final or estimated."))],
    )
    reason = TextArea(_("Why it is lower than before, if it is"))
    client_key = HiddenField()


class IndicatorForm(Form):
    """A new entry of the catalogue."""

    association_id = SelectField(_("Association that asks for it"), coerce=int)
    name = TextLine(_("What is counted"), [DataRequired(_("Please give the indicator a name."))])
    unit = TextLine(_("Unit"), [DataRequired(_("Please say in what it is counted, for instance: người."))])


class TargetForm(Form):
    """What an association aims at by the end of a year."""

    indicator_id = SelectField(_("Indicator"), coerce=int)
    association_id = SelectField(_("Association"), coerce=int)
    year = IntegerField(
        _("Year"),
        [
            DataRequired(_("Please choose a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)),
            NumberRange(
                FIRST_YEAR, LAST_YEAR, _("Please choose a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
            ),
        ],
    )
    value = TextLine(_("Target"), [DataRequired(_("Please write the figure."))])
