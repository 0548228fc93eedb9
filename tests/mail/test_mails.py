"""Every mail, in both languages, word for word against what was proof-read.

``KHW_WRITE_SNAPSHOTS=1`` writes the snapshots anew; then read them.
"""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa

from khworkflow import wiring
from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.inbound.fates import TOLD, Fate
from khworkflow.inbound.models import Door, InboundMail
from khworkflow.mailing import bounces
from khworkflow.mailing.letter import compose
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.parts import Recipient
from khworkflow.mailing.verdicts import Blame
from khworkflow.reports import commands as papers, explanations, runs as reports
from khworkflow.reports.models import Explanation, ExplanationTask, ReportKind
from khworkflow.tasks import amendments, commands, extensions, handing_down, queries, withdrawals
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import Action
from khworkflow.tasks.models import Extension
from tests import factories
from tests.cast import make_communes
from tests.conftest import at
from tests.feature.reminders.test_runs import office

SNAPSHOTS = Path(__file__).parent / "snapshots"
LOCALES = ("vi", "en")
LATER = date(2019, 10, 31)
#: Lan's task of the first directive: the third of nine associations.
TASK = 3


def lan(cast, locale):
    return Recipient(cast.lan.id, cast.lan.user.name, "lan@example.test", locale)


def letter(owed, to):
    composed = compose(Mail(kind="letter", payload={}, owed=owed), to)
    assert composed.rendered is not None
    assert composed.untrue == ()  # every part of it is told
    return composed.rendered, {one.kind for one in owed}


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


def act(person, do, words, key, papers=()):
    """Let the person do something to Lan's task in a request of its own; return what came of it."""
    with unit_of_work():
        task = commands.queries.get(person.actor, TASK)
        return do(person.actor, task, Answer(words, key, task.version, papers))


def told(cast, person, kind, locale):
    """Return the letter that the person is owed of that kind, out of what the commands wrote."""
    rows = list(database.session.scalars(sa.select(Owed).where(Owed.kind == kind, Owed.person_id == person.id)))
    assert rows
    for row in rows:
        database.session.expunge(row)  # so that it can be laid into a mail that is never kept
    return letter(rows, Recipient(person.id, person.user.name, f"{person.username}@example.test", locale))


def lan_has_answered(cast, action=Action.SUBMIT, words="Đã họp <b>chọn</b> nhân sự."):
    assert factories.task_of(factories.issued(cast), cast.luc_yen.id).id == TASK
    paper = files.keep(cast.lan.actor, "qd.pdf", b"%PDF-1.4 x %%EOF")
    act(cast.lan, lambda *given: commands.submit(*given, action), words, "a", [paper])


def decided(do, words, answer=Action.SUBMIT):
    """Return what renders the letter about a decision of Hoa."""

    def render(cast, locale):
        lan_has_answered(cast, answer)
        act(cast.hoa, do, words, "b")
        return told(cast, cast.lan, "task_decided", locale)

    return render


def hand_back(actor, task, answer):
    return commands.hand_back(actor, task, answer, date(2019, 10, 10))


def partly(actor, task, answer):
    return commands.accept(actor, task, answer, in_part=True)


def reopen(actor, task, answer):
    return commands.reopen(actor, task, answer, LATER)


def reopened(cast, locale):
    lan_has_answered(cast)
    act(cast.hoa, commands.accept, "", "b")
    database.session.execute(sa.delete(Owed).where(Owed.kind == "task_decided"))
    act(cast.hoa, reopen, "Danh sách nhân sự có thay đổi, xin báo cáo lại.", "c")
    return told(cast, cast.lan, "task_decided", locale)


def extension(settle=None):
    """Return what renders the letter about a request for time: to Hoa, or to Lan once it is settled."""

    def render(cast, locale):
        factories.issued(cast)
        number = act(cast.lan, lambda *given: extensions.ask(*given, LATER), "Huyện ủy chưa thông qua nhân sự.", "a").id
        if settle is None:
            return told(cast, cast.hoa, "extension_asked", locale)
        with unit_of_work():
            task = commands.queries.get(cast.hoa.actor, TASK)
            settle(cast.hoa.actor, task, database.session.get_one(Extension, number))
        return told(cast, cast.lan, "extension_decided", locale)

    return render


def grant(actor, task, asked):
    extensions.grant(actor, task, asked, asked.new_due_on, "Đồng ý, xin khẩn trương.")


def refuse(actor, task, asked):
    extensions.refuse(actor, task, asked, "Đại hội tỉnh đã ấn định ngày, không lùi được.")


def withdrawn(cast, locale):
    factories.issued(cast)
    act(cast.hoa, withdrawals.withdraw, "Nội dung này đã giao cho Ban Tổ chức Huyện ủy.", "a")
    return told(cast, cast.lan, "task_withdrawn", locale)


