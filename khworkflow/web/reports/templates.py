"""Pages of the office's Word templates: take the present one, give a changed one, look at it filled, put it to use, go back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, send_file, url_for

from khworkflow.associations import queries as associations
from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.documents import templates as word
from khworkflow.documents.placeholders import MEANINGS
from khworkflow.files.rules import MEDIA_TYPES
from khworkflow.reports import policies, queries, templates
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.downloads import sandboxed
from khworkflow.web.reports.forms import KINDS, TemplateForm, UseForm
from khworkflow.web.reports.views import bp, refused

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.reports.models import PaperTemplate
    from khworkflow.reports.queries import Association, Layout, ReportKind

_OF: str = "/templates/<int:association_id>/<kind>"


@bp.get("/templates/<int:association_id>")
def list_templates(association_id: int) -> ResponseReturnValue:
    """List the kinds of papers with the template of each."""
    house = _house(current_actor(), association_id)
    layout = queries.rules_of(house.id).layout
    used = {one.kind: one for one in templates.used(house.id, layout)}
    return render_template(
        "reports/templates.html", office=house, kinds=KINDS, used=used, is_party=layout is queries.Layout.PARTY
    )


@bp.get(_OF)
def template_of_kind(association_id: int, kind: str) -> ResponseReturnValue:
    """Show the template of a kind of paper, its versions, and how to give another."""
    actor = current_actor()
    return _kind(actor, _house(actor, association_id), _of(kind))


@bp.post(_OF)
def give_template(association_id: int, kind: str) -> ResponseReturnValue:
    """Take a changed template in, to be looked at."""
    actor, of = current_actor(), _of(kind)
    house, form = _house(actor, association_id), TemplateForm()
    is_whole = form.validate()
    if not form.files.given:
        form.files.errors = [_("Please choose the Word file.")]
    if not is_whole or not form.files.given:
        return _kind(actor, house, of, form), 422
    try:
        with unit_of_work():
            house = _house(actor, association_id)
            number = templates.give(actor, house, of, form.files.given[0], form.why.data).number
    except templates.Unfit as error:
        form.files.errors = [_("Please choose it again when it is put right.")]
        return _kind(actor, _house(actor, association_id), of, form, error.problems), 422
    except Refused as error:
        return _kind(actor, _house(actor, association_id), of, refused(form, error, "files")), 422
    return redirect(url_for(".template_version", association_id=association_id, kind=kind, version=number), 303)


@bp.get(f"{_OF}/<int:version>")
def template_version(association_id: int, kind: str, version: int) -> ResponseReturnValue:
    """Show a version filled, with what should be known of it."""
    actor = current_actor()
    return _version(actor, _house(actor, association_id), _of(kind), version)


@bp.get(f"{_OF}/<int:version>/file")
def template_file(association_id: int, kind: str, version: int) -> ResponseReturnValue:
    """Hand out a version as it was given; 0 is the system's own."""
    actor, of = current_actor(), _of(kind)
    house = _house(actor, association_id)
    one, layout = _one(actor, house, of, version)
    content = templates.content(one, templates.form_of(of, layout))
    return _as_word(content, f"{_called(version)}, {KINDS[of]}")


@bp.get(f"{_OF}/<int:version>/filled")
def filled_template(association_id: int, kind: str, version: int) -> ResponseReturnValue:
    """Hand out a version filled, as a paper made from it would be."""
    actor, of = current_actor(), _of(kind)
    house = _house(actor, association_id)
    one, layout = _one(actor, house, of, version)
    document, _report = templates.shown(house, of, layout)
    content = word.fill(templates.content(one, templates.form_of(of, layout)), document)
    return _as_word(content, _("%(template)s, filled, %(kind)s", template=_called(version), kind=str(KINDS[of])))


@bp.post(f"{_OF}/<int:version>/use")
def use_template(association_id: int, kind: str, version: int) -> ResponseReturnValue:
    """Let papers of the kind be made from this version from now on."""
    actor, of, form = current_actor(), _of(kind), UseForm()
    house = _house(actor, association_id)
    if not form.validate():
        return _version(actor, house, of, version, form), 422
    with unit_of_work():
        templates.use(actor, _house(actor, association_id), of, version, form.why.data)
    flash(_("Papers asked for from now on will be made from it."))
    return redirect(url_for(".template_of_kind", association_id=association_id, kind=kind), 303)


def _house(actor: Actor, association_id: int) -> Association:
    house = associations.get(actor, association_id)
    ensure(policies.keep_paper_templates, actor, house)
    return house


def _of(kind: str) -> ReportKind:
    found = next((one for one in KINDS if one.value == kind), None)
    if found is None:
        raise NotFound
    return found


def _one(actor: Actor, house: Association, kind: ReportKind, number: int) -> tuple[PaperTemplate | None, Layout]:
    """Return the version and the manner of the papers it is for; none is the system's own."""
    found = templates.get(actor, house, kind, number) if number else None
    return found, found.layout if found else queries.rules_of(house.id).layout


def _called(version: int) -> str:
    return _("Template No. %(number)s", number=version) if version else _("The system's own template")


def _kind(
    actor: Actor, house: Association, kind: ReportKind, form: TemplateForm | None = None, problems: tuple[str, ...] = ()
) -> str:
    layout = queries.rules_of(house.id).layout
    versions = templates.versions(actor, house, kind, layout)
    return render_template(
        "reports/template_kind.html",
        office=house,
        kind=kind,
        kinds=KINDS,
        form=form or TemplateForm(None),
        problems=problems,
        versions=versions,
        used=next((one for one in versions if one.is_used), None),
        paper=templates.form_of(kind, layout),
        meanings=MEANINGS,
        steps=history.of(actor, templates.subject_of(house, kind)),
    )


def _version(actor: Actor, house: Association, kind: ReportKind, number: int, form: UseForm | None = None) -> str:
    one, layout = _one(actor, house, kind, number)
    look = templates.look_at(house, one, kind, layout)
    return render_template(
        "reports/template_version.html",
        office=house,
        kind=kind,
        kinds=KINDS,
        number=number,
        one=one,
        look=look,
        form=form or UseForm(None, data={"why": one.why if one else ""}),
    )


def _as_word(content: bytes, name: str) -> ResponseReturnValue:
    file = io.BytesIO(content)
    return sandboxed(send_file(file, mimetype=MEDIA_TYPES["docx"], as_attachment=True, download_name=f"{name}.docx"))
