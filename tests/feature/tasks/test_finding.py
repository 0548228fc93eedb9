"""Words find tasks; accents count only where they are typed."""

from __future__ import annotations

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.files import commands as files
from khworkflow.tasks import answering, commands, finding, items, queries
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.factories import again


@pytest.fixture
def tasks(cast):
    return factories.issued(cast)


@pytest.fixture
def task(cast, tasks):
    return again(factories.task_of(tasks, cast.luc_yen.id))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("nhan su dai hoi", 9),
        ("Nhân sự", 9),
        ("NHÂN SỰ ĐẠI HỘI", 9),
        ("nhan sự", 9),
        ("nhận sự", 0),
        ("nhan su luc yen", 1),
        ("dai hoi van yen", 1),
        ("05/TB-HKH", 11),
        ("mo hinh", 2),
        ("cơ quan nhà nước quản lý hội", 9),
        ("số đi", 2),
        ("số đi nghị quyết", 0),
        ("%", 0),
        ("(((((zz+)+)+)+$", 0),
        ("", 0),
        ("   ", 0),
        ("không có ở đâu", 0),
    ],
)
def test_words_find_with_or_without_their_accents(cast, tasks, typed, number):
    assert len(finding.found(cast.hoa.actor, typed)) == number


def test_a_decomposed_word_finds_the_same(cast, tasks):
    import unicodedata

    assert len(finding.found(cast.hoa.actor, unicodedata.normalize("NFD", "nhân sự"))) == 9


def test_everybody_finds_only_what_he_may_see(cast, tasks):
    assert {task.association_id for task in finding.found(cast.lan.actor, "dai hoi")} == {cast.luc_yen.id}
    assert len(finding.found(SYSTEM, "dai hoi")) == 9
    assert finding.found(cast.an.actor, "dai hoi") == []


def test_replies_and_the_names_of_evidence_and_steps_are_found_too(db, cast, task):
    paper = files.keep(cast.lan.actor, "Biên bản họp 12.pdf", b"%PDF-1.4 x %%EOF")
    commands.report_progress(cast.lan.actor, task, Answer("Đã họp với Phòng Giáo dục.", "k", task.version, [paper]))
    db.commit()
    task = again(task)
    items.tick(cast.lan.actor, task, items.of(task)[0], "Nghị quyết 03 của Ban Thường vụ")
    db.commit()

    for typed, line in (
        ("phong giao duc", "Đã họp với Phòng Giáo dục."),
        ("bien ban hop", "Biên bản họp 12.pdf"),
        ("nghi quyet 03", "Nghị quyết 03 của Ban Thường vụ"),
    ):
        assert [(one.task.id, one.line) for one in finding.with_lines(cast.hoa.actor, typed)] == [(task.id, line)]
    assert {one.line for one in finding.with_lines(cast.hoa.actor, "dai hoi nhan su")} == {""}
    assert {one.line[:25] for one in finding.with_lines(cast.hoa.actor, "biên bản bầu cử")} == {"Tổ chức Đại hội, bầu Ban "}


def test_the_very_words_come_first(db, cast, tasks):
    numbers = [factories.task_of(tasks, one.id).id for one in (cast.luc_yen, cast.van_yen)]
    for number, person, words in zip(numbers, (cast.lan, cast.van), ("Gặp bản làng.", "Gặp bạn bè."), strict=True):
        task = queries.get(SYSTEM, number)
        commands.report_progress(person.actor, task, Answer(words, "k", task.version))
        db.commit()

    assert [one.id for one in finding.found(cast.hoa.actor, "gặp bạn")] == [numbers[1]]
    assert {one.id for one in finding.found(cast.hoa.actor, "gap ban")} == set(numbers)


def test_what_has_the_accents_that_were_typed_comes_before_what_was_written_without_any(db, cast, tasks):
    numbers = [factories.task_of(tasks, one.id).id for one in (cast.luc_yen, cast.van_yen)]
    for number, person, words in zip(numbers, (cast.lan, cast.van), ("Da gap ban be", "Đã gặp bạn bè."), strict=True):
        task = queries.get(SYSTEM, number)
        commands.report_progress(person.actor, task, Answer(words, "k", task.version))
        db.commit()
    found = finding.found

    assert [one.id for one in found(cast.hoa.actor, "gặp bạn")] == numbers[::-1]
    assert [one.id for one in found(cast.hoa.actor, "gap ban")] == numbers, "and what was typed without, the other way round"
    assert found(cast.hoa.actor, "gắp bạn") == [queries.get(SYSTEM, numbers[0])]


def test_what_is_asked_comes_before_what_was_said_about_it(db, cast, tasks):
    models = factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập")
    staffing = again(factories.task_of(tasks, cast.luc_yen.id))
    commands.report_progress(cast.lan.actor, staffing, Answer("Đã có báo cáo mô hình học tập.", "k", staffing.version))
    db.commit()
    found = [one.id for one in finding.found(cast.hoa.actor, "báo cáo mô hình học tập")]

    assert found[-1] == staffing.id
    assert models.id in found[:2]
    assert len(found) == 3


def test_without_accents_a_title_that_has_them_comes_before_a_reply_that_has_none(db, cast, tasks):
    models = again(factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập"))
    commands.report_progress(cast.lan.actor, models, Answer("Da hop ve nhan su dai hoi.", "k", models.version))
    db.commit()
    found = [one.id for one in finding.found(cast.hoa.actor, "nhan su")]

    assert len(found) == 10
    assert found[-1] == models.id


@pytest.mark.parametrize(("written", "typed"), [("Gửi đồng chí Hoà.", "hòa"), ("Gửi đồng chí Hòa.", "hoà"), ("Ủy ban", "uỷ ban")])
def test_where_the_tone_stands_is_nobodys_concern(db, cast, task, written, typed):
    commands.report_progress(cast.lan.actor, task, Answer(written, "k", task.version))
    db.commit()

    assert task.id in [one.id for one in finding.found(cast.hoa.actor, typed)]


def test_a_receipt_number_finds_its_task_for_whoever_may_see_it(db, cast, task):
    reply = commands.submit(cast.lan.actor, task, Answer("Xong.", "k", task.version))
    db.commit()
    code = answering.receipt(reply)

    assert [one.id for one in finding.found(cast.hoa.actor, f"{code[:3]} {code[3:]}")] == [again(task).id]
    assert finding.found(cast.van.actor, code) == []