def superseded(cast, locale):
    other = factories.task_of(factories.issued(cast), cast.luc_yen.id, "Báo cáo mô hình học tập").id

    def replace(actor, task, answer):
        withdrawals.withdraw(actor, task, answer, replaced_by=commands.queries.get(actor, other))

    act(cast.hoa, replace, "Gộp vào báo cáo mô hình học tập.", "a")
    return told(cast, cast.lan, "task_withdrawn", locale)


def amended(cast, locale):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    ground = amendments.Ground("Đại hội tỉnh lùi sang tháng 11.", "a", "12/TB-HKH", date(2019, 7, 8))
    plan = amendments.Plan(due_on={task.id: LATER}, parts={task.id: amendments.Part.COORDINATE}, seen={task.id: task.version})
    with unit_of_work():
        amendments.amend(cast.hoa.actor, commands.queries.get(cast.hoa.actor, task.id), plan, ground)
    return told(cast, cast.lan, "directive_amended", locale)


def brought_forward(cast, locale):
    whole = commands.queries.get(SYSTEM, handed(cast)).parent_id
    with unit_of_work():
        task = commands.queries.get(cast.hoa.actor, whole)
        plan = amendments.Plan(due_on={whole: date(2019, 8, 30)}, seen={whole: task.version})
        amendments.amend(cast.hoa.actor, task, plan, amendments.Ground("Đại hội tỉnh sớm hơn một tháng.", "a"))
    return told(cast, cast.tam, "share_brought_forward", locale)


def claimed(cast, locale):
    lan_has_answered(cast, Action.SAY_NOT_APPLICABLE, "Huyện đã sáp nhập Hội từ năm 2018.")
    return told(cast, cast.hoa, "task_submitted", locale)


def committee(cast, locale):
    task_id = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        commands.submit(cast.lan.actor, task, Answer("Đã họp.", "a", task.version))
    to = Recipient(cast.hoa.id, cast.hoa.user.name, "hoa@example.test", locale)
    other = factories.task_of(queries.of_conclusion(SYSTEM, 1), cast.van_yen.id).id
    with unit_of_work():
        task = commands.queries.get(cast.van.actor, other)
        extensions.ask(cast.van.actor, task, Answer("Huyện ủy chưa thông qua nhân sự.", "a", task.version), LATER)
    with at(office("2019-08-19T07:30")):
        return letter([owed("task_submitted", f"task:{task_id}", cast.hoa), owed("digest", "person:1", cast.hoa)], to)


def escalated(cast, locale):
    made = factories.issued(cast)
    late = [factories.task_of(made, one.id, "Báo cáo mô hình học tập").id for one in (cast.luc_yen, cast.van_yen)]
    with at(office("2019-08-20T07:30")):
        due_on = factories.MODELS_DUE.isoformat()
        to = Recipient(cast.hoa.id, cast.hoa.user.name, "hoa@example.test", locale)
        return letter([owed("escalated", f"task:{one}", cast.hoa, due_on=due_on) for one in late], to)


def set_aside(cast, locale):
    detail = {
        "name": "danh sách.pdf",
        "given_by_id": cast.lan.id,
        "given_at": clock.now().replace(second=0, microsecond=0).isoformat(),
    }
    to = Recipient(cast.an.id, cast.an.user.name, "an@example.test", locale)
    return letter([owed("file_set_aside", "files", cast.an, **detail)], to)


def trouble(cast, locale):
    detail = {"since": clock.now().replace(second=0, microsecond=0).isoformat(), "words": "535 5.7.8 authentication failed"}
    to = Recipient(cast.an.id, cast.an.user.name, "an@example.test", locale)
    return letter([owed("mail_trouble", "letters", cast.an, **detail)], to)


def handed(cast):
    """Let Lan hand a part of her task down to Tân Lĩnh; return it."""
    commune = make_communes(cast)[0]
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    wanted = Wanted(commune.id, "Chọn ba người có uy tín vào Ban Chấp hành.", date(2019, 9, 16))
    with unit_of_work():
        return handing_down.hand_down(cast.lan.actor, commands.queries.get(cast.lan.actor, task.id), [wanted])[0].id


def handed_down(cast, locale):
    handed(cast)
    return told(cast, cast.tam, "task_handed_down", locale)


def share(do=None):
    """Return what renders the letter about a share: to Lan, who confirms it, or about her decision."""

    def render(cast, locale):
        number = handed(cast)
        with unit_of_work():
            row = commands.queries.get(cast.tam.actor, number)
            commands.submit(cast.tam.actor, row, Answer("Đã chọn xong.", "a", row.version))
        if do is None:
            return told(cast, cast.lan, "task_submitted", locale)
        with unit_of_work():
            row = commands.queries.get(cast.lan.actor, number)
            do(cast.lan.actor, row, Answer("Xin gửi biên bản.", "b", row.version))
        return told(cast, cast.tam, "task_decided", locale)

    return render


