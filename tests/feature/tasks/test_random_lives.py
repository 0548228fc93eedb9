"""Random people do random things to tasks on random days; what must always hold, holds after each of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, pairwise

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from khworkflow.conclusions import queries as conclusions
from khworkflow.conclusions.models import Directive
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.errors import KhworkflowError
from khworkflow.eventlog import log
from khworkflow.eventlog.log import happening_at
from khworkflow.eventlog.models import LogEntry
from khworkflow.figures import commands as figures
from khworkflow.figures.models import Figure, Indicator
from khworkflow.files import commands as files
from khworkflow.files.models import File
from khworkflow.reports import taking as reports
from khworkflow.reports.replay import replay
from khworkflow.tasks import (
    agreeing,
    amendments,
    commands,
    extensions,
    handing_down,
    items,
    judging,
    measures,
    moves,
    own_replies,
    queries,
    rollup,
    schedule,
    withdrawals,
)
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.events import TaskMoved
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import CLAIMS, DECIDED, ENDED, TRANSITIONS, Action, Claim, State
from khworkflow.tasks.models import Extension, ExtensionState, Task
from tests import factories
from tests.cast import Cast, _person, make_communes
from tests.conftest import MONDAY

#: Who comes to do what is the committee's, and the association's; now and then somebody who may not.
committee = st.sampled_from(["hoa", "pho", "hoa", "pho", "kien", "lan"])
people = st.sampled_from(["lan", "lan", "lan", "minh", "van", "thu", "hoa"])
places = st.sampled_from([0, 0, 0, 1, 2])
days = st.integers(-3, 60)
below = st.sampled_from(["tam", "tam", "dung", "lan", "thu"])
above = st.sampled_from(["lan", "lan", "lan", "minh", "hoa", "van"])
nth = st.integers(0, 3)
words = st.sampled_from(["", "Đã họp.", "Chờ Huyện ủy cho ý kiến."])


class Office(RuleBasedStateMachine):
    """An office in which everybody does what comes into his head; ``cast`` and ``paper_id`` are set by the test."""

    cast: Cast
    paper_id: int
    communes: tuple[int, ...]
    indicator_id: int
    numbers = count(1)
    keys = count()

    @initialize(handed=st.sets(st.sampled_from([0, 1, 2])))
    def issue(self, handed):
        database.session.rollback()
        made = factories.issued(self.cast, f"{next(self.numbers)}/TB-HKH")
        title = "Báo cáo mô hình học tập"
        mine = [factories.task_of(made, self.cast.luc_yen.id, title), factories.task_of(made, self.cast.luc_yen.id)]
        self.tasks = [one.id for one in (*mine, factories.task_of(made, self.cast.van_yen.id, title))]
        self.shares: list[str] = []
        self.read: list[Task] | None = None
        self.conclusion_id = made[0].directive.conclusion_id
        self.now = MONDAY
        self.done = 0
        database.session.execute(sa.delete(Figure))  # of the office before: its days are these days too
        indicator = database.session.get_one(Indicator, self.indicator_id)
        for one in {task.directive_id: task for task in made}.values():
            measures.count_by(self.cast.hoa.actor, one, indicator)
        database.session.commit()
        database.session.rollback()
        if handed:
            self.hand("lan", 0, handed, 30)

    def attempt(self, name, place, does, *, stale=False, text="Đã họp.", **more):
        """Let the person do it; every refusal the product knows leaves everything as it was."""
        self.read = None
        database.session.rollback()
        database.session.expire_all()
        number = self.tasks[place] if isinstance(place, int) else int(place)
        actor, task = getattr(self.cast, name).actor, queries.get(SYSTEM, number)
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
        self.read = None

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
                    agreeing.agree(actor, task, reply)

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

    @rule(name=people, place=places)
    def asks_no_more(self, name, place):
        def does(actor, task, _answer):
            for asked in queries.extensions(task)[:1]:
                extensions.take_back(actor, task, asked)
            for reply in queries.replies(task):
                if reply.agreed_at:
                    agreeing.take_back(actor, task, reply)

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

    @rule(name=above, place=places, chosen=st.sets(st.sampled_from([0, 1, 2]), min_size=1), later=st.integers(1, 40))
    def hands_down(self, name, place, chosen, later):
        self.hand(name, place, chosen, later)

    def hand(self, name, place, chosen, later):
        def does(actor, task, answer):
            day = clock.day_of(self.now) + timedelta(days=later)
            wanted = [Wanted(self.communes[one], answer.words, day, {self.indicator_id: "100"}) for one in sorted(chosen)]
            made.extend(str(one.id) for one in handing_down.hand_down(actor, task, wanted))

        made: list[str] = []
        done = self.done
        self.attempt(name, place, does)
        self.shares += made if self.done > done else []

    def at_a_share(self, name, which, does, **more):
        if self.shares:
            self.attempt(name, self.shares[which % len(self.shares)], does, **more)

    @rule(name=below, which=nth, percent=st.none() | st.integers(0, 100), text=words)
    def a_commune_reports(self, name, which, percent, text):
        self.at_a_share(name, which, commands.report_progress, percent=percent, text=text)

    @rule(name=below, which=nth, action=st.sampled_from(sorted(CLAIMS)))
    def a_commune_claims(self, name, which, action):
        given = [database.session.get_one(File, self.paper_id)]
        self.at_a_share(name, which, lambda actor, task, said: commands.submit(actor, task, said, action), files=given)

    @rule(name=below, which=nth, later=days)
    def a_commune_asks_for_time(self, name, which, later):
        def does(actor, task, answer):
            extensions.ask(actor, task, answer, task.due_on + timedelta(days=later))

        self.at_a_share(name, which, does)

    @rule(name=above, which=nth, later=days, does=st.sampled_from(["accept", "part", "back", "close", "reopen", "withdraw"]))
    def the_district_decides(self, name, which, later, does):
        day = clock.day_of(self.now) + timedelta(days=later)
        deeds = {
            "accept": commands.accept,
            "part": lambda *given: commands.accept(*given, in_part=True),
            "back": lambda *given: commands.hand_back(*given, day),
            "close": commands.close_not_done,
            "reopen": lambda *given: commands.reopen(*given, day),
            "withdraw": withdrawals.withdraw,
        }
        self.at_a_share(name, which, deeds[does])

    @rule(which=nth, percent=st.integers(0, 100), confirms=st.booleans())
    def a_part_is_done(self, which, percent, confirms):
        for name in ("tam", "dung"):
            self.at_a_share(name, which, commands.report_progress, percent=percent)
            self.at_a_share(name, which, commands.submit)
        if confirms:
            self.at_a_share("lan", which, commands.accept)

    @rule(
        name=st.sampled_from(["tam", "dung", "lan", "hoa"]),
        which=nth,
        value=st.integers(0, 99),
        past=st.integers(0, 9),
        text=words,
    )
    def somebody_counts(self, name, which, value, past, text):
        self.count(name, which, value, past, text)

    @rule(
        name=st.sampled_from(["tam", "dung"]),
        value=st.integers(0, 90),
        more=st.sampled_from([9, 9, 1, 0, -9]),
        past=st.integers(1, 9),
    )
    def a_commune_counts_an_earlier_day_afterwards(self, name, value, more, past):
        """Of that day it tells more, which makes a fall towards what it has told already, or less."""
        self.hand("lan", 0, {0, 1}, 30)
        for which in range(len(self.shares)):  # one of them is its own; with the others it is refused
            self.count(name, which, value, 0, "Đếm lại.")
            self.count(name, which, max(value + more, 0), past, "")

    def count(self, name, which, value, past, text):
        def does(actor, task, answer):
            day, is_final = clock.day_of(self.now) - timedelta(days=past), value % 2 == 0
            counted = figures.Counted(f"{value},5", day, is_final, answer.client_key, answer.words)
            figures.report(actor, measures.indicators(task)[0], task.association, counted)

        self.at_a_share(name, which, does, text=text)

    @rule(place=places, decision=st.sampled_from(["accept", "close", "withdraw"]))
    def the_whole_ends_though_parts_are_open(self, place, decision):
        self.attempt("lan", place, commands.submit, despite_open=True)
        deeds = {"accept": commands.accept, "close": commands.close_not_done, "withdraw": withdrawals.withdraw}
        self.attempt("pho", place, deeds[decision])

    @rule(name=committee, place=places, later=days, part=st.sampled_from(sorted(amendments.Part)))
    def amends(self, name, place, later, part):
        self.amend(name, place, clock.day_of(self.now) + timedelta(days=later), part)

    def amend(self, name, place, day, part):
        def does(actor, task, answer):
            plan = amendments.Plan(due_on={task.id: day}, parts={task.id: part}, seen={task.id: task.version})
            amendments.amend(actor, task, plan, amendments.Ground("Trung ương lùi ngày.", answer.client_key))

        self.attempt(name, place, does)

    @rule(sooner=st.integers(1, 29), returns=st.booleans())
    def the_whole_is_due_sooner(self, sooner, returns):
        day = clock.day_of(self.now) + timedelta(days=sooner)
        self.hand("lan", 0, {0, 1}, sooner + 10)
        if returns:
            self.attempt("lan", 0, commands.submit, despite_open=True)
            self.attempt("hoa", 0, lambda *given: commands.hand_back(*given, day))
        else:
            self.amend("hoa", 0, day, amendments.Part.LEAD)

    @rule(name=committee, place=places, accepts=st.booleans())
    def judges(self, name, place, accepts):
        def does(actor, task, answer):
            for reply, evidence in judging.to_judge(actor, task, queries.replies(task)):
                verdict = judging.Verdict.ACCEPTED if accepts else judging.Verdict.REJECTED
                judging.judge(actor, task, reply, evidence, verdict, "Mờ.", seen_version=answer.seen_version)

        self.attempt(name, place, does)

    def rows(self):
        """Return all tasks and shares, read anew once after each step."""
        if self.read is None:
            database.session.rollback()
            database.session.expire_all()
            every = queries.visible(SYSTEM).where(Directive.conclusion_id == self.conclusion_id)
            self.read = list(database.session.scalars(every))
        return self.read

    def shares_of(self, rows):
        """Return each task that has shares with them, as their rows and as the log tells them."""
        subjects = [f"task:{row.id}" for row in rows if row.parent_id]
        entries = sa.select(LogEntry.at, LogEntry.kind, LogEntry.body).where(LogEntry.subject.in_(subjects))
        facts = replay(database.session.execute(entries.order_by(LogEntry.id)))
        parents = {row.id: [one for one in rows if one.parent_id == row.id] for row in rows}
        return [(row, parents[row.id], [facts[one.id] for one in parents[row.id]]) for row in rows if parents[row.id]]

    @invariant()
    def the_percent_of_the_whole_is_the_mean_of_its_parts_as_the_log_tells_them(self):
        gone, void = {State.WITHDRAWN, State.SUPERSEDED}, (State.CLOSED_NOT_DONE, Claim.NOT_APPLICABLE)
        for _task, rows, facts in self.shares_of(self.rows()):
            for row, one in zip(rows, facts, strict=True):
                assert (one.state, one.due_on, one.claim, one.percent) == (row.state, row.due_on, row.claim, row.percent)
            counted = [one for one in facts if one.state not in gone and (one.state, one.claim) != void]
            added = [100 if one.state is State.ACCEPTED else one.percent or 0 for one in counted]
            rolled = rollup.rolled_up(rows)
            told = (rolled.total, rolled.count, rolled.percent) if rolled else None
            assert told == ((sum(added), len(added), sum(added) // len(added)) if added else None)

    @invariant()
    def the_figure_of_the_whole_is_the_sum_of_its_parts(self):
        rows = database.session.scalars(sa.select(Figure).order_by(Figure.as_of, Figure.id))
        latest = {one.association_id: one.value for one in rows}
        for task, parts, _facts in self.shares_of(self.rows()):
            live = [row for row in parts if row.state not in (State.WITHDRAWN, State.SUPERSEDED)]
            (standing,) = measures.standings(task, parts, clock.day_of(self.now))
            if live:
                counted = [latest[row.association_id] for row in live if row.association_id in latest]
                assert standing.value == (sum(counted) if counted else None)

    @invariant()
    def no_figure_fell_without_a_reason(self):
        before: dict[int, Figure] = {}
        for one in database.session.scalars(sa.select(Figure).order_by(Figure.as_of, Figure.id)):
            earlier = before.get(one.association_id, one)
            written_last = max(earlier, one, key=lambda figure: figure.id)  # who made the fall says why
            assert one.value >= earlier.value or written_last.reason
            before[one.association_id] = one

    @invariant()
    def no_part_outlives_the_whole_and_nobody_has_two(self):
        rows = self.rows()
        ended = {row.id for row in rows if row.state in ENDED}
        assert not [row for row in rows if row.parent_id in ended and row.state not in ENDED]
        live = [(row.parent_id, row.association_id) for row in rows if row.parent_id and row.state is not State.WITHDRAWN]
        assert len(live) == len(set(live))

    @invariant()
    def no_open_part_is_due_after_its_whole(self):
        """A part may be given a later day only once the whole's own day has come: no day that is past can be given."""
        rows = {row.id: row for row in self.rows()}
        for part in [row for row in rows.values() if row.parent_id and row.state not in ENDED]:
            whole = rows[part.parent_id].due_on
            assert whole is None or part.due_on <= whole or whole <= part.dated_on

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
        facts = {one.task_id: one for one in (*snapshot.tasks, *(one.task for one in snapshot.gone))}
        named = [task for task in self.rows() if task.parent_id is None]
        assert set(facts) == {task.id for task in named}  # shares are parts of these, never counted beside them
        for task in named:
            one = facts[task.id]
            told = (one.state, one.due_on, one.late_after, one.rounds, one.claim, one.waited_days, one.percent)
            is_so = (task.state, task.due_on, task.late_after, task.round, task.claim, task.waited_days, task.percent)
            assert told == is_so
            assert one.waiting_since == (clock.day_of(task.waiting_since) if task.waiting_since else None)

    def teardown(self):
        if not hasattr(self, "tasks"):
            return
        for number in (*self.tasks, *self.shares):
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
    Office.communes = tuple(one.id for one in make_communes(cast))
    Office.indicator_id = figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người").id
    Office.cast, Office.paper_id = cast, files.keep(cast.lan.actor, "qd.pdf", b"%PDF-1.4 x %%EOF").id
    db.commit()
    how = settings(
        max_examples=10, stateful_step_count=26, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )

    run_state_machine_as_test(Office, settings=how)

    handed = db.scalar(sa.select(sa.func.count()).select_from(LogEntry).where(LogEntry.kind == "task.handed_down"))
    assert handed is not None
    assert handed >= 6
    moved = db.scalars(sa.select(LogEntry.body).where(LogEntry.kind == "task.moved"))
    assert len({body["action"] for body in moved}) >= 9  # the lives were not all short
