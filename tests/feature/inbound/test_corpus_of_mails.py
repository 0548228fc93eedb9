"""Each mail of the corpus meets the fate that stands beside it, and its words are those its writer wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from khworkflow.core.db import database
from khworkflow.eventlog import log
from khworkflow.inbound import runs
from khworkflow.inbound.fates import DRAFTS, HELD, TOLD, Fate
from khworkflow.inbound.models import Door, InboundFile, InboundMail
from khworkflow.inbound.reading.child import pack, unpack
from khworkflow.inbound.reading.message import read
from khworkflow.mailing.models import Mail, MailBounce
from khworkflow.tasks import queries
from khworkflow.tasks.models import Reply
from tests.conftest import at
from tests.feature.inbound.conftest import NOW

FOLDER = Path(__file__).parents[2] / "data" / "mail"
INDEX = json.loads((FOLDER / "index.json").read_text())
BOUNCES = {Fate.BOUNCE_HARD, Fate.BOUNCE_SOFT, Fate.BOUNCE_REFUSED, Fate.BOUNCE_DELAY}


def taken(raw: bytes, to: tuple[str, ...] = ()) -> InboundMail:
    with at(NOW):
        number = runs.take(raw, Door.LMTP, to)
        runs.handle()
    database.session.rollback()
    return database.session.get_one(InboundMail, number)


def test_the_corpus_is_whole_and_meets_nearly_every_fate():
    files = {path.name for path in FOLDER.glob("*.eml")}
    made_in_tests = {Fate.UNPROVEN_SENDER, Fate.TOO_LARGE, Fate.UNREADABLE, Fate.DUPLICATE}

    assert {one["file"] for one in INDEX} == files
    assert len(files) >= 60
    assert {one["fate"] for one in INDEX} == set(Fate) - made_in_tests


@pytest.mark.parametrize("one", INDEX, ids=lambda one: one["file"].removesuffix(".eml"))
def test_each_mail_meets_its_fate(written, cast, one):
    row = taken((FOLDER / one["file"]).read_bytes())

    assert row.fate == one["fate"]
    if "words" in one:
        assert row.words == one["words"]
    assert one.get("contains", "") in row.words
    files = select(InboundFile).where(InboundFile.inbound_mail_id == row.id).order_by(InboundFile.id)
    names = [
        database.session.get_one(type(file).file.property.mapper.class_, file.file_id).name
        for file in database.session.scalars(files)
    ]
    if "files" in one:
        assert names == one["files"]
    assert [note["name"] for note in row.notes] == one.get("refused", [])
    notices = database.session.scalar(select(func.count()).where(Mail.kind == "reply_notice"))
    assert notices == (row.fate in TOLD or bool(row.notes)), "one polite notice at most, and none to a machine or a stranger"
    assert database.session.scalar(select(func.count()).select_from(Reply)) == 1, "prose changes no task: only Vân's own reply"
    if row.fate is Fate.DRAFT:
        assert row.task_id == written.staffing
        assert log.history(f"task:{written.staffing}")[-1].kind == "inbound.answered"
    assert (row.fate in DRAFTS | HELD) == ((row.words != "" and row.fate not in BOUNCES | {Fate.BOUNCE_UNKNOWN}) or bool(names))
    if row.fate in BOUNCES:
        assert row.mail_id == written.one
        bounce = database.session.scalars(select(MailBounce)).one()
        assert one.get("status", bounce.status) == bounce.status
    assert queries.get(cast.lan.actor, written.staffing).state == "assigned"


@pytest.mark.parametrize("one", INDEX, ids=lambda one: one["file"].removesuffix(".eml"))
def test_each_mail_is_read_without_a_database_too(one):
    arrival = read((FOLDER / one["file"]).read_bytes())

    assert unpack(*pack(arrival)) == arrival
    assert arrival.flaw is (Fate.TOO_DEEP if one["fate"] == Fate.TOO_DEEP else None)
    assert arrival.message_id