def explanation(answer=None):
    """Return what renders the letter about a request for an explanation: to Lan, or to Hoa once it was answered."""

    def render(cast, locale):
        task = factories.task_of(factories.issued(cast), cast.luc_yen.id, "Báo cáo mô hình học tập")
        number, conclusion = task.id, task.directive.conclusion
        with unit_of_work():
            report = papers.request(cast.hoa.actor, conclusion, clock.now(), ReportKind.EXPLANATION, cast.luc_yen)
            report.number, report.series, report.number_year, report.signed_on = 12, "CV", 2019, date(2019, 8, 20)
            report.frozen_at = clock.now()
            asked = Explanation(report_id=report.id, association_id=cast.luc_yen.id, answer_by=date(2019, 8, 30))
            database.session.add(asked)
            database.session.flush()
            database.session.add(ExplanationTask(explanation_id=asked.id, task_id=number, due_on=factories.MODELS_DUE))
        with at(office("2019-08-20T07:30")):
            if answer is None:
                return letter([owed("explanation_asked", "explanation:1", cast.lan)], lan(cast, locale))
            with unit_of_work():
                explanations.give(cast.lan.actor, explanations.get(cast.lan.actor, 1), answer, [])
            return told(cast, cast.hoa, "explanation_given", locale)

    return render


def above_and_own(cast, locale):
    """Return Lan's weekly letter: her own tasks, and what her communes laid before her."""
    number = handed(cast)
    with unit_of_work():
        row = commands.queries.get(cast.tam.actor, number)
        commands.submit(cast.tam.actor, row, Answer("Đã chọn xong.", "a", row.version))
    with at(office("2019-07-15T07:30")):
        return letter([owed("digest", "person:1", cast.lan)], lan(cast, locale))


def prepared(cast, locale):
    factories.issued(cast)
    assert reports.prepare_all(office("2019-08-19T07:00")) == 1
    with at(office("2019-08-19T07:30")):
        return told(cast, cast.hoa, "report_prepared", locale)


def account(kind, reason="files"):
    def render(cast, locale):
        payload = {"url": "https://khuyenhoc.example.vn/links/abc", "secret": "abc", "username": "lan"}
        payload |= {"reason": reason, "files": ["anh.heic"] if reason == "files" else []}
        rendered = compose(Mail(kind=kind, payload=payload, owed=[]), lan(cast, locale)).rendered
        assert rendered is not None
        return rendered, {kind}

    return render


def by_mail(cast, locale):
    factories.issued(cast)
    row = InboundMail(sha256="a" * 64, size=1, door=Door.IMAP, envelope_to="", arrived_at=clock.now(), fate=Fate.DRAFT,
                      decided_at=clock.now(), subject="Re: Khuyến học: 2 việc mới", association_id=cast.luc_yen.id)  # fmt: skip
    database.session.add(row)
    database.session.flush()
    return letter(
        [owed("mail_answered", f"inbound:{row.id}", cast.hoa)], Recipient(cast.hoa.id, cast.hoa.user.name, "h@h.vn", locale)
    )


def blocked(cast, locale):
    mail = Mail(kind="letter", key="k", message_id="<k@h>", person_id=cast.lan.id, day=clock.today(), payload={}, address=cast.lan.user.email,
                next_attempt_at=clock.now(), planned_at=clock.now(), state=MailState.SENT, sent_at=clock.now())  # fmt: skip
    database.session.add(mail)
    database.session.flush()
    bounces.note(mail, Blame.HARD, "5.1.1", "550 5.1.1 User unknown", clock.now())
    return told(cast, cast.hoa, "mail_blocked", locale)


