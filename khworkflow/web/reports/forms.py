"""Forms of reports."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import DataRequired

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import DayField, Form


class ReportForm(Form):
    """Which conclusion, as of which day."""

    conclusion_id = SelectField(_("Conclusion"), coerce=int, validators=[DataRequired(_("Please choose a conclusion."))])
    as_of = DayField(_("Figures as of the end of this day"))
