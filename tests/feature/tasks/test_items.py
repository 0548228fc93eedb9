"""A task brings its checklist along; what is ticked counts as progress."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from khworkflow.conclusions import queries as conclusions
from khworkflow.conclusions.models import Kind
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.files import commands as files
from khworkflow.reports import queries as reports
from khworkflow.tasks import checklists, commands, items, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.models import Item
from tests import factories
from tests.factories import again


@pytest.fixture
def task(cast):
    return again(factories.task_of(factories.issued(cast), cast.luc_yen.id))


def test_every_kind_but_the_last_brings_its_steps():
    kinds = {one.kind for one in checklists.every()}

    assert kinds == {kind.value for kind in Kind} - {"other"}
    assert all(one.steps and all(step.text for step in one.steps) for one in checklists.every())
    assert checklists.fitting("other", "gì cũng được") is None


@pytest.mark.parametrize(
    ("kind", "words", "name"),
    [
        ("learning_model_pilot", "Nghiên cứu, thí điểm Thành phố học tập", "Thí điểm thành phố học tập"),
        ("learning_model_pilot", "phong trào nuôi HEO ĐẤT", "Phong trào nuôi heo đất"),
        ("learning_model_pilot", "công dân học tập", "Thí điểm mô hình học tập"),
        ("conference", "Hội nghị giao ban cụm Tây Bắc", "Hội nghị giao ban cụm"),
        ("conference", "Hội nghị biểu dương", "Hội nghị biểu dương mô hình học tập"),
    ],
)
def test_the_words_of_a_directive_choose_among_the_lists_of_its_kind(kind, words, name):
    found = checklists.fitting(kind, words)

    assert found is not None
    assert found.name == name


def test_an_issued_task_has_a_copy_of_its_kinds_steps(task):
    steps = items.of(task)

    assert [one.place for one in steps] == list(range(1, 11))
    assert [one.place for one in steps if one.needs_approval] == [5, 7, 10]
    assert task.percent is None


def test_ticking_counts_as_progress_and_is_replayed_from_the_log(db, cast, task):
    first, second, *_rest = items.of(task)
    paper = files.keep(cast.minh.actor, "nq.pdf", b"%PDF-1.4 x %%EOF")
    items.tick(cast.minh.actor, task, first, "Nghị quyết 03", paper)
    items.tick(cast.minh.actor, task, first, "Lần bấm thứ hai")
    items.tick(cast.lan.actor, task, second)
    items.clear(cast.lan.actor, task, second)
    items.clear(cast.lan.actor, task, second)
    db.commit()
    task = again(task)

    assert (task.percent, items.get(task, first.id).words) == (10, "Nghị quyết 03")
    assert queries.is_evidence_of(task, paper.id)
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    snapshot = reports.snapshot([conclusion], conclusion.association, clock.end_of(date(2030, 1, 1)))
    facts = {one.task_id: one for one in snapshot.tasks}
    assert (facts[task.id].percent, facts[task.id].evidence) == (10, 1)


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
