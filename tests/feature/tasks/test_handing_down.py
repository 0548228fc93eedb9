"""A chair hands parts of a task down to communes; the whole stays one task to everybody above."""

from __future__ import annotations

from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from khworkflow.associations import commands as associations
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing.models import Owed
from khworkflow.reminders import queries as reminders
from khworkflow.reports import taking as reports
from khworkflow.tasks import (
    amended_parts,
    amendments,
    answering,
    commands,
    extensions,
    handing_down,
    parties,
    queries,
    replacements,
    rollup,
    shares,
    withdrawals,
)
from khworkflow.tasks.amendments import Ground, Plan
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.events import ShareBroughtForward, TaskHandedDown
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import UNFINISHED, State
from khworkflow.tasks.queries import Filter
from tests import factories
from tests.cast import _person, make_communes
from tests.conftest import MONDAY, at

UNTIL = date(2019, 9, 16)


@pytest.fixture
def communes(cast):
    return make_communes(cast)


@pytest.fixture
def task(cast, communes):
    return numbers_of(factories.task_of(factories.issued(cast), cast.luc_yen.id))


def numbers_of(task):
    """Return the task's numbers: its row expires with each transaction."""
    return SimpleNamespace(id=task.id, directive_id=task.directive_id, conclusion_id=task.directive.conclusion_id)


def hand_down(cast, task, communes, words="Họp chọn nhân sự của xã.", due_on=UNTIL, by="lan"):
    with unit_of_work():
        row = queries.get(SYSTEM, task.id)
        wanted = [Wanted(one.id, words, due_on) for one in communes]
        return [one.id for one in handing_down.hand_down(getattr(cast, by).actor, row, wanted)]


def get(number, actor=SYSTEM):
    return queries.get(actor, number)


def act(person, number, does, words="Đã xong.", **more):
    with unit_of_work():
        row = get(number, person.actor)
        return does(person.actor, row, Answer(words, f"{number}-{row.version}-{does}", row.version, **more))


def test_each_commune_gets_a_task_of_its_own_that_begins_where_every_task_begins(cast, task, communes):
    numbers = hand_down(cast, task, communes[:2])

    rows = [get(number) for number in numbers]
    assert [row.association.short_name for row in rows] == ["Hội xã Tân Lĩnh", "Hội xã Mường Lai"]
    assert {(row.state, row.due_on, row.asked, row.parent_id) for row in rows} == {
        (State.ASSIGNED, UNTIL, "Họp chọn nhân sự của xã.", task.id)
    }
    assert get(task.id).state is State.IN_PROGRESS  # whoever hands work down has received it and begun
    handed = [event for entry in log.history(f"task:{task.id}") if isinstance(event := log.event_of(entry), TaskHandedDown)]
    assert [event.share_id for event in handed] == numbers


def test_the_commune_is_owed_a_letter_and_its_link_opens_its_own_task(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])

    owed = sa.select(Owed.person_id).where(Owed.kind == "task_handed_down")
    assert list(factories.database.session.scalars(owed)) == [cast.tam.id]
    opened = answering.opened(answering.secret(get(number), cast.tam.id))
    assert opened.task.id == number
    assert opened.task.parent is not None


def test_the_commune_is_reminded_like_everybody_else(cast, task, communes):
    numbers = hand_down(cast, task, communes[:2])

    steps = reminders.steps_due(UNTIL - timedelta(days=3))

    assert {(due.person_id, due.task_id) for due in steps} == set(zip((cast.tam.id, cast.dung.id), numbers, strict=True))
    assert cast.tam.id in reminders.digests_due(clock.at_office(date(2019, 7, 15), time(7, 30)))


def test_the_commune_sees_its_part_and_nobody_elses(cast, task, communes):
    mine, other = hand_down(cast, task, communes[:2])
    tam = cast.tam.actor

    assert [row.id for row in queries.mine(tam)] == [mine]
    assert [row.id for row in queries.page(tam, Filter(), UNTIL, number=1)[0]] == [mine]
    assert queries.same_directive(tam, get(mine)) == [get(mine)]
    for hidden in (other, task.id):
        with pytest.raises(NotFound):
            queries.get(tam, hidden)
    for stranger in (cast.van.actor, cast.dung.actor):
        with pytest.raises(NotFound):
            queries.get(stranger, mine)
    assert get(mine, cast.hoa.actor).id == get(mine, cast.lan.actor).id == mine


