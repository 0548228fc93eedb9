"""«Danh mục bước công việc»: the checklists that tasks bring along, and how the office words them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for

from khworkflow.checklists import commands, facts, policies, queries
from khworkflow.conclusions import wording
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.checklists.forms import ListForm, NewListForm, SeenForm, StepForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from khworkflow.checklists.facts import Checklist

bp = Blueprint("checklists", __name__, url_prefix="/checklists")
_KINDS: Final = {kind.value: word for kind, word in wording.KINDS.items()}


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the lists by the kind of directive that brings them."""
    ensure(policies.keep_checklists, current_actor())
    return _index(_new_form())


@bp.post("")
def make() -> ResponseReturnValue:
    """Make a list of the office's own."""
    actor, form = current_actor(), _new_form()
    ensure(policies.keep_checklists, actor)
    if not form.validate():
        return _index(form), 422
    words, steps = form.words.data.splitlines(), form.steps.data.splitlines()
    try:
        with unit_of_work():
            made = commands.make(actor, form.kind.data, form.name.data, words, steps)
    except Refused as error:
        field = form[error.field or "steps"]
        field.errors = [*field.errors, error.message]
        return _index(form), 422
    flash(_("The list is made. Tasks issued from now on get it; which paper shows a step is said at the step."))
    return redirect(url_for(".show", code=made.code), 303)


@bp.post("/<code>/use")
def use(code: str) -> ResponseReturnValue:
    """Let new tasks get a list no more, or again."""
    is_used = request.form.get("used") == "1"
    return _change(code, SeenForm(), lambda one: commands.use(current_actor(), one, is_used=is_used))


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one list, with the forms that change it."""
    return _page(code)


@bp.post("/<code>/particulars")
def describe(code: str) -> ResponseReturnValue:
    """Name the list and the words that choose it."""
    form = ListForm(prefix="list-")
    return _change(code, form, lambda one: commands.describe(current_actor(), one, form.name.data, form.words.data.splitlines()))


@bp.post("/<code>/steps")
def add_step(code: str) -> ResponseReturnValue:
    """Add a step at the end."""
    form = StepForm(prefix="new-")
    return _change(code, form, lambda one: commands.add_step(current_actor(), one, form.step), "new")


@bp.post("/<code>/steps/<int:place>")
def change_step(code: str, place: int) -> ResponseReturnValue:
    """Word a step anew."""
    form = StepForm(prefix=f"s{place}-")
    return _change(code, form, lambda one: commands.change_step(current_actor(), one, place, form.step), f"s{place}")


@bp.post("/<code>/steps/<int:place>/move")
def move_step(code: str, place: int) -> ResponseReturnValue:
    """Move a step up or down by one."""
    is_up = request.form.get("way") == "up"
    return _change(code, SeenForm(), lambda one: commands.move_step(current_actor(), one, place, is_up=is_up), "steps")


@bp.post("/<code>/steps/<int:place>/use")
def use_step(code: str, place: int) -> ResponseReturnValue:
    """Let new tasks get a step no more, or again."""
    is_used = request.form.get("used") == "1"
    return _change(code, SeenForm(), lambda one: commands.use_step(current_actor(), one, place, is_used=is_used), "steps")


@bp.post("/<code>/original")
def reset(code: str) -> ResponseReturnValue:
    """Go back to the list as it was shipped."""
    return _change(code, SeenForm(), lambda one: commands.reset(current_actor(), one))


def _change(code: str, form: SeenForm, command: Callable[[Checklist], None], anchor: str | None = None) -> ResponseReturnValue:
    ensure(policies.keep_checklists, current_actor())
    one = queries.get(code)
    if not form.validate():
        return _page(code, form), 422
    try:
        with unit_of_work():
            command(_as_seen(one, form))
    except Refused as error:
        if error.field not in form:
            flash(error.message, "error")
            return _page(code), 422
        field = form[error.field]
        field.errors = [*field.errors, error.message]
        return _page(code, form), 422
    except Conflict:
        flash(_("Somebody else changed this list in the meantime. Please look at it once more, then send again."), "error")
        return _page(code, _where_it_stands_now(code, form), is_late=True), 409
    flash(_("Kept. Tasks issued from now on follow it; those already issued keep their steps."))
    return redirect(url_for(".show", code=code, _anchor=anchor), 303)


def _new_form() -> NewListForm:
    form = NewListForm()
    form.kind.choices = [(kind, _KINDS[kind]) for kind in facts.kinds()]
    return form


def _index(form: NewListForm) -> str:
    kinds = [(_KINDS[kind], list(lists)) for kind, lists in groupby(queries.in_force(), lambda one: one.kind)]
    return render_template("checklists/index.html", kinds=kinds, form=form)


def _as_seen(one: Checklist, form: SeenForm) -> Checklist:
    """Return the list, if it is still the one on the page where the form stood.

    Raises:
        Conflict: it was changed since.

    """
    if form.seen.data != one.number:
        raise Conflict
    return one


def _where_it_stands_now(code: str, form: SeenForm) -> SeenForm:
    """Return the form at the step for which it was typed: others may have moved that one, or taken it away."""
    if not isinstance(form, StepForm) or not form.place:
        return form
    before, now = queries.as_seen(code, form.seen.data or 0).steps, queries.get(code).steps
    meant = before[form.place - 1] if form.place <= len(before) else None
    place = next((number for number, step in enumerate(now, 1) if step == meant), form.place)
    is_there = place <= len(now) and (now[place - 1] == meant or now[place - 1] not in before) and not now[place - 1].is_retired
    prefix = f"s{place}-" if is_there else "new-"
    typed = {"text": form.text.data, "evidence": form.evidence.data, "approver": form.approver.data}
    return StepForm(formdata=None, prefix=prefix, data=typed)


def _page(code: str, sent: SeenForm | None = None, *, is_late: bool = False) -> str:
    """Draw the list; the form that was refused stands there as it was typed, for one who was late beside what stands now."""
    actor = current_actor()
    ensure(policies.keep_checklists, actor)
    one = queries.get(code)
    forms: dict[str, SeenForm] = {
        "list-": ListForm(formdata=None, prefix="list-", name=one.name, words="\n".join(one.words)),
        "new-": StepForm(formdata=None, prefix="new-"),
    }
    for place, step in enumerate(one.steps, 1):
        prefix = f"s{place}-"
        forms[prefix] = StepForm(formdata=None, prefix=prefix, text=step.text, evidence=step.evidence, approver=step.approver)
    refused = sent._prefix if sent is not None else ""  # noqa: SLF001 - WTForms has no other name for it
    if sent is not None and refused in forms:
        forms[refused] = sent
    return render_template(
        "checklists/show.html", has_others=sum(other.kind == one.kind for other in queries.in_force()) > 1, one=one, kind=_KINDS[one.kind], forms=forms, refused=refused,
        steps=history.of(actor, f"checklist:{code}"), is_late=is_late,
    )  # fmt: skip
