"""Reading, once for a whole batch of letters, what their parts will ask for one by one (``mailing.desk``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.associations import queries as associations
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.mailing import desk
from khworkflow.mailing.models import Owed
from khworkflow.reminders import in_hand, wishes
from khworkflow.reminders.committee import MOST
from khworkflow.tasks import parts, telling

if TYPE_CHECKING:
    from collections.abc import Collection


def lay_out(owed: Collection[Owed]) -> None:
    """Lay out the people, what lies with them, and the tasks and conclusions that they are to be told of."""
    if not owed:
        return
    people = {one.person_id for one in owed}
    users = {user.id: user for user in database.session.scalars(select(User).where(User.id.in_(people)))}
    desk.put("user", users)  # kept, so that the session finds them again without asking
    desk.put("actor", associations.actors_for(users.values()))
    lying = in_hand.of_people(people)
    desk.put("in hand", lying)
    shown = {parts.number_of(one) for one in owed if one.subject.startswith("task:")}
    digests = {one.person_id for one in owed if one.kind == "digest"}
    if digests:
        _lay_out_digests(digests)
        today = clock.today()
        shown |= {one.id for number in digests for one in in_hand.late_first(lying[number], today)[:MOST]}
    found = telling.of_ids(shown)
    told = {task.association_id for task in found.values()}
    contacts = associations.contacts_of(told) if told else {}
    desk.put("contact", {where: contacts.get(where) for where in told})
    _lay_out_conclusions([one for one in owed if one.kind == "conclusion_issued"])


def _lay_out_digests(people: Collection[int]) -> None:
    desk.put("wishes", wishes.of_people(people))
    unsettled = (Owed.person_id.in_(people), Owed.kind == "digest", Owed.settled_at.is_(None))
    newest = database.session.execute(select(Owed.person_id, func.max(Owed.id)).where(*unsettled).group_by(Owed.person_id))
    desk.put("newest digest", {person_id: number for person_id, number in newest})  # noqa: C416 - rows are no pairs


def _lay_out_conclusions(owed: Collection[Owed]) -> None:
    where = {(parts.number_of(one), int(one.detail["association_id"])) for one in owed}
    if where:
        found = telling.of_conclusions({number for number, _place in where}, {place for _number, place in where})
        desk.put("tasks of conclusion", {key: found.get(key, []) for key in where})
