"""The office words the checklists; what was issued keeps its copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khworkflow.checklists import commands, queries
from khworkflow.checklists.facts import Checklist, Step, fitting, shipped
from khworkflow.conclusions.models import Kind
from khworkflow.core.errors import Conflict, Forbidden, NotFound, Refused
from khworkflow.tasks import items
from tests import factories
from tests.factories import again

#: How many steps each list has, and which of them an outside body has to agree to, as the domain notes have it.
TWELVE = {
    "congress_staffing": (10, [5, 7, 10]),
    "merger_preparation": (9, [3, 6, 8]),
    "learning_model_pilot-city": (7, [1, 4, 7]),
    "learning_model_pilot-piggy_bank": (7, []),
    "learning_model_pilot": (8, [1, 7]),
    "resolution_targets": (7, [6]),
    "conference-regional": (6, [1]),
    "conference": (7, [2, 4]),
    "coordination": (6, [6]),
    "proposal": (6, [4]),
    "reporting": (6, [5]),
    "membership": (5, [3]),
}


def staffing() -> Checklist:
    return queries.get("congress_staffing")


def test_twelve_lists_are_shipped_and_every_kind_but_the_last_brings_one():
    have = {one.code: (len(one.steps), [n for n, step in enumerate(one.steps, 1) if step.approver]) for one in shipped()}

    assert have == TWELVE
    assert {one.kind for one in shipped()} == {kind.value for kind in Kind} - {"other"}
    assert all(step.text for one in shipped() for step in one.steps)
    assert fitting(shipped(), "other", "gì cũng được") is None


@pytest.mark.parametrize(
    ("kind", "words", "name"),
    [
        ("learning_model_pilot", "Nghiên cứu, thí điểm Thành phố học tập", "Thí điểm thành phố học tập"),
        ("learning_model_pilot", "phong trào nuôi HEO ĐẤT", "Phong trào nuôi heo đất"),
        ("learning_model_pilot", "công dân học tập", "Thí điểm mô hình học tập"),
        ("conference", "Hội nghị giao ban cụm, Tây Bắc", "Hội nghị giao ban cụm"),
        ("conference", "Hội nghị biểu dương", "Hội nghị biểu dương mô hình học tập"),
    ],
)
def test_the_words_of_a_directive_choose_among_the_lists_of_its_kind(kind, words, name):
    found = fitting(shipped(), kind, words)

    assert found is not None
    assert found.name == name


def test_the_office_adds_changes_moves_and_retires_steps_and_each_is_a_version(db, cast):
    hoa = cast.hoa.actor
    commands.add_step(hoa, staffing(), Step("  Họp báo   kết quả ", "Ảnh", "UBND huyện"))
    commands.change_step(hoa, staffing(), 1, Step("Ra nghị quyết Đại hội"))
    commands.move_step(hoa, staffing(), 11, is_up=True)
    commands.use_step(hoa, staffing(), 2, is_used=False)
    commands.move_step(hoa, staffing(), 3, is_up=True)
    commands.move_step(hoa, staffing(), 1, is_up=True)
    db.commit()
    now = staffing()

    assert (now.number, now.is_shipped) == (5, False)
    assert now.steps[9] == Step("Họp báo kết quả", "Ảnh", "UBND huyện")
    assert [step.text for step in now.in_use][1] == "Ra nghị quyết Đại hội"
    assert now.in_use[0].text.startswith("Lập đề án nhân sự")
    assert (len(now.steps), len(now.in_use)) == (11, 10)
    assert queries.get("membership").is_shipped


def test_a_task_issued_before_keeps_its_steps_and_one_issued_after_follows_the_office(db, cast):
    before = again(factories.task_of(factories.issued(cast), cast.luc_yen.id))
    commands.use_step(cast.an.actor, staffing(), 1, is_used=False)
    commands.add_step(cast.an.actor, staffing(), Step("Báo cáo Tỉnh hội", "", "Tỉnh hội"))
    db.commit()
    after = again(factories.task_of(factories.issued(cast, "06/TB-HKH"), cast.luc_yen.id))

    assert len(items.of(before)) == 10
    assert items.of(before)[0].text.startswith("Ra nghị quyết")
    assert [one.place for one in items.of(after)] == list(range(1, 11))
    assert (items.of(after)[-1].text, items.of(after)[-1].approver) == ("Báo cáo Tỉnh hội", "Tỉnh hội")


def test_the_list_as_shipped_comes_back_and_the_numbers_go_on(db, cast):
    commands.describe(cast.hoa.actor, staffing(), "Nhân sự", ["kiện toàn", "", "kiện toàn"])
    assert (staffing().name, staffing().words) == ("Nhân sự", ("kiện toàn",))
    commands.reset(cast.hoa.actor, staffing())
    commands.reset(cast.hoa.actor, staffing())
    db.commit()

    assert (staffing().name, staffing().number, staffing().is_shipped) == ("Nhân sự Đại hội", 2, True)
    commands.add_step(cast.hoa.actor, staffing(), Step("Thêm"))
    assert staffing().number == 3


def test_two_who_saw_the_same_version_do_not_overwrite_each_other(cast):
    seen = staffing()
    commands.add_step(cast.hoa.actor, seen, Step("Của Hòa"))

    with pytest.raises(Conflict):
        commands.add_step(cast.an.actor, seen, Step("Của An"))


def test_what_changes_nothing_is_no_version(cast):
    one = staffing()
    commands.change_step(cast.hoa.actor, one, 1, one.steps[0])
    commands.use_step(cast.hoa.actor, one, 1, is_used=True)
    commands.describe(cast.hoa.actor, one, one.name, one.words)
    commands.move_step(cast.hoa.actor, one, 10, is_up=False)

    assert staffing().number == 0


def test_what_makes_no_sense_is_refused(cast):
    hoa = cast.hoa.actor
    full = Checklist("reporting", "reporting", "Báo cáo", (), "", (Step("Bước"),) * commands.STEPS_MOST)
    alone = Checklist("reporting", "reporting", "Báo cáo", (), "", (Step("Bước"),))
    for refused in (
        lambda: commands.add_step(hoa, staffing(), Step(" ")),
        lambda: commands.add_step(hoa, staffing(), Step("x", "y" * 301)),
        lambda: commands.add_step(hoa, full, Step("Thêm")),
        lambda: commands.use_step(hoa, alone, 1, is_used=False),
        lambda: commands.describe(hoa, staffing(), " ", []),
        lambda: commands.describe(hoa, staffing(), "Tên", [f"từ {n}" for n in range(21)]),
    ):
        with pytest.raises(Refused):
            refused()
    for place in (0, 11):
        with pytest.raises(NotFound):
            commands.move_step(hoa, staffing(), place, is_up=True)
    with pytest.raises(NotFound):
        queries.get("không có")


def test_only_the_office_words_the_lists(cast):
    for person in (cast.kien, cast.thu, cast.lan, cast.binh):
        with pytest.raises(Forbidden):
            commands.add_step(person.actor, staffing(), Step("Thêm"))


def test_the_shipped_facts_are_plain_data():
    path = Path(commands.__file__).with_name("shipped.json")

    assert all(len(step) == 3 for one in json.loads(path.read_text(encoding="utf-8")) for step in one["steps"])


def made(
    cast, kind="other", name="Ngày hội khuyến học", words=("ngày hội",), steps=("Lập kế hoạch", "", "  Tổ chức   ngày hội ")
):
    return commands.make(cast.hoa.actor, kind, name, words, steps)


def test_the_office_makes_a_list_of_its_own_and_a_new_task_gets_it(db, cast):
    made(cast, Kind.CONGRESS_STAFFING.value, words=("nhân sự",))
    commands.add_step(cast.hoa.actor, queries.get("own-1"), Step("Báo cáo", "Báo cáo", "Thường trực Huyện ủy"))
    db.commit()
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)

    assert [one.text for one in items.of(again(task))] == ["Lập kế hoạch", "Tổ chức ngày hội", "Báo cáo"]
    assert queries.as_seen("own-1", 1).steps == (Step("Lập kế hoạch"), Step("Tổ chức ngày hội"))
    assert len(queries.in_force()) == 13
    assert [one.code for one in queries.in_force() if one.kind == "congress_staffing"] == ["congress_staffing", "own-1"]


def test_a_list_used_no_more_is_given_to_no_new_task_and_may_be_used_again(db, cast):
    hoa = cast.hoa.actor
    made(cast, words=())
    assert queries.for_directive("other", "gì cũng được").code == "own-1"
    commands.use(hoa, queries.get("own-1"), is_used=False)
    commands.use(hoa, queries.get("own-1"), is_used=False)
    assert queries.for_directive("other", "gì cũng được") is None
    made(cast, name="Danh mục khác", words=())
    with pytest.raises(Refused, match="Danh mục khác"):
        commands.use(hoa, queries.get("own-1"), is_used=True)
    commands.use(hoa, queries.get("own-2"), is_used=False)
    commands.use(hoa, queries.get("own-1"), is_used=True)
    db.commit()

    assert queries.for_directive("other", "gì cũng được").code == "own-1"
    assert queries.get("own-1").number == 3


def test_a_shipped_list_can_be_used_no_more_too(db, cast):
    commands.use(cast.hoa.actor, staffing(), is_used=False)
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    assert items.of(again(task)) == []
    commands.reset(cast.hoa.actor, staffing())
    assert not staffing().is_retired


def test_a_list_made_twice_by_a_double_click_is_one(db, cast):
    assert (made(cast).code, made(cast).code, made(cast, name="Khác").code) == ("own-1", "own-1", "own-2")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"steps": ["", " "]}, "steps"),
        ({"steps": ["x" * 301]}, "steps"),
        ({"steps": [str(number) for number in range(41)]}, "steps"),
        ({"words": [str(number) for number in range(21)]}, "words"),
        ({"kind": "conference", "words": ()}, "words"),
    ],
)
def test_a_list_that_says_too_little_or_too_much_is_refused(db, cast, change, field):
    with pytest.raises(Refused) as caught:
        made(cast, **change)

    assert caught.value.field == field
    assert len(queries.in_force()) == 12


def test_what_only_the_office_does_and_what_there_is_not(db, cast):
    with pytest.raises(Forbidden):
        commands.make(cast.lan.actor, "other", "Của tôi", (), ("Bước",))
    with pytest.raises(NotFound):
        made(cast, kind="nothing")
    made(cast, words=())
    with pytest.raises(NotFound):
        commands.reset(cast.hoa.actor, queries.get("own-1"))
    made(cast, name="Thứ hai", words=("hai",))
    with pytest.raises(Refused):
        commands.describe(cast.hoa.actor, queries.get("own-2"), "Thứ hai", ())
    with pytest.raises(NotFound):
        queries.as_seen("own-9", 1)
