"""Random people do random things to tasks on random days; what must always hold, holds after each of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, pairwise

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.errors import KhworkflowError
from khworkflow.eventlog import log
from khworkflow.eventlog.log import happening_at
from khworkflow.eventlog.models import LogEntry
from khworkflow.files import commands as files
from khworkflow.files.models import File
from khworkflow.reports import queries as reports
from khworkflow.tasks import commands, extensions, items, moves, own_replies, queries, schedule, withdrawals
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.events import TaskMoved
from khworkflow.tasks.lifecycle import CLAIMS, DECIDED, ENDED, TRANSITIONS, Action, State
from khworkflow.tasks.models import Extension, ExtensionState
from tests import factories
from tests.cast import Cast, _person
from tests.conftest import MONDAY

#: Who comes to do what is the committee's, and the association's; now and then somebody who may not.
committee = st.sampled_from(["hoa", "pho", "hoa", "pho", "kien", "lan"])
people = st.sampled_from(["lan", "lan", "lan", "minh", "van", "thu", "hoa"])
places = st.sampled_from([0, 0, 0, 1, 2])
days = st.integers(-3, 60)
words = st.sampled_from(["", "Đã họp.", "Chờ Huyện ủy cho ý kiến."])


class Office(RuleBasedStateMachine):
    """An office in which everybody does what comes into his head; ``cast`` and ``paper_id`` are set by the test."""

    cast: Cast
    paper_id: int
    numbers = count(1)
    keys = count()

    @initialize()
    def issue(self):
        database.session.rollback()
        made = factories.issued(self.cast, f"{next(self.numbers)}/TB-HKH")
        title = "Báo cáo mô hình học tập"
        mine = [factories.task_of(made, self.cast.luc_yen.id, title), factories.task_of(made, self.cast.luc_yen.id)]
        self.tasks = [one.id for one in (*mine, factories.task_of(made, self.cast.van_yen.id, title))]
        self.conclusion_id = made[0].directive.conclusion_id
        self.now = MONDAY
        self.done = 0
        database.session.rollback()

    def attempt(self, name, place, does, *, stale=False, text="Đã họp.", **more):
        """Let the person do it; every refusal the product knows leaves everything as it was."""
        database.session.rollback()
        database.session.expire_all()
        actor, task = getattr(self.cast, name).actor, queries.get(SYSTEM, self.tasks[place])
        answer = Answer(text, f"key-{next(self.keys)}", task.version - stale, **more)
        try:
            with happening_at(self.now):
                does(actor, task, answer)
            database.session.commit()
            self.done += 1
        except KhworkflowError:
            database.session.rollback()

    @rule(hours=st.integers(1, 24 * 20))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(name=people, place=places, step=st.sampled_from([commands.acknowledge, commands.start, commands.resume]))
    def steps(self, name, place, step):
        self.steps_of(name, place, step)

    def steps_of(self, name, place, step):
        self.attempt(name, place, lambda actor, task, answer: step(actor, task, seen_version=answer.seen_version))

    @rule(name=people, place=places, text=words, percent=st.none() | st.integers(-1, 101), stale=st.booleans())
    def reports_progress(self, name, place, text, percent, stale):
        self.attempt(name, place, commands.report_progress, text=text, percent=percent, stale=stale)

    @rule(name=people, place=places)
    def waits(self, name, place):
        self.attempt(name, place, commands.wait_outside)

    @rule(place=places, length=st.integers(1, 90), end=st.sampled_from(["resume", "report", "submit"]))
    def waits_long_and_goes_on(self, place, length, end):
        self.attempt("lan", place, commands.wait_outside)
        self.now += timedelta(days=length)
        if end == "resume":
            self.steps_of("lan", place, commands.resume)
        else:
            self.attempt(
                "minh" if end == "report" else "lan", place, commands.report_progress if end == "report" else commands.submit
            )

    @rule(place=places, later=st.integers(1, 60), decision=st.sampled_from(["accept", "back", "close", "none"]))
    def asks_hands_in_and_hears(self, place, later, decision):
        self.asks("lan", place, later)
        self.attempt("lan", place, commands.submit)
        day = clock.day_of(self.now) + timedelta(days=later)
        decide = {
            "accept": commands.accept,
            "back": lambda *given: commands.hand_back(*given, day),
            "close": commands.close_not_done,
        }
        if decision in decide:
            self.attempt("hoa", place, decide[decision])

    @rule(name=people, place=places, action=st.sampled_from(sorted(CLAIMS)), with_paper=st.booleans())
    def claims(self, name, place, action, with_paper):
        given = [database.session.get_one(File, self.paper_id)] if with_paper else []
        self.attempt(name, place, lambda actor, task, said: commands.submit(actor, task, said, action), files=given)

    @rule(name=people, place=places, action=st.sampled_from(sorted(CLAIMS)))
    def is_written_down(self, name, place, action):
        said = Said("Hoàng Thị Lan", SaidHow.TELEPHONE, self.now)
        self.attempt(name, place, lambda actor, task, one: commands.submit(actor, task, one, action), said=said)

    @rule(name=people, place=places)
    def agrees(self, name, place):
        def does(actor, task, _answer):
            for reply in queries.replies(task):
                if reply.said_by:
                    commands.agree(actor, task, reply)

        self.attempt(name, place, does)

    @rule(name=people, place=places, adds=st.booleans())
    def comes_back_to_his_answer(self, name, place, adds):
        def does(actor, task, _answer):
            reply = queries.replies(task)[-1:]
            if reply and adds:
                own_replies.add_evidence(actor, task, reply[0], [database.session.get_one(File, self.paper_id)])
            elif reply:
                own_replies.take_back(actor, task, reply[0])

        self.attempt(name, place, does)

    @rule(name=people, place=places, later=days)
    def asks_for_time(self, name, place, later):
        self.asks(name, place, later)

    def asks(self, name, place, later):
        def does(actor, task, answer):
            extensions.ask(actor, task, answer, (task.due_on or clock.day_of(self.now)) + timedelta(days=later))

        self.attempt(name, place, does)

    @rule(name=committee, place=places, later=days, grants=st.booleans())
    def decides_about_time(self, name, place, later, grants):
        def does(actor, task, _answer):
            asked = moves.pending(task)
            if asked is not None and grants:
                extensions.grant(actor, task, asked, clock.day_of(self.now) + timedelta(days=later))
            elif asked is not None:
                extensions.refuse(actor, task, asked, "Đã ấn định.")

        self.attempt(name, place, does)

    @rule(name=committee, place=places, text=words, in_part=st.booleans())
    def accepts(self, name, place, text, in_part):
        self.attempt(name, place, lambda actor, task, one: commands.accept(actor, task, one, in_part=in_part), text=text)

    @rule(name=committee, place=places, later=days, back=st.sampled_from([commands.hand_back, commands.reopen]))
    def sends_back(self, name, place, later, back):
        day = clock.day_of(self.now) + timedelta(days=later)
        self.attempt(name, place, lambda actor, task, answer: back(actor, task, answer, day))

    @rule(name=committee, place=places, text=words)
    def closes(self, name, place, text):
        self.attempt(name, place, commands.close_not_done, text=text)

    @rule(name=people, place=places, step=st.integers(0, 5), clears=st.booleans(), text=words)
    def ticks(self, name, place, step, clears, text):
        def does(actor, task, _answer):
            item = items.of(task)[step]
            items.clear(actor, task, item) if clears else items.tick(actor, task, item, text)

        self.attempt(name, place, does)

    @rule(name=people, place=places, to=st.sampled_from(["minh", "van", None]))
    def delegates(self, name, place, to):
        chosen = getattr(self.cast, to).id if to else None
        self.attempt(name, place, lambda actor, task, _answer: commands.delegate(actor, task, chosen))

    @rule(name=st.sampled_from(["hoa", "pho", "lan"]), place=places, by=st.none() | places)
    def takes_back(self, name, place, by):
        other = queries.get(SYSTEM, self.tasks[by]) if by is not None else None
        self.attempt(name, place, lambda actor, task, answer: withdrawals.withdraw(actor, task, answer, replaced_by=other))

    def rows(self):
        database.session.rollback()
        database.session.expire_all()
        return queries.of_conclusion(SYSTEM, self.conclusion_id)

    @invariant()
    def one_request_for_time_is_pending_and_none_of_what_has_ended(self):
        pending = sa.select(Extension.task_id).where(Extension.state == ExtensionState.PENDING)
        found = list(database.session.scalars(pending))
        assert len(found) == len(set(found))
        ended = {task.id for task in self.rows() if task.state in ENDED or task.state is State.SUBMITTED}
        assert not ended & set(found)

    @invariant()
    def nobody_decides_about_what_he_entered(self):
        for task in self.rows():
            assert task.decided_by_id is None or task.decided_by_id != task.submitted_by_id
            assert (task.decided_by_id is not None) == (task.state in DECIDED)

    @invariant()
    def nothing_is_overdue_while_it_lies_with_the_committee(self):
        today = clock.day_of(self.now) + timedelta(days=4_000)
        rows = {task.id: task for task in self.rows()}
        late = {task.id for task in queries.overdue(SYSTEM, today)} & set(rows)
        assert late == {number for number, task in rows.items() if schedule.days_overdue(task.state, task.late_after, today)}
        assert not {number for number in late if rows[number].state is State.SUBMITTED}

    @invariant()
    def the_log_tells_every_row_as_it_is(self):
        conclusion = conclusions.get(SYSTEM, self.conclusion_id)
        snapshot = reports.snapshot([conclusion], conclusion.association, self.now + timedelta(days=1))
        facts = {one.task_id: one for one in snapshot.tasks}
        for task in self.rows():
            one = facts[task.id]
            told = (one.state, one.due_on, one.late_after, one.rounds, one.claim, one.waited_days, one.percent)
            is_so = (task.state, task.due_on, task.late_after, task.round, task.claim, task.waited_days, task.percent)
            assert told == is_so
            assert one.waiting_since == (clock.day_of(task.waiting_since) if task.waiting_since else None)

    def teardown(self):
        if not hasattr(self, "tasks"):
            return
        for number in self.tasks:
            moved = [event for entry in log.history(f"task:{number}") if isinstance(event := log.event_of(entry), TaskMoved)]
            for event in moved:
                assert TRANSITIONS[State(event.before), Action(event.action)] is State(event.after)
            assert all(one.after == other.before for one, other in pairwise(moved))
        database.session.rollback()
        assert log.verify()[1] == []
        database.session.rollback()


@pytest.mark.slow
def test_whatever_people_do_the_promises_about_a_task_hold(db, cast):
    cast.people["pho"] = _person("Trần Văn Phó", "pho", cast.province, Role.COMMITTEE, "Phó Chủ tịch")
    db.commit()
    Office.cast, Office.paper_id = cast, files.keep(cast.lan.actor, "qd.pdf", b"%PDF-1.4 x %%EOF").id
    db.commit()
    how = settings(
        max_examples=12, stateful_step_count=30, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )

    run_state_machine_as_test(Office, settings=how)

    moved = db.scalars(sa.select(LogEntry.body).where(LogEntry.kind == "task.moved"))
    assert len({body["action"] for body in moved}) >= 9  # the lives were not all short
