"""Forms of associations and their people."""

from __future__ import annotations

from datetime import date

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from khworkflow.associations.commands import NewPerson, Particulars
from khworkflow.associations.queries import Level, Role
from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import DayField, Form, TextLine

LEVELS = (
    (Level.CENTRAL.value, _("Central")),
    (Level.PROVINCE.value, _("Province")),
    (Level.DISTRICT.value, _("District, town or city")),
    (Level.COMMUNE.value, _("Commune or ward")),
)
ROLES = (
    (Role.CHAIR.value, _("Chair of the association")),
    (Role.OFFICER.value, _("Officer of the association")),
    (Role.COMMITTEE.value, _("Standing committee")),
    (Role.INSPECTOR.value, _("Inspection board")),
    (Role.CLERK.value, _("Office clerk")),
    (Role.OBSERVER.value, _("Observer (reads only)")),
    (Role.ADMINISTRATOR.value, _("Administrator of the system")),
)


class PersonForm(Form):
    """Somebody to be invited; no role is chosen beforehand."""

    name = TextLine(_("Full name"), [DataRequired(_("Please give the full name.")), Length(max=200)])
    role = SelectField(
        _("Role"),
        [DataRequired(_("Please choose a role."))],
        choices=[SelectChoice("", _("Please choose")), *(SelectChoice(*one) for one in ROLES)],
    )
    position = TextLine(_("Position, as it is written"), [Length(max=200)])
    username = TextLine(_("Sign-in name"), [DataRequired(_("Please give a sign-in name.")), Length(max=200)])
    email = TextLine(_("E-mail (if any)"), [Length(max=254)])
    phone = TextLine(_("Telephone (if any)"), [Length(max=40)])

    def person(self) -> NewPerson:
        """Return who is to be added."""
        return NewPerson(self.name.data, self.username.data, self.email.data or None, self.phone.data or None)


class AssociationForm(Form):
    """What an association is called and how it is reached."""

    name = TextLine(_("Full name of the association"), [DataRequired(_("Please give the association's name.")), Length(max=300)])
    short_name = TextLine(_("Short name"), [DataRequired(_("Please give a short name.")), Length(max=150)])
    territory = TextLine(_("Territory"), [DataRequired(_("Please name the territory.")), Length(max=150)])
    level = SelectField(_("Level"), choices=[SelectChoice(*one) for one in LEVELS])
    code = TextLine(_("Code of the territory (if any)"), [Length(max=20)])
    cluster = TextLine(_("Cluster (if any)"), [Length(max=100)])
    place = IntegerField(_("Order in lists"), [Optional(), NumberRange(0, 10_000)], default=0)
    email = TextLine(_("E-mail (if any)"), [Length(max=254)])
    phone = TextLine(_("Telephone (if any)"), [Length(max=40)])
    begins_on = DayField(_("Begins on (if known)"))
    seen_version = HiddenField()

    def particulars(self, ends_on: date | None = None) -> Particulars:
        """Return what was filled in."""
        return Particulars(
            self.name.data,
            self.short_name.data,
            self.territory.data,
            Level(self.level.data),
            self.code.data or None,
            self.place.data or 0,
            self.email.data or None,
            self.phone.data or None,
            self.begins_on.data,
            ends_on,
            self.cluster.data,
        )


class EndForm(Form):
    """The last day of an association."""

    ends_on = DayField(_("Last day"), [DataRequired(_("Please give the last day."))])
