"""An office that has written its letters, and a reception that takes what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.inbound import reception
from khworkflow.inbound.reception import Reception
from khworkflow.mailing import addresses, post
from khworkflow.mailing.addresses import ReturnAddresses
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.tasks import answering, commands, queries
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.conftest import MONDAY, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Cast, Person

DOMAIN = "thu.khuyenhoc.example.vn"
ONE, SEVERAL = "0123456789abcdef0123456789abcdef", "11112222333344445555666677778888"
CLOSED, REVOKED = "aaaabbbbccccddddeeeeffff00001111", "ccccddddeeeeffff0000111122223333"
DECIDES = "99998888777766665555444433332222"
NOW = MONDAY + timedelta(days=3)


@dataclass(frozen=True)
class Written:
    """The numbers of what the letters told of."""

    staffing: int
    models: int
    one: int  # the letter about Lan's first task alone


def letter(person: Person, token: str, day: int, *owed: tuple[str, str, dict[str, int]], message_id: str = "") -> int:
    """Write a letter down as sent, on the n-th day after Monday."""
    moment = MONDAY + timedelta(days=day)
    mail = Mail(
        key=f"letter-{token}", message_id=message_id or f"<{token * 2:.40}@khuyenhoc.example.vn>", kind="letter", person_id=person.id,
        day=date(2019, 7, 8) + timedelta(days=day), payload={}, state=MailState.SENT, attempts=1, next_attempt_at=moment,
        planned_at=moment, sent_at=moment, address=person.user.email, reply_hash=addresses.hashed(token), subject="Khuyến học",
    )  # fmt: skip
    database.session.add(mail)
    database.session.flush()
    for number, (kind, subject, detail) in enumerate(owed):
        database.session.add(
            Owed(key=f"{token}-{number}", person_id=person.id, kind=kind, subject=subject, detail=detail, owed_at=moment,
                 mail_id=mail.id, settled_at=moment)
        )  # fmt: skip
    database.session.flush()
    return mail.id


@pytest.fixture
def house(db: object) -> Iterator[Reception]:
    """Let mail come back to a domain of the office's."""
    del db
    before, told = post.room(), reception.reception()
    returns = ReturnAddresses(DOMAIN)
    post.wire(replace(before, mail_from="Hội Khuyến học <vanphong@khuyenhoc.example.vn>", returns=returns))
    reception.wire(Reception(returns))
    yield reception.reception()
    post.wire(before)
    reception.wire(told)


@pytest.fixture
def written(cast: Cast, house: Reception) -> Written:
    """Write the letters that the corpus answers."""
    made = factories.issued(cast)
    staffing, models = (
        factories.task_of(made, cast.luc_yen.id, title).id for title in ("Nhân sự Đại hội", "Báo cáo mô hình học tập")
    )
    conclusion = made[0].directive.conclusion_id
    closed = factories.task_of(made, cast.van_yen.id).id
    with at(MONDAY + timedelta(hours=5)), unit_of_work():
        task = queries.get(cast.van.actor, closed)
        commands.submit(cast.van.actor, task, Answer("Đã xong.", "a", task.version))
        answering.revoke(cast.hoa.actor, queries.get(cast.hoa.actor, models))
    with unit_of_work():
        one = letter(cast.lan, ONE, 1, ("task_step", f"task:{staffing}", {}), message_id=f"<{'1' * 40}@khuyenhoc.example.vn>")
        told = {"association_id": cast.luc_yen.id}
        letter(
            cast.lan, SEVERAL, 2, ("conclusion_issued", f"conclusion:{conclusion}", told), ("digest", f"person:{cast.lan.id}", {})
        )
        letter(cast.van, CLOSED, 1, ("task_step", f"task:{closed}", {}))
        letter(cast.minh, REVOKED, 0, ("task_step", f"task:{models}", {}))
        letter(cast.hoa, DECIDES, 1, ("task_submitted", f"task:{closed}", {}))
    return Written(staffing, models, one)
