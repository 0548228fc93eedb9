"""The page on which a chair hands parts of a task down to the associations below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, ValidationError

from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext, lazy_gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.figures.numbers import parsed
from khworkflow.tasks import handing_down, measures, policies, queries, shares
from khworkflow.tasks.commands import WORDS_MOST
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import ENDED, WITH_COMMITTEE, Action, possible
from khworkflow.web.access import current_actor
from khworkflow.web.fields import DayField, Form, TextArea, TextLine
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.figures.models import Indicator
    from khworkflow.tasks.models import Task


class HandingDownForm(Form):
    """What all that are chosen are to do, and by when."""

    words = TextArea(
        _("What is to be done?"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    due_on = DayField(_("Due day"), [DataRequired(_("Please choose a day."))])
    everybody = BooleanField(_("All of them"))


class ShareForm(Form):
    """What is different for one of them."""

    is_chosen = BooleanField()
    words = TextArea(_("Other words for this association"), [Length(max=WORDS_MOST, message=_("The text is too long."))])
    due_on = DayField(_("Another due day for this association"))

    def typed(self, indicators: list[Indicator]) -> dict[int, str]:
        """Return the targets that were typed, by the number of the indicator."""
        return {one.id: self[f"target_{one.id}"].data for one in indicators}


class TargetLine(TextLine):
    """A target; empty, or a figure."""

    def post_validate(self, form: object, validation_stopped: bool) -> None:  # noqa: FBT001 - as the form library calls it
        """Say plainly what is no figure."""
        del form, validation_stopped
        if self.data:
            try:
                parsed(self.data)
            except Refused as error:
                raise ValidationError(error.message) from None


@bp.get("/<int:task_id>/shares")
def shares_form(task_id: int) -> ResponseReturnValue:
    """Show to whom parts of the task can be handed down, with the quote as ready text."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.hand_down_task, actor, task)
    due_on = task.due_on if task.due_on is not None and task.due_on > clock.today() else None
    return _page(task, HandingDownForm(formdata=None, data={"words": task.directive.quote, "due_on": due_on}), _forms(task))


@bp.post("/<int:task_id>/shares")
def hand_down(task_id: int) -> ResponseReturnValue:
    """Give each of the chosen associations its part."""
    actor, form = current_actor(), HandingDownForm()
    task = queries.get(actor, task_id)
    ensure(policies.hand_down_task, actor, task)
    forms = _forms(task)
    if not all([form.validate(), *(one.validate() for one in forms.values())]):
        return _page(task, form, forms), 422
    wanted = [
        Wanted(
            number,
            one.words.data or form.words.data,
            one.due_on.data or form.due_on.data or clock.today(),
            one.typed(measures.indicators(task)),
        )
        for number, one in forms.items()
        if form.everybody.data or one.is_chosen.data
    ]
    if not wanted:
        form.everybody.errors = [gettext("Please choose at least one association.")]
        return _page(task, form, forms), 422
    try:
        with unit_of_work():
            made = handing_down.hand_down(actor, task, wanted)
    except Refused as error:
        explain(form, error)
        task = queries.get(actor, task_id)
        return _page(task, form, forms), 422
    flash(ngettext("Handed down to %(num)s association.", "Handed down to %(num)s associations.", len(made)))
    return redirect(url_for(".show", task_id=task_id, _anchor="shares"), 303)


def _forms(task: Task) -> dict[int, ShareForm]:
    aims = {f"target_{one.id}": TargetLine(f"{_('Target')}: {one.name} ({one.unit})") for one in measures.indicators(task)}
    form = type("ShareForm", (ShareForm,), aims)
    return {one.id: form(prefix=f"a{one.id}-") for one in shares.choices(task)}


def _page(task: Task, form: HandingDownForm, forms: dict[int, ShareForm]) -> str:
    return render_template(
        "tasks/handing_down.html",
        task=task,
        has_ended=task.state in ENDED,
        can_be_reopened=Action.REOPEN in possible(task.state),
        waits=task.state in WITH_COMMITTEE,
        form=form,
        forms=forms,
        choices=shares.choices(task),
        indicators=measures.indicators(task),
    )
