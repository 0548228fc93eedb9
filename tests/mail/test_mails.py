"""Every mail, in both languages, word for word against what was proof-read.

``KHW_WRITE_SNAPSHOTS=1`` writes the snapshots anew; then read them.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import html5lib
import pytest

from khworkflow import wiring
from khworkflow.core import clock
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing.letter import Rendered, compose
from khworkflow.mailing.models import Mail, Owed
from khworkflow.mailing.parts import Recipient
from khworkflow.tasks import commands
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.conftest import at
from tests.feature.reminders.test_runs import office

SNAPSHOTS = Path(__file__).parent / "snapshots"
LOCALES = ("vi", "en")


def lan(cast, locale):
    return Recipient(cast.lan.id, cast.lan.user.name, "lan@example.test", locale)


def letter(owed, to):
    rendered = compose(Mail(kind="letter", payload={}, owed=owed), to).rendered
    assert rendered is not None
    return rendered


def owed(kind, subject, person, **detail):
    return Owed(kind=kind, subject=subject, person_id=person.id, detail=detail, settled_at=None)


def issued(cast, locale):
    conclusion = factories.issued(cast)[0].directive.conclusion.id
    return letter(
        [owed("conclusion_issued", f"conclusion:{conclusion}", cast.lan, association_id=cast.luc_yen.id)], lan(cast, locale)
    )


def week(cast, locale):
    made = factories.issued(cast)
    late = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập").id
    with at(office("2019-08-19T07:30")):
        step = owed("task_step", f"task:{late}", cast.lan, due_on=factories.MODELS_DUE.isoformat(), step=7)
        return letter([step, owed("digest", "person:1", cast.lan)], lan(cast, locale))


def returned(cast, locale):
    task_id = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        commands.submit(cast.lan.actor, task, Answer("Đã họp <b>chọn</b> nhân sự.", "a", task.version))
    with unit_of_work():
        task = commands.queries.get(cast.hoa.actor, task_id)
        reply = commands.hand_back(
            cast.hoa.actor, task, Answer("Xin gửi kèm biên bản & danh sách <ủy viên>.", "b", task.version), date(2019, 10, 10)
        ).id
    return letter([owed("task_decided", f"task:{task_id}", cast.lan, action="hand_back", reply_id=reply)], lan(cast, locale))


def committee(cast, locale):
    task_id = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        commands.submit(cast.lan.actor, task, Answer("Đã họp.", "a", task.version))
    to = Recipient(cast.hoa.id, cast.hoa.user.name, "hoa@example.test", locale)
    with at(office("2019-08-19T07:30")):
        return letter([owed("task_submitted", f"task:{task_id}", cast.hoa), owed("digest", "person:1", cast.hoa)], to)


def account(kind):
    def render(cast, locale):
        payload = {"url": "https://khuyenhoc.example.vn/links/abc", "secret": "abc", "username": "lan"}
        rendered = compose(Mail(kind=kind, payload=payload, owed=[]), lan(cast, locale)).rendered
        assert rendered is not None
        return rendered

    return render


MAILS = {
    "conclusion_issued": issued,
    "week": week,
    "task_returned": returned,
    "committee_week": committee,
    **{kind: account(kind) for kind in wiring.ACCOUNT_MAILS},
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", MAILS)
def test_the_mail_says_what_was_proof_read(cast, name, locale):
    rendered: Rendered = MAILS[name](cast, locale)
    parts = {"subject.txt": rendered.subject + "\n", "txt": rendered.text + "\n", "html": rendered.html + "\n"}

    html5lib.HTMLParser(strict=True).parse(rendered.html)
    assert not re.search(r"<img|<script|<link|@import|url\(|\sstyle=", rendered.html)
    for suffix, said in parts.items():
        kept = SNAPSHOTS / f"{name}.{locale}.{suffix}"
        if os.environ.get("KHW_WRITE_SNAPSHOTS"):
            kept.write_text(said)
        assert said == kept.read_text(), kept.name


def test_every_mail_has_its_three_parts():
    folder = Path(clock.__file__).parents[1] / "templates" / "mail"
    for name in ("letter", *wiring.ACCOUNT_MAILS):
        assert all((folder / f"{name}.{suffix}").is_file() for suffix in ("subject.txt", "txt", "html"))


def test_what_people_typed_is_escaped_in_html_and_plain_in_text(cast):
    rendered = returned(cast, "vi")

    assert "<ủy viên>" in rendered.text
    assert "&lt;ủy viên&gt;" in rendered.html
