"""What a draft does not take, said in one sentence each, and what it lacks before it can be issued."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.conclusions import commands, queries
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core.errors import NotFound, Refused
from khworkflow.eventlog.log import history
from tests import factories

STAFFING = Description("Nhân sự Đại hội", Kind.CONGRESS_STAFFING, date(2019, 9, 30))


@pytest.fixture
def draft(db, cast):
    return factories.draft(cast)


def refused(field, function, *args, **options):
    with pytest.raises(Refused) as told:
        function(*args, **options)
    assert told.value.field == field
    return told.value.message


@pytest.mark.parametrize("text", ["", "  \n\u200b ", "x" * (commands.TEXT_MOST + 1)])
def test_a_conclusion_has_words_that_fit_and_keeps_some(cast, draft, text):
    words = {"title": "Kết luận", "signer": "Nguyễn Thị Hòa", "signer_position": "Chủ tịch"}

    refused("text", commands.create, cast.kien.actor, cast.province, None, text=text, **words)
    refused("text", commands.amend_text, cast.kien.actor, draft, text)


def test_the_same_text_typed_again_changes_nothing_and_leaves_no_trace(cast, draft):
    before = len(history(f"conclusion:{draft.id}"))

    assert commands.amend_text(cast.kien.actor, draft, draft.text + "  \r\n") == []
    assert len(history(f"conclusion:{draft.id}")) == before


def test_words_that_do_not_stand_in_the_text_are_not_marked(cast, draft):
    assert "Xin chép lại đúng nguyên văn" in refused("quote", commands.mark_quote, cast.kien.actor, draft, "Lời không ai nói")
    assert "1 lần" in refused("occurrence", commands.mark_quote, cast.kien.actor, draft, factories.MODELS, 7)


@pytest.mark.parametrize(
    ("field", "description"),
    [
        ("title", Description(" ", Kind.OTHER)),
        ("due_on", Description("Việc", Kind.OTHER, date(2019, 9, 30), is_reviewed_half_yearly=True)),
        ("due_on", Description("Việc", Kind.OTHER, date(2019, 7, 7))),
        ("due_on", Description("Việc", Kind.OTHER, date(2029, 7, 9))),
        ("due_phrase", Description("Việc", Kind.OTHER, due_phrase="trước ngày mai")),
    ],
)
def test_a_directive_is_described_by_what_can_be(cast, draft, field, description):
    refused(field, commands.describe, cast.kien.actor, draft.directives[0], description)


def test_before_it_is_issued_a_draft_says_everything_it_lacks_at_once(db, cast):
    text = "Các đơn vị báo cáo.\nCác huyện, thị, thành Hội chuẩn bị Đại hội."
    kien = cast.kien.actor
    bare = commands.create(kien, cast.province, None, title="Kết luận", text=text, signer="", signer_position="")
    assert queries.unsettled(bare) == [
        "Chưa có số của kết luận.",
        "Chưa có ngày của kết luận.",
        "Chưa có họ tên người ký.",
        "Chưa có chức vụ người ký.",
        "Chưa có ý kiến chỉ đạo nào được đánh dấu. Xin đánh dấu ít nhất một ý kiến.",
    ]

    commands.mark_quote(kien, bare, "Các huyện, thị, thành Hội chuẩn bị Đại hội")
    directive = " ".join(queries.unsettled(bare)[4:])

    for sentence in ("chưa có tên ngắn.", "chưa chọn đơn vị.", "chưa có ngày đến hạn"):
        assert sentence in directive
    with pytest.raises(Refused):
        commands.lock(cast.hoa.actor, bare)


def test_a_number_used_in_the_same_year_is_named_before_the_second_conclusion_is_issued(db, cast):
    factories.issued(cast)
    second = commands.create(
        cast.kien.actor, cast.province, None, title="Kết luận", text="Lời.", signer="Nguyễn Thị Hòa", signer_position="Chủ tịch"
    )

    message = refused("number", commands.set_head, cast.kien.actor, second, head(date(2019, 12, 31)))
    assert "05/TB-HKH" in message
    commands.set_head(cast.kien.actor, second, head(date(2020, 1, 2)))


def head(dated_on):
    return Head("Kết luận", "05/TB-HKH", dated_on, "Nguyễn Thị Hòa", "Chủ tịch")


def test_where_the_district_level_has_ended_the_communes_are_meant(db, cast, draft):
    for one in cast.nine:
        one.ends_on = date(2019, 7, 7)
    assert queries.district_level(draft) == []
    commune = associations.create(
        cast.an.actor, cast.luc_yen, Particulars("Hội Khuyến học xã Mường Lai", "Mường Lai", "Mường Lai", Level.COMMUNE)
    )

    assert queries.district_level(draft) == [commune]
    assert set(cast.nine) < set(queries.choices(draft)), "those named before they ended stay visible until they are taken out"


def test_a_directive_or_paper_of_another_conclusion_is_not_found(cast, draft):
    other = commands.create(cast.kien.actor, cast.province, None, title="Kết luận", text="Lời.", signer="", signer_position="")

    with pytest.raises(NotFound):
        queries.directive(cast.kien.actor, other.id, draft.directives[0].id)
    with pytest.raises(NotFound):
        queries.original(other, 1)


def test_an_association_asks_the_inspectors_and_where_there_are_none_the_committee(db, cast, draft):
    assert [one.id for one in queries.contact_of(draft)] == [cast.kien.id]

    cast.kien.user.disabled_at = cast.kien.user.created_at + timedelta(days=1)
    db.flush()

    assert [one.id for one in queries.contact_of(draft)] == [cast.hoa.id]
