"""Two thousand mails while the whole worker group is killed twenty times, at each state of the ledger.

Odd kills fall anywhere between two mails, even ones at a fail point: after the claim, before the
text is handed over, after it, and before the end is marked. The mail server is a real one, on
loopback. The mails are those of accounts, which leave at any hour; letters go through the same ledger
and steps, as the story of twenty kills shows. ``lost`` counts people who got nothing, ``second_identities`` people who saw two
Message-IDs, ``copies`` mails beyond the first to a person.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from khworkflow import settings
from khworkflow.accounts import commands as accounts
from khworkflow.app import create_app
from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.transaction import unit_of_work
from khworkflow.embedded.schema import migrate
from khworkflow.mailing import doubt, failpoints, runs
from khworkflow.mailing.commands import plan_account_mail
from tests.servers import Sink, smtp_sink

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKER: Final = Path(__file__).parents[1] / "tests" / "stories" / "mail_worker.py"
STEP: Final = timedelta(minutes=3)  # each worker's clock is that much later: the dead one's lease has run out
AWAKE_SECONDS: Final = 60


def main() -> None:
    """Kill and count; the last line is one JSON object."""
    options = argparse.ArgumentParser(prog="python -m benchmarks crash")
    options.add_argument("--mails", type=int, default=2000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--reconcile", action="store_true", help="ask the mail server's log about mails in doubt")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as (sink, url):
        told = {
            "KHW_DATA": folder,
            "KHW_SMTP_URL": url,
            "KHW_MAILS_PER_MINUTE": "0",
            "KHW_LETTERS_PER_DAY": "0",
            "KHW_URL": "http://localhost",
        }
        if given.reconcile:
            sink.log = Path(folder) / "mail.log"
            sink.log.write_text("Nov 28 07:30:00 thu postfix/postfix-script[700]: starting the Postfix mail system\n")
            told["KHW_RELAY_LOG"] = str(sink.log)
        _plan(told, given.mails)
        environment = {**os.environ, **told, "PYTHONPATH": str(WORKER.parents[2])}
        chance, began, killed = random.Random(20), time.perf_counter(), 0
        for number in range(given.kills):
            place = failpoints.ALL[number // 2 % len(failpoints.ALL)] if number % 2 else None
            killed += _until_killed(_at(environment, number), place, sink, chance, given.mails // (given.kills + 2))
        for later in (0, 1 + doubt.WAIT // STEP):  # what is in doubt by then is settled by the second
            subprocess.run([sys.executable, str(WORKER)], env=_at(environment, given.kills + later), check=True)
        taken = time.perf_counter() - began
    print(json.dumps(_counted(sink, given.mails) | {"mails": given.mails, "kills": killed, "seconds": round(taken, 1)}))


def _plan(told: Mapping[str, str], count: int) -> None:
    """Make as many people, and owe each one mail."""
    app = create_app(settings.load(dict(told)))
    migrate(app)
    with app.app_context(), unit_of_work():
        top = associations.create(SYSTEM, None, Particulars("Hội Khuyến học tỉnh", "Tỉnh hội", "Tỉnh", Level.PROVINCE, "15"))
        for number in range(count):
            user = accounts.create(f"Chủ tịch xã {number}", f"xa{number}", email=f"xa{number}@example.test")
            associations.seat(SYSTEM, user, top, Role.OBSERVER, "Chủ tịch")
            _owe(user.id, number)


def _owe(person_id: int, number: int) -> None:
    secret = f"x{number}"
    payload = {"url": f"http://localhost/links/{secret}", "secret": secret, "username": f"xa{number}"}
    plan_account_mail(person_id, "invitation", f"invitation-{number}", payload)


def _until_killed(environment: dict[str, str], place: str | None, sink: Sink, chance: random.Random, share: int) -> bool:
    """Start a worker with its own process group, and end the group as by ``kill -9``; return whether it was killed."""
    passes = chance.randint(1, share) if place and place != failpoints.AFTER_CLAIM else 1 + share // runs.BATCH
    told = [place, str(passes)] if place else []
    before, after = len(sink.mails), chance.randint(1, share)
    worker = subprocess.Popen([sys.executable, str(WORKER), *told], env=environment, start_new_session=True)
    until = time.monotonic() + AWAKE_SECONDS
    while worker.poll() is None and time.monotonic() < until:
        if not place and len(sink.mails) >= before + after:
            time.sleep(chance.random() / 50)  # anywhere between two mails
            break
        time.sleep(0.002)
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    return worker.wait() == -signal.SIGKILL


def _at(environment: dict[str, str], number: int) -> dict[str, str]:
    shift = timedelta(minutes=5) + number * STEP  # mails of accounts leave at any hour
    return {**environment, "KHW_CLOCK_OFFSET": str(int(shift.total_seconds()))}


def _counted(sink: Sink, wanted: int) -> dict[str, int]:
    identities: dict[str, set[str]] = defaultdict(set)
    for mail, to in zip(sink.mails, sink.recipients, strict=True):
        identities[to].add(str(mail["Message-ID"]))
    return {
        "lost": wanted - len(identities),
        "second_identities": sum(len(ids) > 1 for ids in identities.values()),
        "copies": len(sink.mails) - len(identities),
    }
