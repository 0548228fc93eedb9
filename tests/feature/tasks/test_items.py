"""A task brings its checklist along; what is ticked counts as progress."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.files import commands as files
from khworkflow.reports import taking as reports
from khworkflow.tasks import commands, finding, items, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.models import Item
from tests import factories
from tests.factories import again


@pytest.fixture
def task(cast):
    return again(factories.task_of(factories.issued(cast), cast.luc_yen.id))


def test_an_issued_task_has_a_copy_of_its_kinds_steps(task):
    steps = items.of(task)

    assert [one.place for one in steps] == list(range(1, 11))
    assert [one.place for one in steps if one.needs_approval] == [5, 7, 10]
    assert task.percent is None


def test_ticking_counts_as_progress_and_is_replayed_from_the_log(db, cast, task):
    first, second, *_rest = items.of(task)
    paper = files.keep(cast.minh.actor, "nq.pdf", b"%PDF-1.4 x %%EOF")
    picture = files.keep(cast.minh.actor, "ban.pdf", b"%PDF-1.4 y %%EOF")
    items.tick(cast.minh.actor, task, first, "Nghị quyết 03", [paper, picture, paper])
    items.tick(cast.minh.actor, task, first, "Nghị quyết 03", [paper, picture])
    items.tick(cast.lan.actor, task, first)
    items.tick(cast.lan.actor, task, second)
    items.clear(cast.lan.actor, task, second)
    items.clear(cast.lan.actor, task, second)
    db.commit()
    task = again(task)

    assert (task.percent, items.get(task, first.id).words) == (10, "Nghị quyết 03")
    assert [one.file.name for one in items.of(task)[0].evidence] == ["nq.pdf", "ban.pdf"]
    assert queries.is_evidence_of(task, paper.id)
    assert queries.is_evidence_of(task, picture.id)
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    snapshot = reports.snapshot([conclusion], conclusion.association, clock.end_of(date(2030, 1, 1)))
    facts = {one.task_id: one for one in snapshot.tasks}
    assert (facts[task.id].percent, facts[task.id].evidence) == (10, 2)


def test_a_step_with_an_outside_approval_names_the_paper(db, cast, task):
    step = items.of(task)[4]
    with pytest.raises(Refused):
        items.tick(cast.lan.actor, task, step)
    with pytest.raises(Refused):
        items.tick(cast.lan.actor, task, step, "x" * 501)
    items.tick(cast.lan.actor, task, step, "Thông báo 12-TB/HU ngày 02/8/2019")
    db.commit()
    with pytest.raises(sa.exc.IntegrityError, match="approval_is_named"):
        db.execute(sa.update(Item.__table__).where(Item.__table__.c.id == step.id).values(words=""))
    db.rollback()


def test_steps_change_only_by_the_association_while_the_task_lies_with_it(db, cast, task):
    step = items.of(task)[0]
    for person in (cast.hoa, cast.van):
        with pytest.raises(Forbidden):
            items.tick(person.actor, task, step)
    commands.submit(cast.lan.actor, task, Answer("Xong.", "k", task.version))
    with pytest.raises(InvalidTransition):
        items.tick(cast.lan.actor, task, step)


def test_a_step_of_another_task_is_not_found(cast, task):
    with pytest.raises(NotFound):
        items.get(task, items.of(task)[-1].id + 1)


def test_a_step_is_added_to_one_task_and_leaves_the_others_alone(db, cast, task):
    added = items.add(cast.hoa.actor, task, items.Step("Xin ý kiến Sở Nội vụ", "Công văn", "Sở Nội vụ"))
    items.add(cast.lan.actor, task, items.Step("Họp lần hai"))
    db.commit()
    task = again(task)

    assert [(one.place, one.approver) for one in items.of(task)[-2:]] == [(11, "Sở Nội vụ"), (12, "")]
    assert task.percent is None
    assert [one.id for one in finding.found(cast.hoa.actor, "sở nội vụ")] == [task.id]
    with pytest.raises(Refused):
        items.tick(cast.lan.actor, task, items.get(task, added.id))
    with pytest.raises(Refused):
        items.add(cast.lan.actor, task, items.Step(" "))


def test_a_step_that_does_not_apply_is_dropped_with_a_reason_and_counts_no_more(db, cast, task):
    first, second, third, *rest = items.of(task)
    items.tick(cast.lan.actor, task, first)
    for one in rest:
        items.drop(cast.hoa.actor, task, one, "Đại hội ghép với Đảng bộ")
    db.commit()
    assert (again(task).percent, items.counted(items.of(task))) == (33, (1, 3))

    items.drop(cast.lan.actor, task, second, "Không có")
    items.drop(cast.lan.actor, task, second, "Không có")
    items.restore(cast.lan.actor, task, items.get(task, rest[0].id))
    items.restore(cast.lan.actor, task, third)
    db.commit()
    task = again(task)
    assert (task.percent, items.get(task, second.id).reason) == (33, "Không có")
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    snapshot = reports.snapshot([conclusion], conclusion.association, clock.end_of(date(2030, 1, 1)))
    assert {one.task_id: one.percent for one in snapshot.tasks}[task.id] == 33


def test_a_step_is_dropped_by_those_who_answer_for_it_and_only_before_it_is_done(cast, task):
    first, second, *_rest = items.of(task)
    items.tick(cast.minh.actor, task, first)
    with pytest.raises(Conflict):
        items.drop(cast.lan.actor, task, first, "Thừa")
    with pytest.raises(Refused):
        items.drop(cast.lan.actor, task, second, " ")
    for person in (cast.minh, cast.van, cast.kien):
        with pytest.raises(Forbidden):
            items.drop(person.actor, task, second, "Thừa")
    items.drop(cast.lan.actor, task, second, "Thừa")
    with pytest.raises(Conflict):
        items.tick(cast.lan.actor, task, second)


def test_words_stand_in_place_of_anothers_only_when_those_were_seen(db, cast, task):
    step = items.of(task)[0]
    paper, picture = (
        files.keep(cast.minh.actor, name, b"%PDF-1.4 " + name.encode() + b" %%EOF") for name in ("nq.pdf", "ban.pdf")
    )
    items.tick(cast.minh.actor, task, step, "Nghị quyết 03", [paper])
    for words, given in (("Nghị quyết 04", []), ("", [picture])):
        with pytest.raises(Conflict):
            items.tick(cast.lan.actor, task, step, words, given)
    seen = items.standing(step)
    items.tick(cast.lan.actor, task, step, "Nghị quyết 04", [picture, paper], over=seen)
    with pytest.raises(Conflict):
        items.tick(cast.minh.actor, task, step, "Nghị quyết 05", over=seen)
    with pytest.raises(Conflict):
        items.drop(cast.lan.actor, task, step, "Thừa", over=seen)
    db.commit()

    (step, *_rest) = items.of(again(task))
    assert (step.words, step.done_by_id, task.percent) == ("Nghị quyết 04", cast.lan.id, 10)
    assert [one.file.name for one in step.evidence] == ["nq.pdf", "ban.pdf"]

    items.drop(cast.lan.actor, task, step, "Thừa", over=items.standing(step))
    with pytest.raises(Forbidden):
        items.tick(cast.minh.actor, task, step, "Vẫn làm", over=items.standing(step))
    items.tick(cast.lan.actor, task, step, "Vẫn làm", over=items.standing(step))
    assert (step.words, step.reason, task.percent) == ("Vẫn làm", "", 10)
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    snapshot = reports.snapshot([conclusion], conclusion.association, clock.end_of(date(2030, 1, 1)))
    facts = {one.task_id: one for one in snapshot.tasks}
    assert (facts[task.id].percent, facts[task.id].evidence) == (10, 2)


def test_a_step_added_by_a_double_click_stands_there_once(db, cast, task):
    step = items.Step("Họp lần hai", "Biên bản")

    assert items.add(cast.lan.actor, task, step).id == items.add(cast.lan.actor, task, step).id