def test_who_may_hand_down_is_who_answers_for_the_association(cast, task, communes):
    for name in ("minh", "hoa", "thu"):
        with pytest.raises(Forbidden):
            hand_down(cast, task, communes[:1], by=name)
    with unit_of_work():
        commands.delegate(cast.lan.actor, get(task.id), cast.minh.id)

    (number,) = hand_down(cast, task, communes[:1], by="minh")

    act(cast.tam, number, commands.submit)
    act(cast.minh, number, commands.accept)
    assert get(number).state is State.ACCEPTED


def test_a_share_goes_no_further_down(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])

    with pytest.raises(Forbidden):
        hand_down(cast, get(number), communes[1:2], by="tam")


def test_whoever_is_not_directly_below_or_has_ended_is_given_nothing(cast, task, communes):
    with unit_of_work():
        associations.end(SYSTEM, communes[2], date(2019, 7, 1))

    assert hand_down(cast, task, [cast.van_yen, cast.luc_yen, cast.province, communes[2]]) == []
    assert get(task.id).state is State.ASSIGNED


def test_the_second_press_of_the_button_hands_nothing_down(cast, task, communes):
    hand_down(cast, task, communes)

    assert hand_down(cast, task, communes, words="Khác.") == []
    assert shares.choices(get(task.id)) == []
    assert {row.asked for row in shares.of(SYSTEM, get(task.id))} == {"Họp chọn nhân sự của xã."}


@pytest.mark.parametrize(
    ("words", "due_on", "field"),
    [
        (" ", UNTIL, "words"),
        ("x" * 10_001, UNTIL, "words"),
        ("Họp.", date(2019, 7, 8), "due_on"),
        ("Họp.", factories.STAFFING_DUE + timedelta(days=1), "due_on"),
    ],
)
def test_words_and_a_day_that_fit_are_asked_for(cast, task, communes, words, due_on, field):
    with pytest.raises(Refused) as refused:
        hand_down(cast, task, communes, words=words, due_on=due_on)

    assert refused.value.field == field
    assert shares.of(SYSTEM, get(task.id)) == []
    assert get(task.id).state is State.ASSIGNED


def test_what_lies_with_the_committee_is_not_handed_down(cast, task, communes):
    act(cast.lan, task.id, commands.submit)

    with pytest.raises(InvalidTransition):
        hand_down(cast, task, communes)


def test_the_chair_of_the_district_confirms_hands_back_and_closes(cast, task, communes):
    first, second, third = hand_down(cast, task, communes)
    act(cast.tam, first, commands.submit)
    act(cast.lan, first, lambda *given: commands.hand_back(*given, UNTIL), "Xin gửi biên bản.")
    act(cast.tam, first, commands.submit)
    act(cast.lan, first, commands.accept)
    act(cast.dung, second, commands.submit)
    act(cast.lan, second, commands.close_not_done, "Xã không có hội.")

    assert [get(one).state for one in (first, second, third)] == [State.ACCEPTED, State.CLOSED_NOT_DONE, State.ASSIGNED]
    assert [get(one).round for one in (first, second)] == [2, 1]


