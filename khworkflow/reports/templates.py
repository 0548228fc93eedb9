"""The office's own Word templates: given, looked at filled, put to use, left again; each version stays.

A template shapes the Word file alone; PDF and Excel have typesetters of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.documents import docx, reading, record as kept, remarks, templates, vetting
from khworkflow.documents.placeholders import Form
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.files import commands as files, queries as files_kept, rules
from khworkflow.reports import policies, queries, samples
from khworkflow.reports.events import TemplateGiven, TemplateUsed
from khworkflow.reports.models import PaperTemplate, Report, ReportKind, ReportState

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select

    from khworkflow.associations.models import Association
    from khworkflow.documents.model import Document, Layout
    from khworkflow.documents.remarks import Changes

WHY_MOST: Final = 500
#: What papers of each kind have.
_TYPES: Final = {
    ReportKind.STATUS: "Báo cáo",
    ReportKind.PERIOD: "Báo cáo",
    ReportKind.NOTICE: "Thông báo",
    ReportKind.URGING: "",
    ReportKind.EXPLANATION: "",
    ReportKind.HANDOVER: "Biên bản",
    ReportKind.REMAINING: "Danh mục",
}
_NOTED: Final = (ReportKind.STATUS, ReportKind.PERIOD, ReportKind.REMAINING)
_ADDRESSED: Final = (ReportKind.STATUS, ReportKind.PERIOD, ReportKind.URGING, ReportKind.EXPLANATION)
_WITH_APPENDICES: Final = (ReportKind.STATUS, ReportKind.PERIOD, ReportKind.NOTICE)


class Unfit(Refused):
    """The file cannot serve as a template.

    Args:
        problems: each with its place and what to do.

    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems[0], "files")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Look:
    """What a person sees of a version before it is put to use.

    Args:
        blocks: the filled paper, read back.
        remarks: where it leaves the decree, what it leaves out.
        changes: what differs from the one in use; None where it is that one.
        report: whose words and figures fill it; None for a sample.

    """

    blocks: tuple[reading.Line | reading.Grid, ...]
    remarks: tuple[str, ...]
    changes: Changes | None
    report: Report | None


def form_of(kind: ReportKind, layout: Layout) -> Form:
    """Return what papers of the kind have, set in that manner."""
    return Form(
        layout=layout,
        type_name=_TYPES[kind],
        has_note=kind in _NOTED,
        has_addressee=kind in _ADDRESSED,
        has_sides=kind is ReportKind.HANDOVER,
        has_appendices=kind in _WITH_APPENDICES,
    )


def in_use(house_id: int, kind: ReportKind, layout: Layout) -> PaperTemplate | None:
    """Return the template of the house for papers of the kind, set in that manner; None where it has the system's."""
    return next((one for one in used(house_id, layout) if one.kind is kind), None)


def used(house_id: int, layout: Layout) -> list[PaperTemplate]:
    """Return the templates of the house that are in use for papers set in that manner."""
    rows = _rows().where(PaperTemplate.association_id == house_id, PaperTemplate.layout == layout, PaperTemplate.is_used)
    return list(database.session.scalars(rows))


def other_in_use(report: Report) -> int | None:
    """Return the number of the template in use (0: the system's own) where the report was made from another one."""
    now = in_use(report.association_id, report.kind, report.layout)
    return None if (now.id if now else None) == report.template_id else (now.number if now else 0)


def versions(actor: Actor, house: Association, kind: ReportKind, layout: Layout) -> list[PaperTemplate]:
    """Return every template that the house gave for the kind and manner, the latest first."""
    ensure(policies.keep_paper_templates, actor, house)
    rows = _rows().where(PaperTemplate.association_id == house.id, PaperTemplate.kind == kind, PaperTemplate.layout == layout)
    return list(database.session.scalars(rows.order_by(PaperTemplate.number.desc())))


def get(actor: Actor, house: Association, kind: ReportKind, number: int) -> PaperTemplate:
    """Return one version.

    Raises:
        Forbidden: the actor does not keep the house's templates.
        NotFound: there is no such version.

    """
    ensure(policies.keep_paper_templates, actor, house)
    rows = _rows().where(PaperTemplate.association_id == house.id, PaperTemplate.kind == kind, PaperTemplate.number == number)
    found = database.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def content(template: PaperTemplate | None, form: Form) -> bytes:
    """Return the file as it was given; the system's own where the office gave none."""
    return templates.built_in(form) if template is None else files_kept.path(template.file).read_bytes()


def look_at(house: Association, template: PaperTemplate | None, kind: ReportKind, layout: Layout) -> Look:
    """Return how a version looks when it is filled, and what should be known of it before it is put to use."""
    form = form_of(kind, layout)
    file, now = content(template, form), in_use(house.id, kind, layout)
    document, report = shown(house, kind, layout)
    is_now = (now.id if now else None) == (template.id if template else None)
    return Look(
        blocks=reading.read(templates.fill(file, document)),
        remarks=remarks.remarks(file, form),
        changes=None if is_now else remarks.changes(content(now, form), file, form),
        report=report,
    )


