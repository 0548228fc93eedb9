"""«Bảng theo dõi»: associations by directives; every filter is a link, the most urgent stands first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flask import render_template, request, url_for

from khworkflow.associations import queries as associations
from khworkflow.conclusions import wording
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.i18n import gettext as _
from khworkflow.tasks import board, policies, schedule
from khworkflow.web import status
from khworkflow.web.access import current_actor
from khworkflow.web.paging import Page, page_number
from khworkflow.web.tasks.views import bp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask.typing import ResponseReturnValue

    from khworkflow.associations.models import Association
    from khworkflow.tasks.board import Cell, Column, Source

#: A page shows about as many cells as fit 60 kB compressed; a table as many columns as an A4 page on its side.
_CELLS: Final = 1_000
_ROWS_LEAST: Final = 10
_ACROSS: Final = 10
_FROM_TODAY: Final = ("this-M", "next-M", "this-Q", "next-Q", "this-H", "this-Y")
#: The years whose periods are offered, this one and those around it.
_YEARS: Final = (-1, 0, 1)
_EVERY: Final = "all"
_NAMES: Final = ("conclusion_id", "inspection_id", "directive_id", "kind", "cluster", "state", "late", "due", "period")


@dataclass(frozen=True)
class Table:
    """Some directives of one conclusion, with every association of the page that has one of them."""

    source: Source
    columns: tuple[Column, ...]
    rows: list[Association]


@bp.get("/board", endpoint="board")
def board_page() -> ResponseReturnValue:
    """Show associations by directives, one mark in each cell."""
    actor, today = current_actor(), clock.today()
    ensure(policies.see_board, actor)
    sources = board.sources(actor)
    wanted = _wanted(sources, today)
    cells = board.cells(actor, wanted)
    marks = _marks(cells, today)
    counts = Counter(mark.shape for mark in marks.values())
    shape = request.args.get("state", "")
    shape = shape if shape in status.SHAPES else ""
    late = {one.association_id for one in cells if marks[one.id].shape == "overdue"}
    late_only = request.args.get("late") == "1"
    shown = [
        one for one in cells if (not shape or marks[one.id].shape == shape) and (not late_only or one.association_id in late)
    ]
    page, tables = _tables(shown, sources)
    return render_template(
        "tasks/board.html", sources=sources, wanted=wanted, tables=tables, page=page, cells=board.by_place(shown),
        marks=marks, counts=counts, shape=shape, late_only=late_only, total=len(shown), shapes=status.SHAPES, link=_link,
        chosen=_chosen(sources, wanted, shape, late_only=late_only), **_choices(sources, cells, wanted, today),
    )  # fmt: skip


def _marks(cells: Iterable[Cell], today: date) -> dict[int, status.Status]:
    """Return the mark of each task by its number; thousands of tasks share a few."""
    known: dict[object, status.Status] = {}
    marks = {}
    for one in cells:
        key = (one.state, one.due_on, one.late_after, one.submitted_at, one.waiting_since, one.claim)
        if key not in known:
            known[key] = status.status_of(one, today)
        marks[one.id] = known[key]
    return marks


def _wanted(sources: list[Source], today: date) -> board.Wanted:
    """Read the filters out of the address; without any conclusion or round in it, the newest conclusion is meant."""
    given = request.args.get
    conclusion_id, inspection_id = given("conclusion_id", type=int), given("inspection_id", type=int)
    is_open = given("conclusion_id") == _EVERY or inspection_id is not None or given("directive_id", type=int) is not None
    if conclusion_id not in {one.id for one in sources}:
        conclusion_id = None if is_open or not sources else sources[0].id
    due = schedule.period_named(given("due", ""), today)
    period = given("period", type=int)
    return board.Wanted(
        conclusion_id=conclusion_id,
        inspection_id=inspection_id,
        directive_id=given("directive_id", type=int),
        kind=next((kind for kind in board.Kind if kind.value == given("kind")), None),
        cluster=given("cluster", ""),
        due=schedule.days_of(due) if due else None,
        period=period - 1 if period and 0 < period < _CELLS else None,
    )


def _tables(shown: list[Cell], sources: list[Source]) -> tuple[Page, list[Table]]:
    """Return where in the list of associations one is, and the tables of that page."""
    columns = board.columns({one.directive_id for one in shown})
    every = list(dict.fromkeys(one.association_id for one in shown))
    size = max(_ROWS_LEAST, _CELLS // max(len(columns), 1))
    page = Page(page_number(), len(every), size)
    here = every[(page.number - 1) * size : page.number * size]
    found = board.rows(here)
    asked = {(one.association_id, one.directive_id) for one in shown}
    by_number, tables = {one.id: one for one in sources}, []
    for conclusion_id, group in groupby(columns, lambda column: column.conclusion_id):
        together = tuple(group)
        for first in range(0, len(together), _ACROSS):
            some = together[first : first + _ACROSS]
            rows = [found[number] for number in here if any((number, column.id) in asked for column in some)]
            tables += [Table(by_number[conclusion_id], some, rows)] if rows else []
    return page, tables


def _link(**changes: Any) -> str:
    """Return the address of the board with one filter more, another, or (None) without it; on its first page."""
    kept: dict[str, Any] = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    if "inspection_id" in changes or "directive_id" in changes:
        changes = {"conclusion_id": _EVERY} | changes  # without either, the newest conclusion would be meant
    return url_for(".board", **{name: value for name, value in (kept | changes).items() if value})


def _chosen(sources: list[Source], wanted: board.Wanted, shape: str, *, late_only: bool) -> list[tuple[str, str]]:
    """Return each filter in force as words, with the address of the board without it."""
    found: list[tuple[str, str]] = []
    round_ = next((one for one in sources if one.inspection_id == wanted.inspection_id), None) if wanted.inspection_id else None
    if round_:
        found.append((round_.inspection or "", _link(inspection_id=None)))
    if wanted.directive_id:
        found.append((_("One directive"), _link(directive_id=None)))
    if wanted.kind:
        found.append((str(_kinds()[wanted.kind.value]), _link(kind=None)))
    if wanted.cluster:
        found.append((wanted.cluster, _link(cluster=None)))
    if wanted.due:
        code = request.args["due"]
        named = period_words(schedule.period_named(code, clock.today()) or code)
        found.append((_("due in %(period)s", period=named), _link(due=None)))
    if wanted.period is not None:
        found.append((_("period %(number)s", number=wanted.period + 1), _link(period=None)))
    if shape:
        found.append((str(status.SHAPES[shape][1]), _link(state=None)))
    if late_only:
        found.append((_("only associations that are late"), _link(late=None)))
    return found


def _choices(sources: list[Source], cells: Iterable[Cell], wanted: board.Wanted, today: date) -> dict[str, object]:
    """Return what each filter offers."""
    rounds = {one.inspection_id: one.inspection for one in sources if one.inspection_id}
    from_today = [(code, _told(code, today)) for code in _FROM_TODAY]
    years = [
        (year, [(f"{year}-{kind}{number}", period_words(f"{year}-{kind}{number}")) for kind in "HQM" for number in range(1, 12 // schedule.MONTHS[kind] + 1)])
        for year in (today.year + step for step in _YEARS)
    ]  # fmt: skip
    periods = max(wanted.period or 0, max((one.period for one in cells), default=0)) + 1
    return {
        "rounds": rounds, "kinds": _kinds(), "clusters": associations.clusters(current_actor()), "from_today": from_today,
        "years": years, "periods": periods,
    }  # fmt: skip


def period_words(code: str) -> str:
    """Return what the period with the code is called: "tháng 9/2019", "quý III/2019", "6 tháng cuối năm 2019"."""
    year, kind, number = code[:4], code[5], int(code[6:])
    if kind == "M":
        return _("month %(number)s/%(year)s", number=number, year=year)
    if kind == "Q":
        return _("quarter %(number)s/%(year)s", number=("I", "II", "III", "IV")[number - 1], year=year)
    if kind == "H":
        return _("first half of %(year)s", year=year) if number == 1 else _("second half of %(year)s", year=year)
    return _("the year %(year)s", year=year)


def _told(code: str, today: date) -> str:
    """Return what a period told from today is called, and which one that is."""
    said = {
        "this-M": _("This month"), "next-M": _("Next month"), "this-Q": _("This quarter"), "next-Q": _("Next quarter"),
        "this-H": _("This half-year"), "this-Y": _("This year"),
    }[code]  # fmt: skip
    return f"{said} ({period_words(schedule.period_named(code, today) or '')})"


def _kinds() -> dict[str, Any]:
    return {kind.value: word for kind, word in wording.KINDS.items()}
