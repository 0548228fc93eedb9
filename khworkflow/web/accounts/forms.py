"""Forms of signing in and of passwords."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import Form, TextLine


class SignInForm(Form):
    """Name and password."""

    username = TextLine(_("Sign-in name"), [DataRequired(_("Please give your sign-in name.")), Length(max=200)])
    password = PasswordField(_("Password"), [InputRequired(_("Please give your password."))])


class PasswordForm(Form):
    """A new password, twice; exactly as typed, for spaces count."""

    password = PasswordField(_("New password"), [InputRequired(_("Please give a password."))])
    again = PasswordField(_("The same again"), [EqualTo("password", _("The two are not the same."))])


class ChangeForm(PasswordForm):
    """The present password, and a new one twice."""

    old = PasswordField(_("Present password"), [InputRequired(_("Please give your present password."))])


class ResetForm(Form):
    """Whose password is forgotten."""

    username = TextLine(_("Sign-in name"), [DataRequired(_("Please give your sign-in name.")), Length(max=200)])
