"""Forms about rounds of inspection: they parse and explain, and decide nothing."""

from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.inspections.commands import LINE_MOST, WORDS_MOST
from khworkflow.inspections.wording import TEAM_ROLES
from khworkflow.web.fields import DayField, Form, TextArea, TextLine

_LONG = _("This is too long: at most %(most)s characters.", most=LINE_MOST)
_LONG_TEXT = _("The text is too long: at most %(most)s characters.", most=WORDS_MOST)


class RoundForm(Form):
    """Title, purpose and days of a round."""

    association_id = SelectField(_("Association that inspects"), coerce=int)
    title = TextLine(_("Title"), [DataRequired(_("Please give the round a title.")), Length(max=LINE_MOST, message=_LONG)])
    purpose = TextArea(_("Purpose"), [Length(max=WORDS_MOST, message=_LONG_TEXT)])
    begins_on = DayField(_("First day"))
    ends_on = DayField(_("Last day"))
    seen_version = IntegerField(widget=HiddenInput(), default=0)


class MemberForm(Form):
    """A person of the team."""

    user_id = SelectField(_("Account (if there is one)"), coerce=int, default=0)
    role = SelectField(
        _("In the team"), choices=[SelectChoice(role.value, word) for role, word in TEAM_ROLES.items()], default="member"
    )
    name = TextLine(_("Full name"), [Length(max=LINE_MOST, message=_LONG)])
    position = TextLine(_("Position"), [Length(max=LINE_MOST, message=_LONG)])


class VisitForm(Form):
    """One working session at one association."""

    association_id = SelectField(_("Association visited"), coerce=int)
    on = DayField(_("Day of the visit"))
    place = TextLine(_("Place"), [Length(max=LINE_MOST, message=_LONG)])
    self_report = TextArea(_("What the association reported"), [Length(max=WORDS_MOST, message=_LONG_TEXT)])
    findings = TextArea(_("What the team found"), [Length(max=WORDS_MOST, message=_LONG_TEXT)])
    seen_version = IntegerField(widget=HiddenInput(), default=0)
