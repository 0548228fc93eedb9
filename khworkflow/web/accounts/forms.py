"""Forms of signing in and of passwords."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import TextLine


class SignInForm(FlaskForm):
    """Name and password."""

    username = TextLine(_("Sign-in name"), [DataRequired(_("Please give your sign-in name.")), Length(max=200)])
    password = PasswordField(_("Password"), [DataRequired(_("Please give your password.")), Length(max=1024)])


class PasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(_("New password"), [DataRequired(_("Please give a password.")), Length(max=1024)])
    again = PasswordField(_("The same again"), [EqualTo("password", _("The two are not the same."))])
