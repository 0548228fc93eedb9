"""Put the application together: settings, extensions, wiring; no rule and no route stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_migrate import Migrate

from khworkflow import wiring
from khworkflow.core import clock, db, links
from khworkflow.files import store
from khworkflow.web import access, errors, filters, security, statics

if TYPE_CHECKING:
    from khworkflow.settings import Settings


def create_app(settings: Settings) -> Flask:
    """Return the application of one installation."""
    clock.shift(settings.clock_offset)
    links.base(settings.url)
    store.keep_in(settings.files)
    app = Flask("khworkflow")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=db.database_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
    )
    app.extensions["settings"] = settings
    db.init_app(app)
    Migrate(app, db.database, directory=str(db.MIGRATIONS), render_as_batch=True, compare_type=True)
    security.init_app(app, settings)
    access.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    statics.init_app(app)
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    wiring.wire(app, settings)
    return app
