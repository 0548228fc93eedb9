"""What templates can call: days as offices write them, assets by content, policies by name."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, g, request, url_for

from khworkflow.associations import queries as tree
from khworkflow.conclusions.wording import recurrence_word
from khworkflow.core import authz, clock, i18n
from khworkflow.core.i18n import gettext as _
from khworkflow.tasks import policies
from khworkflow.web import access, navigation
from khworkflow.web.status import status_of, word_of

if TYPE_CHECKING:
    from flask import Flask

    from khworkflow.files.models import File


def init_app(app: Flask) -> None:
    """Give templates their words, filters and globals."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # a sentence is one, however the template wraps it
    app.jinja_env.install_gettext_callables(i18n.plain_gettext, i18n.plain_ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=i18n.day, long_day=i18n.long_day, official_day=i18n.official_day, moment=i18n.moment)
    app.jinja_env.filters.update(iso_day=lambda iso: i18n.day(date.fromisoformat(iso)), kind_of_file=kind_of_file, size=size)
    app.jinja_env.globals.update(
        asset=asset,
        may=authz.may,
        locale=i18n.locale,
        today=clock.today,
        status_of=status_of,
        word_of=word_of,
        recurrence_word=recurrence_word,
        Role=authz.Role,
        decide_task=policies.decide_task,
        take_link=policies.take_link,
        see_task=policies.see_task,
    )
    app.context_processor(
        lambda: {"navigation": navigation.entries(), "clock_notice": _clock_notice(), "user": g.get("user"), "house": _house()}
    )


def asset(name: str) -> str:
    """Return the address of a static file, with its content's hash so that it can be kept for ever."""
    return url_for("static", filename=name, v=_digest(str(Path(current_app.static_folder or "") / name)))


def kind_of_file(file: File) -> str:
    """Return what a file is, in the reader's language."""
    kind = file.media_type.rpartition(".")[2].rpartition("/")[2]
    names = {"jpeg": _("photograph"), "png": _("picture"), "document": "Word", "sheet": "Excel", "pdf": "PDF"}
    return names.get(kind, kind)


def size(number: int) -> str:
    """Return how large a file is, in kB up to a thousand of them and in MB from there on."""
    kilo = -(-number // 1024)
    if kilo < 1000:  # noqa: PLR2004 - of a thousand
        return f"{kilo} kB"
    mega = f"{number / 1024 / 1024:.1f} MB"
    return mega.replace(".", ",") if i18n.locale() == "vi" else mega


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _house() -> str | None:
    """Return the name that stands at the head of each page: for whoever is signed in, or was written to by a link."""
    by_link = request.endpoint is not None and access.is_by_link(request.endpoint)
    found = tree.root() if by_link or g.get("user") else None
    return found.name if found else None


def _clock_notice() -> str | None:
    """Return what the foot of each page says when the clock shows another year than the wall's."""
    return i18n.long_day(clock.today()) if clock.is_shifted() else None