#: Each mail: what it tells of, and what renders it.
MAILS = {
    "conclusion_issued": ({"conclusion_issued"}, issued),
    "week": ({"task_step", "digest"}, week),
    "task_returned": ({"task_decided"}, decided(hand_back, "Xin gửi kèm biên bản & danh sách <ủy viên>.")),
    "task_accepted": ({"task_decided"}, decided(commands.accept, "")),
    "task_accepted_in_part": ({"task_decided"}, decided(partly, "Còn thiếu danh sách dự bị.")),
    "task_closed": ({"task_decided"}, decided(commands.close_not_done, "Đã quá thời điểm Đại hội, không thực hiện được nữa.")),
    "task_closed_by_agreement": ({"task_decided"}, decided(commands.close_not_done, "", Action.SAY_NOT_APPLICABLE)),
    "task_reopened": ({"task_decided"}, reopened),
    "task_claimed": ({"task_submitted"}, claimed),
    "committee_week": ({"task_submitted", "digest"}, committee),
    "escalated": ({"escalated"}, escalated),
    "mail_trouble": ({"mail_trouble"}, trouble),
    "file_set_aside": ({"file_set_aside"}, set_aside),
    "explanation_asked": ({"explanation_asked"}, explanation()),
    "explanation_given": ({"explanation_given"}, explanation("Do Huyện ủy chưa họp; sẽ gửi báo cáo trước ngày 05/9/2019.")),
    "extension_asked": ({"extension_asked"}, extension()),
    "extension_granted": ({"extension_decided"}, extension(grant)),
    "extension_refused": ({"extension_decided"}, extension(refuse)),
    "report_prepared": ({"report_prepared"}, prepared),
    "directive_amended": ({"directive_amended"}, amended),
    "task_withdrawn": ({"task_withdrawn"}, withdrawn),
    "task_superseded": ({"task_withdrawn"}, superseded),
    "share_handed_down": ({"task_handed_down"}, handed_down),
    "share_brought_forward": ({"share_brought_forward"}, brought_forward),
    "share_submitted": ({"task_submitted"}, share()),
    "share_accepted": ({"task_decided"}, share(commands.accept)),
    "share_returned": ({"task_decided"}, share(lambda *given: commands.hand_back(*given, date(2019, 9, 20)))),
    "week_with_shares": ({"digest"}, above_and_own),
    **{kind: ({kind}, account(kind)) for kind in wiring.ACCOUNT_MAILS},
    **{f"reply_notice_{reason}": ({"reply_notice"}, account("reply_notice", reason)) for reason in sorted(TOLD)},
    "answered_by_mail": ({"mail_answered"}, by_mail),
    "blocked": ({"mail_blocked"}, blocked),
}


def test_everything_that_a_mail_can_tell_is_proof_read():
    assert set().union(*(kinds for kinds, _render in MAILS.values())) == {*wiring.PARTS, *wiring.ACCOUNT_MAILS}


def test_no_snapshot_is_left_of_a_mail_that_is_not_sent_any_more():
    kept = {path.name.split(".")[0] for path in SNAPSHOTS.iterdir()}

    assert kept == set(MAILS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", MAILS)
def test_the_mail_says_what_was_proof_read(cast, name, locale):
    kinds, render = MAILS[name]
    rendered, told_of = render(cast, locale)
    assert told_of == kinds
    said_in = {"subject.txt": rendered.subject + "\n", "txt": rendered.text + "\n", "html": rendered.html + "\n"}

    html5lib.HTMLParser(strict=True).parse(rendered.html)
    assert not re.search(r"<img|<script|<link|@import|url\(|\sstyle=", rendered.html)
    for suffix, told in said_in.items():
        said = re.sub(r"/answer/\d+…", "/answer/…", links.without_secrets(told))  # signed with a key made for the test
        kept = SNAPSHOTS / f"{name}.{locale}.{suffix}"
        if os.environ.get("KHW_WRITE_SNAPSHOTS"):
            kept.write_text(said)
        assert said == kept.read_text(), kept.name


def test_every_mail_has_its_three_parts():
    folder = Path(clock.__file__).parents[1] / "templates" / "mail"
    for name in ("letter", *wiring.ACCOUNT_MAILS):
        assert all((folder / f"{name}.{suffix}").is_file() for suffix in ("subject.txt", "txt", "html"))


def test_what_people_typed_is_escaped_in_html_and_plain_in_text(cast):
    rendered, _kinds = MAILS["task_returned"][1](cast, "vi")

    assert "<ủy viên>" in rendered.text
    assert "&lt;ủy viên&gt;" in rendered.html


def test_the_subject_counts_files_and_failures_once_though_two_administrators_share_the_mailbox(cast):
    moments = [clock.now().isoformat(), (clock.now() - timedelta(hours=5)).isoformat()]
    files = [
        owed("file_set_aside", "files", who, name="danh sách.pdf", given_by_id=cast.lan.id, given_at=one)
        for who in (cast.an, cast.hoa)
        for one in moments
    ]
    failures = [owed("mail_trouble", "letters", who, since=moments[1], words="421 busy") for who in (cast.an, cast.hoa)]
    rendered, _kinds = letter(files + failures, Recipient(cast.an.id, cast.an.user.name, "an@example.test", "vi"))

    assert rendered.subject == "Khuyến học: 1 sự cố máy chủ thư, 2 tệp có thể gây hại"
    assert rendered.text.count("danh sách.pdf") == 2
    assert rendered.text.count("421 busy") == 1
