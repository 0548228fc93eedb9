"""The worker is killed twenty times while two hundred mails go out: none lost, no second identity."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import failpoints, runs
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.tasks import commands as tasks
from tests.conftest import MONDAY
from tests.servers import Sink, smtp_sink

if TYPE_CHECKING:
    from tests.cast import Cast

MAILS = 200
KILLS = 20
WORKER = Path(__file__).with_name("mail_worker.py")
STEP = timedelta(minutes=3)  # each worker's clock is that much later: the dead one's lease has run out


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.timeout(280)
def test_twenty_kills_lose_no_mail_and_give_none_a_second_identity(cast, database_url, tmp_path):
    """F1: at any instruction and at each state of the ledger; the benchmark does the same with two thousand."""
    issue_to_many(cast)
    assert runs.gather(clock.now()) == MAILS
    database.session.rollback()
    planned = {mail.message_id: mail.person_id for mail in database.session.scalars(select(Mail))}
    database.session.rollback()
    chance = random.Random(20)  # noqa: S311 - the same chances each time

    with smtp_sink() as (sink, smtp_url):
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "KHW_DATA": str(tmp_path / "worker"),
            "KHW_SMTP_URL": smtp_url,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        for number in range(KILLS):
            places = failpoints.ALL if number % 2 else ()
            place = places[number // 2 % len(places)] if places else None
            killed = run_until_killed(environment, number, place, sink, chance)
            assert killed == -signal.SIGKILL, f"worker {number} ended by itself"
        last = subprocess.run([sys.executable, str(WORKER)], env=at(environment, KILLS), check=False, timeout=120)
        assert last.returncode == 0

    identities = defaultdict(set)
    for mail, to in zip(sink.mails, sink.recipients, strict=True):
        identities[to].add(mail["Message-ID"])
    copies = Counter(mail["Message-ID"] for mail in sink.mails)
    assert set(copies) == set(planned)
    assert len(identities) == MAILS
    assert {len(ids) for ids in identities.values()} == {1}
    assert len(sink.mails) - MAILS <= KILLS  # one at most was in the air at each kill
    states = database.session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    assert {state: count for state, count in states} == {MailState.SENT: MAILS}  # noqa: C416 - rows are no pairs
    assert database.session.scalar(select(func.count()).where(Owed.settled_at.is_(None))) == 0


def run_until_killed(environment: dict[str, str], number: int, place: str | None, sink: Sink, chance: random.Random) -> int:
    """Start a worker that dies at the place, or is killed after a few mails; return how it ended."""
    told = [place, str(chance.randint(1, 8) if place != failpoints.AFTER_CLAIM else 1)] if place else []
    before, after = len(sink.mails), chance.randint(1, 8)
    worker = subprocess.Popen([sys.executable, str(WORKER), *told], env=at(environment, number))
    while worker.poll() is None:
        if not place and len(sink.mails) >= before + after:
            time.sleep(chance.random() / 50)  # anywhere between two mails
            worker.kill()
        time.sleep(0.002)
    return worker.wait()


def at(environment: dict[str, str], number: int) -> dict[str, str]:
    """Return the environment of the n-th worker, whose clock shows that Monday, a lease later than the one before."""
    shift = MONDAY + timedelta(minutes=5) + number * STEP - datetime.fromtimestamp(real_time(), UTC)
    return {**environment, "KHW_CLOCK_OFFSET": str(int(shift.total_seconds()))}


def real_time() -> float:
    """Return the machine's time, which the test's own clock does not show."""
    return float(subprocess.check_output(["date", "+%s"]))


def issue_to_many(cast: Cast) -> None:
    """Issue one directive to two hundred communes, each with a chair of its own."""
    with unit_of_work():
        province = cast.province
        communes = []
        for number in range(MAILS):
            name = f"Xã {number:03d}"
            commune = associations.create(
                SYSTEM, province, Particulars(f"Hội Khuyến học {name}", name, name, Level.COMMUNE, str(number), number)
            )
            chair = accounts.create(f"Chủ tịch {name}", f"xa{number}", email=f"xa{number}@example.test")
            associations.seat(SYSTEM, chair, commune, Role.CHAIR, "Chủ tịch")
            communes.append(commune.id)
    with unit_of_work():
        kien, text = cast.kien.actor, "Các xã rà soát hội viên."
        head = Head("Kết luận", "06/TB-HKH", date(2019, 7, 8), "Nguyễn Thị Hòa", "Chủ tịch")
        conclusion = conclusions.create(
            kien, cast.province, None, title=head.title, text=text, signer=head.signer, signer_position=head.signer_position
        )
        conclusions.set_head(kien, conclusion, head)
        directive = conclusions.mark_quote(kien, conclusion, "Các xã rà soát hội viên")
        conclusions.describe(kien, directive, Description("Rà soát hội viên", Kind.MEMBERSHIP, date(2019, 9, 30)))
        conclusions.assign(kien, directive, communes)
        tasks.issue(cast.hoa.actor, conclusion)