def test_nobody_of_the_district_confirms_what_he_wrote_down_himself(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    said = Said("Hoàng Văn Tâm", SaidHow.TELEPHONE, MONDAY)
    act(cast.lan, number, commands.submit, said=said)

    with pytest.raises(Forbidden):
        act(cast.lan, number, commands.accept)

    act(cast.hoa, number, commands.accept)  # the province sees it, and can where nobody else may
    assert get(number).decided_by_id == cast.hoa.id


def test_neither_the_commune_nor_its_neighbours_nor_another_district_decides(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.tam, number, commands.submit)

    for person in (cast.tam, cast.kien, cast.minh):
        with pytest.raises(Forbidden):
            act(person, number, commands.accept)
    for person in (cast.dung, cast.van):
        with pytest.raises(NotFound):
            act(person, number, commands.accept)


def test_what_waits_for_a_chair_waits_in_his_queue_and_in_nobody_elses(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.tam, number, commands.submit)

    assert [row.id for row in queries.waiting_for_confirmation(cast.lan.actor)] == [number]
    assert [row.id for row in queries.of_directive(cast.lan.actor, task.directive_id)] == [number]
    for person in (cast.hoa, cast.van, cast.tam, cast.minh):
        assert queries.waiting_for_confirmation(person.actor) == []
    owed = sa.select(Owed.person_id).where(Owed.kind == "task_submitted")
    assert list(factories.database.session.scalars(owed)) == [cast.lan.id]


def test_somebody_of_the_province_looking_at_the_directive_does_not_hold_the_chair_up(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    with unit_of_work():
        commands.examinations.begin(cast.hoa.actor, get(task.id, cast.hoa.actor))
    act(cast.tam, number, commands.submit)

    act(cast.lan, number, commands.accept)

    assert get(number).state is State.ACCEPTED


def test_the_digest_of_the_chair_comes_also_for_what_waits_for_her_alone(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.tam, number, commands.submit)
    for one in queries.mine(cast.lan.actor):
        act(cast.lan, one.id, commands.submit, despite_open=True)
    monday = clock.at_office(date(2019, 7, 15), time(7, 30))

    with at(monday):
        people = reminders.digests_due(monday)

    assert cast.lan.id in people
    assert cast.tam.id not in people


def test_the_province_counts_the_whole_once(cast, task, communes):
    before = len(queries.of_conclusion(cast.hoa.actor, task.conclusion_id))
    numbers = set(hand_down(cast, task, communes))
    hoa, conclusion = cast.hoa.actor, conclusions.get(cast.hoa.actor, task.conclusion_id)
    late = UNTIL + timedelta(days=40)

    assert len(queries.of_conclusion(hoa, conclusion.id)) == before
    assert queries.page(hoa, Filter(conclusion_id=conclusion.id), UNTIL, number=1)[1] == before
    assert queries.page(hoa, Filter(is_overdue=True), late, number=1)[1] == len(queries.overdue(hoa, late))
    assert not numbers & {row.id for row in (*queries.overdue(hoa, late), *queries.silent(hoa))}
    assert not numbers & {row.id for row in queries.of_directive(hoa, task.directive_id)}
    snapshot = reports.snapshot([conclusion], cast.province, MONDAY + timedelta(days=90))
    assert len(snapshot.tasks) == before
    assert not {one.id for one in communes} & {one.association_id for one in snapshot.associations}
    # and whoever asks for the commune itself finds its part
    assert [row.id for row in queries.page(hoa, Filter(association_id=communes[0].id), UNTIL, number=1)[0]] == [min(numbers)]
    assert [row.id for row in queries.unfinished_of([communes[0].id], hoa)] == [min(numbers)]


def test_the_percent_of_the_whole_is_the_mean_of_the_parts(cast, task, communes):
    first, second, _third = hand_down(cast, task, communes)
    act(cast.tam, first, commands.submit)
    act(cast.lan, first, commands.accept)
    act(cast.dung, second, commands.report_progress, percent=35)

    rolled = rollup.rolled_up(shares.of(cast.lan.actor, get(task.id)))

    assert rolled is not None
    assert (rolled.total, rolled.count, rolled.percent) == (135, 3, 45)


def test_the_whole_is_submitted_while_parts_are_open_only_by_whoever_was_told_so(cast, task, communes):
    hand_down(cast, task, communes[:2])

    with pytest.raises(Refused) as refused:
        act(cast.lan, task.id, commands.submit)

    assert refused.value.field == "despite_open"
    assert "Hội xã Tân Lĩnh, Hội xã Mường Lai" in refused.value.message
    act(cast.lan, task.id, commands.report_progress)  # what claims nothing needs no such word
    act(cast.lan, task.id, commands.submit, despite_open=True)
    assert get(task.id).state is State.SUBMITTED


@pytest.mark.parametrize("end", ["accept", "close", "withdraw", "withdraw_directive", "supersede"])
def test_when_the_whole_ends_its_open_parts_end_and_finished_ones_stay(cast, task, communes, end):
    first, second, third = hand_down(cast, task, communes)
    act(cast.tam, first, commands.submit)
    act(cast.lan, first, commands.accept)
    act(cast.dung, second, lambda actor, row, answer: extensions.ask(actor, row, answer, UNTIL + timedelta(days=3)))
    if end in ("accept", "close"):
        act(cast.lan, task.id, commands.submit, despite_open=True)
        act(cast.hoa, task.id, commands.accept if end == "accept" else commands.close_not_done)
    elif end == "withdraw":
        act(cast.hoa, task.id, withdrawals.withdraw)
    elif end == "supersede":
        other = task.id + 1
        act(cast.hoa, task.id, lambda *given: withdrawals.withdraw(*given, replaced_by=get(other)))
    else:
        seen = {row.id: row.version for row in queries.same_directive(cast.hoa.actor, get(task.id))}
        act(cast.hoa, task.id, lambda *given: withdrawals.withdraw_directive(*given, seen))

    assert get(first).state is State.ACCEPTED
    assert {get(one).state for one in (second, third)} == {State.WITHDRAWN}
    assert shares.unfinished(get(task.id)) == []
    assert queries.requests_for_time(cast.lan.actor) == []
    owed = sa.select(Owed.person_id).where(Owed.kind == "task_withdrawn", Owed.subject == f"task:{second}")
    assert list(factories.database.session.scalars(owed)) == [cast.dung.id]


def test_a_part_is_taken_up_again_only_while_the_whole_goes_on(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.tam, number, commands.submit)
    act(cast.lan, number, commands.accept)
    reopen = lambda *given: commands.reopen(*given, UNTIL)  # noqa: E731 - three times the same
    act(cast.lan, number, reopen)
    act(cast.tam, number, commands.submit)
    act(cast.lan, number, commands.accept)
    act(cast.lan, task.id, commands.submit)
    act(cast.hoa, task.id, commands.accept)

    with pytest.raises(Refused):
        act(cast.lan, number, reopen)

    assert get(number).state is State.ACCEPTED


def test_a_part_taken_back_can_be_handed_down_anew(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.lan, number, withdrawals.withdraw, "Giao nhầm.")

    (again,) = hand_down(cast, task, communes[:1], words="Việc khác.")

    assert (get(number).state, get(again).state) == (State.WITHDRAWN, State.ASSIGNED)
    assert get(task.id).state in UNFINISHED


def test_another_day_for_the_whole_moves_no_part_and_no_part_outlasts_it(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    asked = act(cast.lan, task.id, lambda *given: extensions.ask(*given, date(2019, 10, 31)))
    with unit_of_work():
        row = get(task.id, cast.hoa.actor)
        extensions.grant(cast.hoa.actor, row, queries.extension_of(row, asked.id), date(2019, 10, 31))
    assert get(number).due_on == UNTIL

    mine = act(cast.tam, number, lambda *given: extensions.ask(*given, date(2019, 11, 15)))
    assert [extension.id for _row, extension in queries.requests_for_time(cast.lan.actor)] == [mine.id]
    assert queries.requests_for_time(cast.hoa.actor) == []
    for day, is_granted in ((date(2019, 11, 15), False), (date(2019, 10, 31), True)):
        try:
            with unit_of_work():
                row = get(number, cast.lan.actor)
                extensions.grant(cast.lan.actor, row, queries.extension_of(row, mine.id), day)
            granted = True
        except Refused:
            granted = False
        assert granted is is_granted
    assert get(number).due_on == date(2019, 10, 31)


def test_a_commune_that_the_directive_names_gets_no_part_of_it(cast, communes):
    conclusion = factories.draft(cast)
    with unit_of_work():
        kien = cast.kien.actor
        staffing = conclusion.directives[0]
        commands.conclusions.assign(kien, staffing, [cast.luc_yen.id, communes[0].id])
        made = commands.issue(cast.hoa.actor, conclusion)
        number = factories.task_of(made, cast.luc_yen.id).id

    assert [one.territory for one in shares.choices(get(number))] == ["Mường Lai", "Minh Xuân"]


def test_a_part_leads_nobody_and_sees_no_coordinator(cast, communes):
    lead = numbers_of(factories.task_of(factories.issued(cast), cast.luc_yen.id, "Báo cáo mô hình học tập"))
    (number,) = hand_down(cast, lead, communes[:1], due_on=factories.MODELS_DUE)

    assert parties.beside(cast.tam.actor, get(number)) == ([], [], [])
    coordinator = next(row.id for row in queries.same_directive(SYSTEM, get(lead.id)) if row.association_id == cast.van_yen.id)
    with pytest.raises(NotFound):
        parties.get_with_coordinators(cast.tam.actor, coordinator)
    assert [one.association_id for one in parties.joining(cast.lan.actor, get(lead.id))] == [cast.van_yen.id, communes[0].id]


def test_an_officer_of_a_commune_works_on_it_and_the_chair_hands_it_in(cast, task, communes):
    cast.people["ngoc"] = _person("Nông Thị Ngọc", "ngoc", communes[0], Role.OFFICER, "Ủy viên")
    (number,) = hand_down(cast, task, communes[:1])
    act(cast.ngoc, number, commands.report_progress, percent=50)

    with pytest.raises(Forbidden):
        act(cast.ngoc, number, commands.submit)

    act(cast.tam, number, commands.submit)
    assert get(number).state is State.SUBMITTED


EARLIER = date(2019, 8, 30)


def planned(task, due_on=EARLIER):
    row = get(task.id)
    return amendments.planned(SYSTEM, row, Plan(due_on={row.id: due_on}))


def amend(cast, task, due_on=EARLIER, shown=None):
    with unit_of_work():
        row = get(task.id)
        plan = Plan(due_on={row.id: due_on}, seen={row.id: row.version})
        amendments.amend(cast.hoa.actor, row, plan, Ground("Đại hội tỉnh sớm hơn.", f"a{row.version}"), shown)


def brought_forward(number):
    events = [log.event_of(entry) for entry in log.history(f"task:{number}")]
    return [(one.old_due_on, one.due_on, one.words) for one in events if isinstance(one, ShareBroughtForward)]


def test_a_part_that_would_end_after_its_whole_is_due_with_it_and_its_people_are_told(cast, task, communes):
    late = hand_down(cast, task, [communes[0]])[0]
    early = hand_down(cast, task, [communes[1]], due_on=EARLIER)[0]
    done = hand_down(cast, task, [communes[2]])[0]
    act(cast.lan, done, withdrawals.withdraw)
    asked = act(cast.tam, late, lambda *given: extensions.ask(*given, date(2019, 9, 20)))
    changes = planned(task)
    named = [(one.name, one.before, one.after) for one in changes if one.is_of_share]
    assert named == [("Hội xã Tân Lĩnh (Huyện hội Lục Yên)", "2019-09-16", "2019-08-30")]
    assert amendments.lapsing(changes) == 1
    assert amendments.people(changes)[named[0][0]] == ["Hoàng Văn Tâm"]

    amend(cast, task, shown=changes)

    assert [get(one).due_on for one in (late, early, done)] == [EARLIER, EARLIER, UNTIL]
    assert queries.extension_of(get(late), asked.id).state is queries.ExtensionState.LAPSED
    assert brought_forward(late) == [("2019-09-16", "2019-08-30", "Đại hội tỉnh sớm hơn.")]
    assert brought_forward(early) == brought_forward(done) == []
    owed = sa.select(Owed.person_id, Owed.subject).where(Owed.kind == "share_brought_forward")
    assert database.session.execute(owed).all() == [(cast.tam.id, f"task:{late}")]
    steps = reminders.steps_due(EARLIER - timedelta(days=3))
    assert (cast.tam.id, late, EARLIER) in {(due.person_id, due.task_id, due.due_on) for due in steps}


def test_the_letter_about_an_earlier_day_is_dropped_once_the_day_is_another(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    amend(cast, task)
    owed = database.session.scalar(sa.select(Owed).where(Owed.kind == "share_brought_forward"))
    told = amended_parts.share_brought_forward(owed)
    assert "30/8/2019 (trước là 16/9/2019), vì nhiệm vụ của Huyện hội Lục Yên" in told.lines[0].note
    amend(cast, task, EARLIER - timedelta(days=1))

    assert amended_parts.share_brought_forward(owed) is None
    assert [new for _old, new, _words in brought_forward(number)] == ["2019-08-30", "2019-08-29"]


def test_a_part_handed_down_after_the_page_was_made_stops_the_amendment(cast, task, communes):
    hand_down(cast, task, communes[:1])
    shown = planned(task)
    hand_down(cast, task, communes[1:2])

    with pytest.raises(Conflict):
        amend(cast, task, shown=shown)


def test_a_result_returned_for_an_earlier_day_takes_its_open_parts_along(cast, task, communes):
    number, other = hand_down(cast, task, communes[:2])
    act(cast.tam, number, commands.submit)
    act(cast.lan, task.id, commands.submit, despite_open=True)
    act(cast.hoa, task.id, lambda *given: commands.hand_back(*given, EARLIER))
    snapshots = [(get(one).due_on, get(one).state) for one in (number, other)]

    assert snapshots == [(EARLIER, State.SUBMITTED), (EARLIER, State.ASSIGNED)]
    assert brought_forward(other) == [("2019-09-16", "2019-08-30", "")]


def test_a_later_day_of_the_whole_leaves_its_parts_as_they_are(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    amend(cast, task, date(2019, 10, 31))
    asked = act(cast.lan, task.id, lambda *given: extensions.ask(*given, date(2019, 11, 30)))
    with unit_of_work():
        extensions.grant(cast.hoa.actor, get(task.id), queries.extension_of(get(task.id), asked.id), date(2019, 11, 30))

    assert get(number).due_on == UNTIL
    assert brought_forward(number) == []


def test_new_words_name_the_parts_that_end_with_what_they_replace(cast, task, communes):
    (number,) = hand_down(cast, task, communes[:1])
    row = get(task.id)
    new = replacements.New("Nhân sự", "Các Hội kiện toàn nhân sự.", EARLIER, {row.association_id: row.part})

    changes = replacements.planned(cast.hoa.actor, row, new)

    ending = [(one.name, one.task_id) for one in changes if one.is_of_share]
    assert ending == [("Hội xã Tân Lĩnh (Huyện hội Lục Yên)", number)]
