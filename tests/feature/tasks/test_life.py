"""The whole life of a task: claims, waits, requests for time, words typed for others, taking back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.eventlog import log
from khworkflow.eventlog.log import happening_at
from khworkflow.files import commands as files
from khworkflow.mailing.models import Owed
from khworkflow.tasks import agreeing, commands, extensions, queries, withdrawals
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import Action, Claim, State
from khworkflow.tasks.models import ExtensionState, Task
from khworkflow.wiring import PARTS
from tests import factories
from tests.conftest import MONDAY
from tests.factories import again

LATER = date(2019, 10, 15)
TELEPHONE = Said("Hoàng Thị Lan", SaidHow.TELEPHONE, MONDAY)


def answer(task, words="Đã họp chọn nhân sự.", key="k1", **more):
    return Answer(words, key, task.version, **more)


@pytest.fixture
def tasks(cast):
    return factories.issued(cast)


@pytest.fixture
def task(cast, tasks):
    return again(factories.task_of(tasks, cast.luc_yen.id))


@pytest.fixture
def paper(cast):
    return files.keep(cast.lan.actor, "qd.pdf", b"%PDF-1.4 x %%EOF")


def kept(db, task):
    db.commit()
    return again(task)


def letters(db, person, kind):
    return db.scalars(sa.select(Owed).where(Owed.kind == kind, Owed.person_id == person.id)).all()


def told(owed):
    part = PARTS[owed.kind](owed)
    return None if part is None else " ".join(f"{line.text} {line.note}" for line in part.lines)


# What an association says


@pytest.mark.parametrize(
    ("action", "claim"),
    [
        (Action.SAY_DONE_BEFORE, Claim.DONE_BEFORE),
        (Action.SAY_NOT_APPLICABLE, Claim.NOT_APPLICABLE),
        (Action.REFUSE, Claim.REFUSED),
    ],
)
def test_an_honest_answer_goes_to_the_committee_as_what_it_is(db, cast, task, paper, action, claim):
    reply = commands.submit(cast.lan.actor, task, answer(task, files=[paper]), action)
    task = kept(db, task)

    assert (task.state, task.claim, task.round, reply.claim) == (State.SUBMITTED, claim, 1, claim)
    assert str(queries.get(cast.hoa.actor, task.id).id) in letters(db, cast.hoa, "task_submitted")[0].subject
    assert told(letters(db, cast.hoa, "task_submitted")[0])


@pytest.mark.parametrize("action", [Action.SAY_DONE_BEFORE, Action.SAY_NOT_APPLICABLE])
def test_what_nobody_can_check_needs_evidence(db, cast, task, action):
    with pytest.raises(Refused):
        commands.submit(cast.lan.actor, task, answer(task), action)


def test_an_officer_does_not_refuse_in_the_chairs_name(cast, task):
    with pytest.raises(Forbidden):
        commands.submit(cast.minh.actor, task, answer(task), Action.REFUSE)


def test_only_a_claim_can_be_submitted(cast, task):
    with pytest.raises(InvalidTransition):
        commands.submit(cast.lan.actor, task, answer(task), Action.ACKNOWLEDGE)


def test_a_task_is_received_begun_and_begun_twice_is_begun_once(db, cast, task):
    commands.acknowledge(cast.minh.actor, task, seen_version=task.version)
    task = kept(db, task)
    commands.start(cast.minh.actor, task, seen_version=task.version)
    task = kept(db, task)
    commands.start(cast.minh.actor, task, seen_version=0)

    assert task.state is State.IN_PROGRESS
    assert [entry.body.get("action") for entry in log.history(f"task:{task.id}")][1:] == ["acknowledge", "start"]


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percentage_is_of_a_hundred(cast, task, percent):
    with pytest.raises(Refused):
        commands.report_progress(cast.lan.actor, task, answer(task, percent=percent))


def test_the_latest_percentage_stays_with_the_task(db, cast, task):
    commands.report_progress(cast.lan.actor, task, answer(task, percent=40))
    task = kept(db, task)
    commands.report_progress(cast.lan.actor, task, answer(task, key="k2"))
    task = kept(db, task)

    assert task.percent == 40
    assert [reply.percent for reply in queries.replies(task)] == [40, None]


# Waiting for an outside body


def test_days_of_waiting_are_shown_and_not_counted_as_delay(db, cast, tasks):
    task = again(factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập"))  # due 12/8
    with happening_at(datetime(2019, 8, 10, 3, tzinfo=UTC)):
        commands.wait_outside(cast.lan.actor, task, answer(task, "Chờ Huyện ủy."))
    task = kept(db, task)
    assert task.id not in {one.id for one in queries.overdue(cast.hoa.actor, date(2019, 8, 20))}
    with happening_at(datetime(2019, 8, 20, 3, tzinfo=UTC)):
        commands.resume(cast.lan.actor, task, seen_version=task.version)
    task = kept(db, task)

    assert (task.waited_days, task.due_on, task.late_after) == (10, date(2019, 8, 12), date(2019, 8, 20))
    assert task.id not in {one.id for one in queries.overdue(cast.hoa.actor, date(2019, 8, 20))}
    assert task.id in {one.id for one in queries.overdue(cast.hoa.actor, date(2019, 8, 21))}


# Words that somebody else typed


def test_the_office_writes_down_what_was_said_and_the_association_agrees_with_one_tap(db, cast, task):
    reply = commands.submit(cast.thu.actor, task, answer(task, said=TELEPHONE))
    task = kept(db, task)
    agreeing.agree(cast.lan.actor, task, reply)
    agreeing.agree(cast.lan.actor, task, reply)
    db.commit()

    assert (reply.author_id, reply.said_by, reply.agreed_by_id) == (cast.thu.id, "Hoàng Thị Lan", cast.lan.id)
    entries = log.history(f"task:{task.id}")
    assert [(one.kind, one.said_by) for one in entries[-2:]] == [("task.moved", "Hoàng Thị Lan"), ("task.reply_agreed", None)]


def test_who_wrote_a_result_down_does_not_confirm_it(db, cast, task):
    commands.submit(cast.hoa.actor, task, answer(task, said=TELEPHONE))
    task = kept(db, task)

    with pytest.raises(Forbidden):
        commands.accept(cast.hoa.actor, task, answer(task, key="k2"))
    task.state, task.decided_by_id, task.closed_at = State.ACCEPTED, cast.hoa.id, MONDAY
    with pytest.raises(sa.exc.IntegrityError, match="not_decided_by_the_doer"):
        db.flush()
    db.rollback()


@pytest.mark.parametrize(
    "said",
    [
        Said(" ", SaidHow.TELEPHONE, MONDAY),
        Said("x" * 151, SaidHow.TELEPHONE, MONDAY),
        Said("Lan", SaidHow.PAPER, MONDAY + timedelta(days=3)),
        Said("Lan", SaidHow.MESSAGE, MONDAY - timedelta(days=3)),
    ],
)
def test_what_was_said_has_a_name_and_a_moment_that_can_be(cast, task, said):
    with pytest.raises(Refused):
        commands.report_progress(cast.thu.actor, task, answer(task, said=said))


def test_an_association_does_not_write_down_words_of_another(cast, task):
    with pytest.raises(Forbidden):
        commands.report_progress(cast.van.actor, task, answer(task, said=TELEPHONE))
    with pytest.raises(Forbidden):
        commands.report_progress(cast.lan.actor, task, answer(task, said=TELEPHONE))


def test_there_is_nothing_to_agree_to_in_ones_own_words(db, cast, task, tasks):
    reply = commands.report_progress(cast.lan.actor, task, answer(task))
    other = again(factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập"))

    with pytest.raises(InvalidTransition):
        agreeing.agree(cast.lan.actor, task, reply)
    with pytest.raises(InvalidTransition):
        agreeing.agree(cast.lan.actor, other, reply)
    assert queries.reply_of(task, reply.id) is reply
    with pytest.raises(NotFound):
        queries.reply_of(other, reply.id)


# Asking for time


def test_granted_time_moves_the_due_day_keeps_the_history_and_tells_the_association(db, cast, task):
    asked = extensions.ask(cast.minh.actor, task, answer(task, "Huyện ủy họp ngày 10/10."), LATER)
    task = kept(db, task)
    assert [(one.id, extension.id) for one, extension in queries.requests_for_time(cast.hoa.actor)] == [(task.id, asked.id)]
    assert "xin lùi từ 30/9/2019 đến 15/10/2019" in told(letters(db, cast.hoa, "extension_asked")[0])

    extensions.grant(cast.hoa.actor, task, asked, date(2019, 10, 10), "Chỉ đến ngày họp.")
    extensions.grant(cast.hoa.actor, task, asked, LATER, "Lần bấm thứ hai.")
    task = kept(db, task)

    assert (task.due_on, task.late_after, task.dated_on) == (date(2019, 10, 10), date(2019, 10, 10), date(2019, 7, 8))
    [kept_request] = queries.extensions(task)
    assert (kept_request.state, kept_request.granted_due_on, kept_request.old_due_on) == (
        ExtensionState.GRANTED, date(2019, 10, 10), date(2019, 9, 30),
    )  # fmt: skip
    assert "Thời hạn mới: 10/10/2019" in told(letters(db, cast.lan, "extension_decided")[0])
    assert queries.requests_for_time(cast.hoa.actor) == []
    assert told(letters(db, cast.hoa, "extension_asked")[0]) is None


def test_refused_time_leaves_the_day_and_needs_a_reason(db, cast, task):
    asked = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)
    task = kept(db, task)
    with pytest.raises(Refused):
        extensions.refuse(cast.hoa.actor, task, asked, " ")
    extensions.refuse(cast.hoa.actor, task, asked, "Đại hội đã ấn định.")
    task = kept(db, task)

    assert task.due_on == factories.STAFFING_DUE
    assert "Thời hạn vẫn là 30/9/2019. “Đại hội đã ấn định.”" in told(letters(db, cast.lan, "extension_decided")[0])


def test_one_request_is_pending_at_a_time_and_the_same_form_twice_is_one(db, cast, task):
    first = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)
    same = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)

    assert first.id == same.id
    with pytest.raises(Refused):
        extensions.ask(cast.lan.actor, task, answer(task, "Vẫn bận.", key="k2"), LATER)


@pytest.mark.parametrize("day", [date(2019, 7, 8), date(2019, 9, 30), date(2019, 9, 1), date(2039, 1, 1)])
def test_time_is_asked_for_beyond_the_present_day_and_not_without_end(cast, task, day):
    with pytest.raises(Refused):
        extensions.ask(cast.lan.actor, task, answer(task, "Bận."), day)


def test_there_is_no_more_time_for_what_has_no_day_or_lies_with_the_committee(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    task = kept(db, task)
    with pytest.raises(InvalidTransition):
        extensions.ask(cast.lan.actor, task, answer(task, "Bận.", key="k2"), LATER)
    task.state, task.due_on, task.late_after = State.IN_PROGRESS, None, None
    task = kept(db, task)
    with pytest.raises(Refused):
        extensions.ask(cast.lan.actor, task, answer(task, "Bận.", key="k3"), LATER)


def test_a_result_makes_the_request_for_time_needless(db, cast, task):
    asked = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)
    task = kept(db, task)
    commands.submit(cast.lan.actor, task, answer(task, key="k2"))
    task = kept(db, task)

    assert asked.state is ExtensionState.LAPSED
    with pytest.raises(InvalidTransition):
        extensions.grant(cast.hoa.actor, task, asked, LATER)
    assert log.history(f"task:{task.id}")[-2].kind == "task.extension_lapsed"


def test_nobody_grants_what_he_asked_for_and_a_stranger_grants_nothing(db, cast, task, tasks):
    asked = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)
    for person in (cast.lan, cast.kien, cast.van):
        with pytest.raises(Forbidden):
            extensions.grant(person.actor, task, asked, LATER)
    asked.asked_by_id = cast.hoa.id
    with pytest.raises(Forbidden):
        extensions.grant(cast.hoa.actor, task, asked, LATER)
    other = factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập")
    with pytest.raises(NotFound):
        queries.extension_of(other, asked.id)
    assert queries.extension_of(task, asked.id) is asked


def test_a_decided_letter_that_has_become_untrue_is_not_told(db, cast, task):
    asked = extensions.ask(cast.lan.actor, task, answer(task, "Bận."), LATER)
    extensions.grant(cast.hoa.actor, task, asked, LATER)
    task = kept(db, task)
    again_asked = extensions.ask(cast.lan.actor, task, answer(task, "Vẫn bận.", key="k2"), date(2019, 11, 15))
    extensions.grant(cast.hoa.actor, task, again_asked, date(2019, 11, 15))
    db.commit()
    first, second = sorted(letters(db, cast.lan, "extension_decided"), key=lambda one: one.id)

    assert told(first) is None
    assert "15/11/2019" in told(second)


# What the committee decides


def test_a_refusal_is_agreed_to_by_closing_or_handed_back_but_not_confirmed_as_done(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task, "Không có trường nào."), Action.REFUSE)
    task = kept(db, task)
    with pytest.raises(InvalidTransition):
        commands.accept(cast.hoa.actor, task, answer(task, key="k2"))
    commands.close_not_done(cast.hoa.actor, task, answer(task, "", key="k3"))
    task = kept(db, task)

    assert (task.state, task.claim, task.decided_by_id) == (State.CLOSED_NOT_DONE, Claim.REFUSED, cast.hoa.id)


def test_agreeing_that_it_does_not_apply_is_told_as_that(db, cast, task, paper):
    commands.submit(cast.lan.actor, task, answer(task, files=[paper]), Action.SAY_NOT_APPLICABLE)
    task = kept(db, task)
    commands.close_not_done(cast.hoa.actor, task, answer(task, "", key="k2"))
    db.commit()

    assert "không áp dụng tại đơn vị" in told(letters(db, cast.lan, "task_decided")[0])


def test_closing_a_result_against_its_association_needs_words(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    task = kept(db, task)

    with pytest.raises(Refused):
        commands.close_not_done(cast.hoa.actor, task, answer(task, "", key="k2"))


def test_what_was_closed_is_taken_up_again_with_a_reason_and_a_day(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    task = kept(db, task)
    commands.accept(cast.hoa.actor, task, answer(task, "", key="k2"))
    task = kept(db, task)
    with pytest.raises(Refused):
        commands.reopen(cast.hoa.actor, task, answer(task, " ", key="k3"), LATER)
    with pytest.raises(Refused):
        commands.reopen(cast.hoa.actor, task, answer(task, "Còn thiếu.", key="k3"), date(2019, 7, 8))
    with pytest.raises(Forbidden):
        commands.reopen(cast.kien.actor, task, answer(task, "Còn thiếu.", key="k3"), LATER)
    one = commands.reopen(cast.hoa.actor, task, answer(task, "Còn thiếu.", key="k3"), LATER)
    task = kept(db, task)
    other = commands.reopen(cast.hoa.actor, task, answer(task, "Còn thiếu.", key="k3"), LATER)

    assert one.id == other.id
    assert (task.state, task.due_on, task.decided_by_id, task.closed_at) == (State.RETURNED, LATER, None, None)
    assert "mở lại" in told(letters(db, cast.lan, "task_decided")[-1])


def test_a_double_decision_is_one(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    task = kept(db, task)
    said = answer(task, "", key="k2")
    one = commands.accept(cast.hoa.actor, task, said)
    task = kept(db, task)

    assert commands.accept(cast.hoa.actor, task, said).id == one.id


# Taking back


def test_a_directive_taken_back_ends_what_is_unfinished_and_tells_everybody_why(db, cast, tasks):
    done, one = (again(factories.task_of(tasks, number)) for number in (cast.luc_yen.id, cast.van_yen.id))
    commands.submit(cast.lan.actor, done, answer(done))
    done = kept(db, done)
    commands.accept(cast.hoa.actor, done, answer(done, "", key="k2"))
    db.commit()
    one = again(one)
    seen = {other.id: other.version for other in queries.same_directive(cast.hoa.actor, one)}
    taken = withdrawals.withdraw_directive(cast.hoa.actor, one, answer(one, "Trung ương hoãn Đại hội.", key="w"), seen)
    db.commit()

    assert len(taken) == 8
    assert {again(other).state for other in taken} == {State.WITHDRAWN}
    assert again(done).state is State.ACCEPTED
    entry = log.history(f"conclusion:{again(done).directive.conclusion_id}")[-1]
    assert (entry.kind, len(entry.body["told"]), entry.body["words"]) == ("directive.withdrawn", 8, "Trung ương hoãn Đại hội.")
    assert "“Trung ương hoãn Đại hội.”" in told(letters(db, cast.van, "task_withdrawn")[0])
    with pytest.raises(InvalidTransition):
        withdrawals.withdraw_directive(cast.hoa.actor, again(one), answer(again(one), "Lần nữa.", key="w2"), seen)


def test_a_directive_is_not_taken_back_over_an_answer_that_just_came(db, cast, tasks):
    one = again(factories.task_of(tasks, cast.van_yen.id))
    seen = {other.id: other.version for other in queries.same_directive(cast.hoa.actor, one)}
    mine = again(factories.task_of(tasks, cast.luc_yen.id))
    commands.submit(cast.lan.actor, mine, answer(mine))
    db.commit()

    with pytest.raises(Conflict):
        withdrawals.withdraw_directive(cast.hoa.actor, again(one), answer(again(one), "Hoãn.", key="w"), seen)
    db.rollback()
    assert again(one).state is State.ASSIGNED


def test_one_task_is_taken_back_or_replaced_by_another(db, cast, tasks):
    one = again(factories.task_of(tasks, cast.luc_yen.id))
    other = again(factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập"))
    with pytest.raises(Forbidden):
        withdrawals.withdraw(cast.lan.actor, one, answer(one, "Thôi."))
    with pytest.raises(InvalidTransition):
        withdrawals.withdraw(cast.hoa.actor, one, answer(one, "Thôi."), replaced_by=one)
    said = answer(one, "Gộp vào báo cáo chung.")
    withdrawals.withdraw(cast.hoa.actor, one, said, replaced_by=other)
    one = kept(db, one)
    withdrawals.withdraw(cast.hoa.actor, one, said, replaced_by=other)
    db.commit()

    assert (one.state, one.superseded_by_id) == (State.SUPERSEDED, other.id)
    assert "thay bằng nhiệm vụ khác" in told(letters(db, cast.lan, "task_withdrawn")[0])


def test_a_withdrawal_that_is_not_true_any_more_is_not_told(db, cast, task):
    owed = Owed(kind="task_withdrawn", subject=f"task:{task.id}", person_id=cast.lan.id, detail={})

    assert told(owed) is None


# What the database refuses


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("submitted_has_claim", {"state": "submitted", "submitted_at": MONDAY, "submitted_by_id": 1}),
        ("submitted_by_somebody", {"state": "submitted", "submitted_at": MONDAY, "claim": "done", "round": 1}),
        ("decided_by_somebody", {"decided_by_id": 1}),
        ("waiting_has_time", {"state": "waiting_outside"}),
        ("superseded_by_another", {"state": "superseded", "closed_at": MONDAY}),
        ("late_after_due", {"late_after": date(2019, 1, 1)}),
        ("late_after_due", {"late_after": None}),
        ("waited_days_count", {"waited_days": -1}),
        ("percent_of_a_hundred", {"percent": 101}),
        ("closed_has_time", {"closed_at": MONDAY}),
        ("round_counts", {"round": -1}),
    ],
)
def test_the_database_refuses_a_task_that_cannot_be(db, task, rule, values):
    with pytest.raises(sa.exc.IntegrityError, match=rule):
        db.execute(sa.update(Task.__table__).where(Task.__table__.c.id == task.id).values(**values))
    db.rollback()


@pytest.mark.parametrize(
    ("rule", "claim", "state"),
    [("accepted_was_claimed", "refused", "accepted"), ("part_was_claimed", "done_before", "accepted_in_part")],
)
def test_the_database_confirms_nothing_that_nobody_claimed(db, cast, task, rule, claim, state):
    values = {"state": state, "claim": claim, "round": 1, "submitted_at": MONDAY, "closed_at": MONDAY}
    values |= {"submitted_by_id": cast.lan.id, "decided_by_id": cast.hoa.id}
    with pytest.raises(sa.exc.IntegrityError, match=rule):
        db.execute(sa.update(Task.__table__).where(Task.__table__.c.id == task.id).values(**values))
    db.rollback()
