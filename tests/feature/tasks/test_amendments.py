"""What was issued is changed by what is written beside it: with a reason, and a word to everybody concerned."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from khworkflow.conclusions import amending, policies as reading, queries as conclusions
from khworkflow.conclusions.models import Amendment, Part
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Forbidden, NotFound, Refused
from khworkflow.eventlog import log
from khworkflow.figures import commands as figures
from khworkflow.mailing.models import Owed
from khworkflow.reports import taking as reports
from khworkflow.tasks import (
    amended_parts,
    amendments,
    commands,
    extensions,
    handing_down,
    measures,
    parties,
    queries,
    replacements,
    runs,
    shares,
    withdrawals,
)
from khworkflow.tasks.amendments import Ground, Plan
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.events import DirectiveAmended, TaskAmended
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.replacements import New
from tests import factories
from tests.cast import make_communes
from tests.conftest import MONDAY, at

LATER = date(2019, 10, 31)
GROUND = Ground("Đại hội tỉnh lùi sang tháng 11.", "key", "12/TB-HKH", date(2019, 7, 8))


@pytest.fixture
def two(cast):
    """The lead's and the coordinator's task of the second directive."""
    made = factories.issued(cast)
    title = "Báo cáo mô hình học tập"
    return [factories.task_of(made, one.id, title).id for one in (cast.luc_yen, cast.van_yen)]


def now(number):
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def plan(*numbers, **more):
    return Plan(seen={one: now(one).version for one in numbers}, **more)


def amend(actor, number, chosen, ground):
    return amendments.amend(actor, now(number), chosen, ground)


def replace(actor, number, wanted, ground):
    return replacements.replace(actor, now(number), wanted, ground)


def told(person, kind="directive_amended"):
    return list(database.session.scalars(sa.select(Owed).where(Owed.kind == kind, Owed.person_id == person.id)))


def snapshot(task, moment):
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    taken = reports.snapshot([conclusion], conclusion.association, moment)
    return {one.task_id: one for one in (*taken.tasks, *(gone.task for gone in taken.gone))}


def test_due_days_and_parts_change_and_the_issued_words_do_not(cast, two):
    lead, coordinator = two
    before = conclusions.text_sha256(now(lead).directive.conclusion)
    with at(MONDAY + timedelta(hours=2)):
        chosen = plan(lead, coordinator, due_on={lead: LATER, coordinator: LATER}, parts={coordinator: Part.LEAD})
        amendment = amend(cast.hoa.actor, lead, chosen, GROUND)
        assert amend(cast.hoa.actor, lead, chosen, GROUND).id == amendment.id  # a double click
    database.session.commit()

    assert [(now(one).due_on, now(one).late_after, now(one).part) for one in two] == [(LATER, LATER, Part.LEAD)] * 2
    directive = now(lead).directive
    assert directive.due_on == factories.MODELS_DUE  # as it was issued
    assert conclusions.text_sha256(directive.conclusion) == before
    says = {(one.name, one.what, one.before, one.after) for one in amending.changes_of(amendment)}
    assert ("Huyện hội Văn Yên", "due", "2019-08-12", "2019-10-31") in says
    assert ("Huyện hội Văn Yên", "part", "coordinate", "lead") in says
    assert set(amendment.told) == {"Hoàng Thị Lan", "Bùi Thị Vân"}
    events = [log.event_of(entry) for entry in log.history(f"conclusion:{directive.conclusion_id}")]
    assert [one.dated for one in events if isinstance(one, DirectiveAmended)] == [[lead, coordinator]]
    assert isinstance(log.event_of(log.history(f"task:{lead}")[-1]), TaskAmended)


def test_a_report_of_an_earlier_moment_does_not_know_the_amendment(cast, two):
    lead = two[0]
    with at(MONDAY + timedelta(hours=2)):
        amend(cast.hoa.actor, lead, plan(lead, due_on={lead: LATER}, parts={lead: Part.COORDINATE}), GROUND)
    database.session.commit()

    early, late = (snapshot(now(lead), MONDAY + timedelta(hours=hours))[lead] for hours in (1, 3))
    assert (early.due_on, early.part) == (factories.MODELS_DUE, "lead")
    assert (late.due_on, late.late_after, late.part) == (LATER, LATER, "coordinate")


def test_each_association_is_told_once_what_holds_for_it(cast, two):
    lead, coordinator = two
    amend(cast.hoa.actor, lead, plan(lead, due_on={lead: LATER}, parts={lead: Part.COORDINATE}), GROUND)
    [owed] = told(cast.lan)
    [line] = amended_parts.directive_amended(owed).lines

    assert "Thời hạn mới: 31/10/2019 (trước là 12/8/2019). Nay đơn vị là đơn vị phối hợp." in line.note
    assert "“Đại hội tỉnh lùi sang tháng 11.” Theo văn bản số 12/TB-HKH ngày 08/7/2019." in line.note
    assert told(cast.van) == []  # nothing changed for her
    withdrawals.withdraw(cast.hoa.actor, now(lead), Answer("Thôi.", "w", now(lead).version))
    assert amended_parts.directive_amended(owed) is None  # no longer true
    assert now(coordinator).due_on == factories.MODELS_DUE


def test_a_request_for_time_lapses_when_the_day_is_moved(cast, two):
    lead = two[0]
    asked = extensions.ask(cast.lan.actor, now(lead), Answer("Chờ họp.", "x", now(lead).version), date(2019, 9, 1))
    chosen = plan(lead, due_on={lead: LATER})
    assert amendments.lapsing(amendments.planned(cast.hoa.actor, now(lead), chosen)) == 1
    amend(cast.hoa.actor, lead, chosen, GROUND)

    assert str(asked.state) == "lapsed"


def test_an_association_is_added_and_reads_the_conclusion_from_then_on(cast, two):
    task, city = now(two[0]), cast.city
    chair = queries_actor(city)
    mu = next(one for one in cast.nine if one.short_name == "Huyện hội Mù Cang Chải")
    assert city.id not in {one.association_id for one in queries.same_directive(SYSTEM, task)}
    amendments.amend(cast.hoa.actor, task, Plan(added={city.id: Part.COORDINATE}, added_due_on=LATER), GROUND)
    database.session.commit()
    made = next(one for one in queries.same_directive(SYSTEM, now(two[0])) if one.association_id == city.id)

    assert (made.state, made.part, made.due_on) == (State.ASSIGNED, Part.COORDINATE, LATER)
    conclusion = conclusions.get(chair, made.directive.conclusion_id)
    assert reading.see_conclusion(chair, conclusion)
    [line] = amended_parts.directive_amended(
        database.session.scalars(sa.select(Owed).where(Owed.kind == "directive_amended")).one()
    ).lines
    assert "Ý kiến này nay giao thêm cho đơn vị, thời hạn 31/10/2019." in line.note
    with pytest.raises(Refused, match="đã được giao ý kiến này"):
        amend(cast.hoa.actor, two[0], Plan(added={city.id: Part.LEAD, mu.id: Part.LEAD}), Ground("x", "k2"))


def queries_actor(association):
    from khworkflow.associations import queries as tree

    return tree.actor_for(tree.contacts(association.id)[0])


def test_an_association_is_let_go_with_the_reason_and_the_others_stay(cast, two):
    lead, coordinator = two
    amend(cast.hoa.actor, lead, plan(coordinator, taken_back=frozenset({coordinator})), GROUND)

    assert (now(lead).state, now(coordinator).state) == (State.ASSIGNED, State.WITHDRAWN)
    assert queries.ending_words(now(coordinator)) == GROUND.reason
    assert len(told(cast.van, "task_withdrawn")) == 1
    assert told(cast.van) == []


@pytest.mark.parametrize(
    ("ground", "field"),
    [
        (Ground(" ", "k"), "words"),
        (Ground("Lý do.", "k", "12/TB-HKH"), "paper_on"),
        (Ground("Lý do.", "k", "", LATER), "paper_number"),
        (Ground("Lý do.", "k", "x" * 101, LATER), "paper_number"),
    ],
)
def test_nothing_is_amended_without_a_whole_ground(cast, two, ground, field):
    with pytest.raises(Refused) as refused:
        amend(cast.hoa.actor, two[0], plan(*two, due_on={two[0]: LATER}), ground)
    assert refused.value.field == field


def test_nothing_is_amended_to_a_day_that_is_over_or_to_nothing_else(cast, two):
    lead = two[0]
    for chosen in (plan(lead), plan(lead, due_on={lead: factories.MODELS_DUE}), plan(lead, due_on={lead: date(2019, 7, 1)})):
        with pytest.raises(Refused):
            amend(cast.hoa.actor, lead, chosen, GROUND)
    with pytest.raises(NotFound):
        amend(cast.hoa.actor, lead, Plan(added={cast.province_id: Part.LEAD}, added_due_on=LATER), GROUND)


def test_one_task_that_changed_meanwhile_stops_the_whole_amendment(cast, two):
    lead, coordinator = two
    chosen = plan(lead, coordinator, due_on=dict.fromkeys(two, LATER))
    commands.acknowledge(cast.van.actor, now(coordinator), seen_version=now(coordinator).version)
    database.session.commit()
    with pytest.raises(Conflict):
        amend(cast.hoa.actor, lead, chosen, GROUND)
    database.session.rollback()

    assert now(lead).due_on == factories.MODELS_DUE


@pytest.mark.parametrize("name", ["kien", "thu", "lan", "binh", "an"])
def test_only_the_committee_that_concluded_amends(cast, two, name):
    with pytest.raises(Forbidden):
        amend(getattr(cast, name).actor, two[0], plan(*two, due_on={two[0]: LATER}), GROUND)


def test_an_amendment_is_never_changed_nor_deleted(cast, two):
    amend(cast.hoa.actor, two[0], plan(*two, due_on={two[0]: LATER}), GROUND)
    database.session.commit()
    for statement in (sa.update(Amendment).values(reason="khác"), sa.delete(Amendment)):
        with pytest.raises(sa.exc.IntegrityError, match="an issued conclusion is locked"):
            database.session.execute(statement)
        database.session.rollback()


def test_taking_a_directive_back_is_kept_beside_its_words_too(cast, two):
    seen = {one: now(one).version for one in two}
    withdrawals.withdraw_directive(cast.hoa.actor, now(two[0]), Answer("Trung ương hoãn.", "w", 0), seen)
    [one] = conclusions.amendments(
        now(two[0]).directive.conclusion if False else conclusions.get(SYSTEM, now(two[0]).directive.conclusion_id)
    )

    assert (one.reason, {change.what for change in amending.changes_of(one)}) == ("Trung ương hoãn.", {"taken_back"})


# New words


def new(cast, *associations, **more):
    given = {"title": "Báo cáo mới", "words": "Huyện hội Lục Yên gửi báo cáo theo mẫu mới.", "due_on": LATER}
    return New(**given | more, parts={one.id: Part.LEAD for one in associations})


def test_new_words_take_the_place_of_what_is_not_finished_and_point_to_what_was_handed_in(cast, two):
    lead, coordinator = two
    commands.submit(cast.lan.actor, now(lead), Answer("Đã gửi một phần.", "s", now(lead).version))
    extensions.ask(cast.van.actor, now(coordinator), Answer("Chờ.", "x", now(coordinator).version), date(2019, 9, 1))
    database.session.commit()
    wanted = new(cast, cast.luc_yen, cast.city, seen={one: now(one).version for one in two})
    with at(MONDAY + timedelta(hours=2)):
        amendment = replace(cast.hoa.actor, lead, wanted, GROUND)
        assert replace(cast.hoa.actor, lead, wanted, GROUND).id == amendment.id
    database.session.commit()
    number = now(lead).superseded_by_id
    database.session.expire_all()
    old, fresh = queries.get(SYSTEM, lead), queries.get(SYSTEM, number)

    assert (old.state, queries.get(SYSTEM, coordinator).state) == (State.SUPERSEDED, State.WITHDRAWN)
    assert (fresh.directive.quote, fresh.due_on, fresh.state) == (wanted.words, LATER, State.ASSIGNED)
    assert (fresh.directive.conclusion.number, fresh.directive.conclusion.text) == ("12/TB-HKH", wanted.words)
    assert [one.id for one in parties.beside(cast.lan.actor, fresh)[2]] == [lead]
    assert queries.replies(old)[0].words == "Đã gửi một phần."
    assert queries.pending_of(two) == {}
    assert len(told(cast.lan, "conclusion_issued")) == 2  # of the first paper, and of this one
    assert {change.what for change in amending.changes_of(amendment)} == {"replaced", "taken_back", "added"}
    earlier, later = snapshot(old, MONDAY + timedelta(hours=1)), snapshot(old, MONDAY + timedelta(hours=3))
    assert earlier[lead].state is State.SUBMITTED
    assert (later[lead].state, later[coordinator].state) == (State.SUPERSEDED, State.WITHDRAWN)


@pytest.mark.parametrize(
    ("more", "ground", "field"),
    [
        ({"words": " "}, GROUND, "text"),
        ({}, Ground("Lý do.", "k"), "paper_number"),
        ({"due_on": date(2019, 7, 1)}, GROUND, "due_on"),
    ],
)
def test_new_words_need_a_paper_words_and_a_day_that_can_be(cast, two, more, ground, field):
    wanted = new(cast, cast.luc_yen, **{"seen": {one: now(one).version for one in two}} | more)
    with pytest.raises(Refused) as refused:
        replace(cast.hoa.actor, two[0], wanted, ground)
    assert refused.value.field == field


def test_new_words_ask_somebody_who_is_there(cast, two):
    with pytest.raises(Refused):
        replacements.planned(cast.hoa.actor, now(two[0]), new(cast))
    with pytest.raises(Refused):
        replacements.planned(cast.hoa.actor, now(two[0]), new(cast, cast.province))
    with pytest.raises(Conflict):
        replace(cast.hoa.actor, two[0], new(cast, cast.luc_yen, seen={}), GROUND)


# What recurs


def test_whom_an_amendment_added_to_what_recurs_gets_the_next_period_too(cast):
    conclusion = factories.draft(cast)
    from khworkflow.conclusions import commands as drafting
    from khworkflow.conclusions.commands import Description
    from khworkflow.conclusions.models import Kind, Recurrence

    models = next(one for one in conclusion.directives if one.title == "Báo cáo mô hình học tập")
    said = Description(models.title, Kind.REPORTING, date(2019, 7, 31), recurrence=Recurrence.MONTHLY)
    drafting.describe(cast.kien.actor, models, said)
    commands.issue(cast.hoa.actor, conclusion)
    database.session.commit()
    task = next(one for one in queries.of_conclusion(SYSTEM, conclusion.id) if one.directive.recurrence)
    seen = {one.id: one.version for one in queries.same_directive(SYSTEM, task)}
    chosen = Plan(added={cast.city.id: Part.COORDINATE}, parts={task.id: Part.COORDINATE}, seen=seen)
    amendments.amend(cast.hoa.actor, task, chosen, GROUND)
    database.session.commit()
    runs.begin_periods(clock.at_office(date(2019, 8, 1), time(8)))

    given = {(one.association_id, one.period): one for one in queries.same_directive(SYSTEM, now(task.id))}
    assert given[cast.city.id, 1].due_on == date(2019, 8, 31)
    assert given[cast.city.id, 1].part is Part.COORDINATE
    assert given[task.association_id, 1].part is Part.COORDINATE  # as amended, not as issued


def test_a_part_ends_with_the_words_it_came_from_and_what_is_counted_goes_over_to_the_new_ones(cast, two):
    commune, lead = make_communes(cast)[0], two[0]
    members = figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
    measures.count_by(cast.hoa.actor, now(lead), members)
    share = handing_down.hand_down(cast.lan.actor, now(lead), [Wanted(commune.id, "Họp.", date(2019, 7, 22))])[0].id
    database.session.commit()
    seen = {one: now(one).version for one in two}

    replace(cast.hoa.actor, lead, new(cast, cast.luc_yen, seen=seen), GROUND)
    database.session.commit()

    assert now(share).state is State.WITHDRAWN
    after = now(now(lead).superseded_by_id)
    assert [one.name for one in measures.indicators(after)] == ["Hội viên"]
    assert commune.id in [one.id for one in shares.choices(after)]
