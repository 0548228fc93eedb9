"""Every command finds the same installation: by KHW_DATA, or by DATABASE_URL and REDIS_URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.core import db
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _


@contextmanager
def opened() -> Iterator[Flask]:
    """Open the installation; its database and clock are in use inside.

    Raises:
        Refused: there is none yet, or its database does not answer.
        SettingsError: a setting makes no sense.

    """
    app = create_app(settings.load())
    with app.app_context():
        try:
            there = sa.inspect(db.database.engine).has_table("alembic_version")
        except sa.exc.SQLAlchemyError as error:
            raise Refused(_("The database does not answer: %(why)s", why=str(error).splitlines()[0])) from error
        if not there:
            folder = app.extensions["settings"].data
            raise Refused(_("There is no installation in %(folder)s yet. Start one: khworkflow up", folder=folder))
        yield app
