"""What the reader makes of a notice, of a news report and of what is no directive."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.conclusions.models import Kind as StoredKind
from khworkflow.conclusions.reader import REASONS, YEN_BAI_2019, Kind, Reading, Reason, Role, read
from tests.unit.reader.texts import NEWS, NOTICE


def drafts(text: str, on: date | None = None) -> Reading:
    return read(text, on=on, gazetteer=YEN_BAI_2019)


def test_a_notice_gives_its_four_directives_with_their_clauses():
    assert [(draft.clause, draft.text[:20]) for draft in drafts(NOTICE).directives] == [
        ("a)", "Giao Hội Khuyến học "),
        ("b)", "Các huyện, thị, thàn"),
        ("a)", "Hội Khuyến học huyện"),
        ("b)", "Đề nghị Hội Khuyến h"),
    ]


def test_every_quote_and_name_is_verbatim():
    for text in (NOTICE, NEWS):
        for draft in drafts(text).directives:
            assert text[draft.start : draft.end] == draft.text
            assert all(text[who.start : who.end] == who.text for who in draft.assignees)
            assert draft.deadline is None or text[draft.deadline.start : draft.deadline.end] == draft.deadline.text


def test_who_leads_and_who_coordinates():
    who = drafts(NOTICE).directives[0].assignees

    assert [(one.text, one.role, one.codes) for one in who] == [
        ("Hội Khuyến học huyện Trấn Yên", Role.LEAD, ("138",)),
        ("Phòng Nội vụ huyện", Role.COORDINATE, ()),
    ]


def test_all_district_associations_are_meant_by_their_level():
    one = drafts(NOTICE).directives[1].assignees[0]

    assert one.codes == ("132", "133", "135", "136", "137", "138", "139", "140", "141")
    assert one.reasons == (Reason.GROUP_OF_LEVEL,)


def test_days_quarters_and_days_without_a_year():
    due = [draft.deadline for draft in drafts(NOTICE).directives]

    assert [(one.date, one.bound.value) for one in due if one] == [
        (date(2019, 10, 20), "before"),
        (date(2019, 12, 31), "within"),
        (date(2019, 11, 15), "on_or_before"),
        (date(2020, 1, 15), "before"),
    ]
    assert due[3] is not None
    assert due[3].reasons == (Reason.YEAR_MOVED_ON,)


def test_kinds_follow_the_subject_matter():
    assert [draft.kind for draft in drafts(NOTICE).directives] == [
        "congress_staffing", "resolution_targets", "reporting", "resolution_targets",
    ]  # fmt: skip


def test_a_news_report_gives_orders_and_leaves_out_what_was():
    found = drafts(NEWS).directives

    assert [draft.assignees[0].text for draft in found] == [
        "Hội Khuyến học huyện Lục Yên", "Hội Khuyến học huyện Yên Bình", "Các đơn vị",
    ]  # fmt: skip
    assert found[2].assignees[0].needs_person
    assert found[2].kind == Kind.COORDINATION


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch Hội đánh giá cao kết quả mà các đơn vị đã đạt được trong 6 tháng đầu năm.",
        "Nơi nhận:\n- Các huyện, thị, thành Hội;\n- Lưu: VT.",
        "Kính gửi:\n- Ủy ban nhân dân huyện Lục Yên;\n- Phòng Nội vụ huyện.",
        "Ngày 3/7/2019, Đoàn kiểm tra làm việc với Hội Khuyến học huyện Văn Yên.",
        "Trên đây là kết luận của Chủ tịch Hội, Văn phòng thông báo để các đơn vị biết, thực hiện./.",
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 02/3/2018 của Ủy ban nhân dân tỉnh;",
        "",
        "1.",
    ],
)
def test_history_praise_citations_and_recipients_are_no_directives(text):
    assert drafts(text).directives == ()


def test_a_day_given_wins_over_the_day_in_the_text():
    text = "Yên Bái, ngày 12 tháng 9 năm 2019\n\nYêu cầu Hội Khuyến học huyện Lục Yên báo cáo trước ngày 15/10."

    assert [one.deadline.date for one in drafts(text).directives if one.deadline] == [date(2019, 10, 15)]
    assert [one.deadline.date for one in drafts(text, date(2024, 5, 2)).directives if one.deadline] == [date(2024, 10, 15)]


def test_without_any_year_there_is_no_date():
    due = drafts("Yêu cầu Hội Khuyến học huyện Lục Yên báo cáo trước ngày 15/10.").directives[0].deadline

    assert due is not None
    assert due.date is None
    assert due.reasons == (Reason.YEAR_UNKNOWN,)


def test_the_reader_knows_the_kinds_that_are_stored():
    assert {kind.value for kind in Kind} == {kind.value for kind in StoredKind}


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Reason)
    assert all(reason.text for reason in Reason)


def test_json_has_the_promised_shape():
    printed = drafts(NOTICE).to_json()

    assert set(printed) == {"document", "directives"}
    assert set(printed["directives"][0]) == {"text", "start", "end", "clause", "kind", "assignees", "deadline", "recurrence"}
    assert set(printed["directives"][0]["assignees"][0]) == {"text", "start", "end", "role", "codes", "needs_person"}
    assert set(printed["directives"][0]["deadline"]) == {"text", "date", "bound", "confidence"}


def test_the_figures_of_a_target_are_read():
    figure = drafts(NOTICE).directives[3].figures[0]

    assert (figure.value, figure.unit, figure.comparison) == ("10", "suất", "at_least")
