"""The page behind a letter's link, drawn for each of its forms; only links import it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.tasks import agreeing, items, judging, parties, policies, queries, shares
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.web.tasks import counting
from khworkflow.web.tasks.answers import what_stands
from khworkflow.web.tasks.link_door import BARE, closed
from khworkflow.web.tasks.link_forms import AgreementForm, LinkForm, LinkTimeForm
from khworkflow.web.tasks.views import fresh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue

    from khworkflow.accounts.models import User
    from khworkflow.tasks.answering import Opened

TIME = "extension-"


def show(
    secret: str,
    found: Opened,
    *,
    form: LinkForm | None = None,
    time: LinkTimeForm | None = None,
    agreement: AgreementForm | None = None,
) -> Response:
    """Draw the page; a form that was refused stands there as it was typed."""
    task, people = found.task, parties.people(found.task)
    replies = queries.replies(task)
    to_agree = agreeing.waiting(found.actor, replies)
    agreed = [one for one in replies if policies.take_back_agreement(found.actor, task, one)]
    said = [one for one in replies if one.taken_back_at is None and one not in to_agree]
    asked = queries.extensions(task)
    if time is None:
        time = LinkTimeForm(prefix=TIME, data=fresh(task), formdata=None, meta=BARE)
    time.name_people(people)
    page = render_template(
        "tasks/answer_link.html",
        task=task,
        form=form or answer_form(found, LinkForm(data=fresh(task), meta=BARE, formdata=None)),
        secret=secret,
        is_open=task.state in WITH_ASSOCIATION,
        replies=(latest := said[-1:]),
        has_receipt=any(policies.add_evidence(found.actor, task, one) for one in latest),
        to_agree=[(one, agreement_form(one.id, people, agreement)) for one in to_agree],
        agreed=[one for one in agreed if agreeing.can_be_taken_back(task, replies, one, clock.now())],
        refused=agreement if agreement is not None and not to_agree else None,
        time=time,
        pending=next((one for one in asked if one.state is queries.ExtensionState.PENDING), None),
        extensions=asked,
        not_accepted=judging.not_accepted(task),
        rights={"work": False},
        items=items.of(task),
        open_shares=(handed_down := shares.unfinished(task)),
        rolled=handed_down,
        **counting.standing(task),
    )
    return closed(page)


def answer_form(found: Opened, form: LinkForm, *received: queries.State) -> LinkForm:
    """Offer those who may be answering, and the answers that are the reader's to give."""
    form.offer(parties.people(found.task), may_acknowledge=found.task.state in (queries.State.ASSIGNED, *received))
    if not policies.submit_task(found.actor, found.task):
        form.leave_out_claims()
    return form


def too_late(secret: str, found: Opened, words: str) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    task = queries.get(SYSTEM, found.task.id)
    known = what_stands(found.actor, task) | {"words": words, "back": url_for("tasks.open_link", secret=secret)}
    return closed(render_template("tasks/conflict.html", **known)), 409


def agreement_form(number: int, people: Sequence[User], refused: AgreementForm | None) -> AgreementForm:
    """Return the form to agree to one reply: the one that was refused, an empty one for the others."""
    prefix = f"agree{number}-"
    if refused is not None and refused.who.name.startswith(prefix):
        return refused
    form = AgreementForm(prefix=prefix, formdata=None, meta=BARE)
    form.name_people(people)
    return form