def give(actor: Actor, house: Association, kind: ReportKind, given: files.Given, why: str) -> PaperTemplate:
    """Take a template in; it is looked at and kept, and used when somebody who has seen it filled says so.

    Raises:
        Unfit: it cannot be filled as a paper of the kind, or holds what is no paper.
        Refused: it is no file that is taken.

    """
    ensure(policies.keep_paper_templates, actor, house)
    name, file = given.filename or "", given.read(rules.BYTES_MOST + 1)
    if not name.lower().endswith(".docx"):
        raise Refused(_("A template is a Word file (.docx). Please save it in Word as .docx."), "files")
    files.check(actor, name, file)
    layout = queries.rules_of(house.id).layout
    _ensure_fit(file, form_of(kind, layout), house)
    lock_on(f"paper template {house.id} {kind}")
    latest = select(func.max(PaperTemplate.number)).where(PaperTemplate.association_id == house.id, PaperTemplate.kind == kind)
    row = PaperTemplate(
        association_id=house.id,
        kind=kind,
        layout=layout,
        number=(database.session.scalar(latest) or 0) + 1,
        file=files.keep(actor, name, file),
        why=why,
        given_by_id=actor.user_id,
        given_at=moment_of_record(),
        is_used=False,
    )
    database.session.add(row)
    event = TemplateGiven(house.id, kind.value, layout.value, row.number, why, row.file.sha256)
    record(actor, subject_of(house, kind), event)
    return row


def use(actor: Actor, house: Association, kind: ReportKind, number: int, why: str) -> None:
    """Let papers of the kind that are asked for from now on be made from this version; 0 goes back to the system's own.

    Raises:
        NotFound: there is no such version.

    """
    ensure(policies.keep_paper_templates, actor, house)
    lock_on(f"paper template {house.id} {kind}")
    chosen = get(actor, house, kind, number) if number else None
    layout = chosen.layout if chosen else queries.rules_of(house.id).layout
    now = in_use(house.id, kind, layout)
    if (now.number if now else 0) == number:
        return  # pressed twice
    if now is not None:
        now.is_used = False
        database.session.flush()  # one at a time, says the database
    if chosen is not None:
        chosen.is_used = True
    record(actor, subject_of(house, kind), TemplateUsed(house.id, kind.value, layout.value, number, why))


def subject_of(house: Association, kind: ReportKind) -> str:
    """Return under which name the log keeps what happened to the templates of a kind."""
    return f"paper_template:{house.id}-{kind.value}"


def shown(house: Association, kind: ReportKind, layout: Layout) -> tuple[Document, Report | None]:
    """Return the document that a template is looked at with: that of the latest paper of its kind, or a sample."""
    row = (
        select(Report)
        .where(
            Report.association_id == house.id,
            Report.kind == kind,
            Report.layout == layout,
            Report.state == ReportState.READY,
            Report.data_id.is_not(None),
        )
        .options(joinedload(Report.data))
        .order_by(Report.id.desc())
        .limit(1)
    )
    latest = database.session.scalar(row)
    path = files_kept.path(latest.data) if latest is not None and latest.data is not None else None
    if path is not None and path.is_file():
        return kept.read(path.read_bytes()), latest
    return samples.sample(house, form_of(kind, layout), clock.now()), None


def writer_of(template: PaperTemplate | None) -> Callable[[Document], bytes]:
    """Return what writes a document for Word: in the template, or as the system sets it."""
    return docx.write if template is None else partial(templates.fill, files_kept.path(template.file).read_bytes())


def _ensure_fit(file: bytes, form: Form, house: Association) -> None:
    verdict = vetting.vet(file, form)
    problems = [*verdict.problems]
    for picture in verdict.pictures:
        try:
            rules.media_type("png.png" if picture.startswith(b"\x89PNG") else "jpg.jpg", picture)
        except Refused:
            problems.append(
                _("A picture in the file is neither PNG nor JPG, or is broken. Please put it in again as PNG or JPG.")
            )
    if problems:
        raise Unfit(tuple(dict.fromkeys(problems)))
    _try_out(file, form, house)


def _try_out(file: bytes, form: Form, house: Association) -> None:
    """Do once what is done with a template later: whatever vetting does not foresee shows here, not in a paper."""
    try:
        reading.read(templates.fill(file, samples.sample(house, form, clock.now())))
        remarks.remarks(file, form)
        remarks.changes(templates.built_in(form), file, form)
    except vetting.BROKEN as error:
        raise Unfit((vetting.unreadable(),)) from error


def _rows() -> Select[PaperTemplate]:
    return select(PaperTemplate).options(joinedload(PaperTemplate.file), joinedload(PaperTemplate.given_by))
