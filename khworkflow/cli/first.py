"""What a first start does besides the migrations: the demonstration, or one link for the administrator."""

from __future__ import annotations

from flask import Flask

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations, queries as tree
from khworkflow.associations.commands import Particulars
from khworkflow.cli import demo as demonstration
from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work

ADMINISTRATOR = "quantri"


def start(app: Flask, *, demo: bool, name: str) -> list[str]:
    """Fill an empty installation; return the lines to show: one-time links, nothing where people are already.

    Args:
        app: the migrated installation.
        demo: build the inspection of July 2019 and its cast.
        name: what the province's association is called, where there is no demonstration.

    """
    with app.app_context():
        if demonstration.is_built():
            return []
        if demo:
            return build_demo(app)
        with unit_of_work():
            return _administrator(name)


def build_demo(app: Flask) -> list[str]:
    """Build the demonstration; return one line per person of its cast."""
    demonstration.set_clock(app.extensions["settings"].data)
    lines = [_("The demonstration is built. One link per person, good once (choose a password there):")]
    lines += [f"  {one.name} · {one.position} ({one.username}): {one.link}" for one in demonstration.build()]
    return lines


def _administrator(name: str) -> list[str]:
    province = associations.create(SYSTEM, None, Particulars(name, name, "", tree.Level.PROVINCE))
    user = accounts.create(_("Administrator"), ADMINISTRATOR)
    associations.seat(SYSTEM, user, province, Role.ADMINISTRATOR, _("Administrator"))
    token = accounts.invite(SYSTEM, user, now=clock.now())
    return [
        _("The administrator (%(username)s) comes in by this link, good once:", username=ADMINISTRATOR),
        f"  {links.to(f'/links/{token}')}",
    ]
