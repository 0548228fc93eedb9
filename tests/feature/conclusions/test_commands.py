"""Drafting a conclusion: exact quotes, nothing lost silently, locked when issued."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from khworkflow.conclusions import commands, policies, queries
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind, Part
from khworkflow.core.authz import may
from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.eventlog import log

if TYPE_CHECKING:
    from khworkflow.conclusions.models import Conclusion
    from tests.cast import Cast

CORPUS = Path(__file__).parents[4] / "shared" / "domain" / "corpus"
TEXT = "Các đơn vị rút kinh nghiệm 🎓 ngay.\nChuẩn bị Đại hội trước 30/9.\nCác đơn vị báo cáo.\nCác đơn vị báo cáo."


def draft(cast: Cast, text: str = TEXT) -> Conclusion:
    return commands.create(
        cast.kien.actor, cast.province, None, title="Kết luận", text=text, signer="Nguyễn Thị Hòa", signer_position="Chủ tịch"
    )


def head(number: str = "05/TB-HKH", dated_on: date | None = date(2019, 7, 8)) -> Head:
    return Head("Kết luận", number, dated_on, "Nguyễn Thị Hòa", "Chủ tịch")


def settled(cast: Cast) -> Conclusion:
    conclusion, kien = draft(cast), cast.kien.actor
    commands.set_head(kien, conclusion, head())
    directive = commands.mark_quote(kien, conclusion, "Chuẩn bị Đại hội trước 30/9")
    commands.describe(kien, directive, Description("Đại hội", Kind.CONGRESS_STAFFING, date(2019, 9, 30), due_phrase="trước 30/9"))
    commands.assign(kien, directive, [one.id for one in cast.nine])
    return conclusion


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real texts is not beside this repository")
def test_the_real_text_of_2019_is_marked_by_its_quotes_exactly(cast: Cast) -> None:
    text = (CORPUS / "seed.txt").read_text(encoding="utf-8")
    gold = json.loads((CORPUS / "seed.gold.json").read_text(encoding="utf-8"))
    conclusion = draft(cast, text)

    marked = [commands.mark_quote(cast.kien.actor, conclusion, one["text"]) for one in gold]

    assert len(marked) == 9
    assert [one.quote for one in conclusion.directives] == [one["text"] for one in gold]
    assert all(conclusion.text[one.start : one.end] == one.quote for one in marked)


def test_decomposed_letters_are_kept_composed_and_found(cast: Cast) -> None:
    conclusion = draft(cast, unicodedata.normalize("NFD", TEXT))

    directive = commands.mark_quote(cast.kien.actor, conclusion, unicodedata.normalize("NFD", "Chuẩn bị Đại hội"))

    assert conclusion.text == TEXT
    assert directive.quote == "Chuẩn bị Đại hội"
    assert TEXT[directive.start : directive.end] == directive.quote


def test_an_emoji_counts_as_one_code_point_and_outer_spaces_are_left_out(cast: Cast) -> None:
    conclusion = draft(cast)
    start = TEXT.index(" ngay")

    directive = commands.mark(cast.kien.actor, conclusion, start, start + 5)

    assert (directive.quote, directive.start) == ("ngay", start + 1)


def test_words_that_stand_twice_need_to_be_told_apart(cast: Cast) -> None:
    conclusion, kien = draft(cast), cast.kien.actor

    with pytest.raises(Refused) as refused:
        commands.mark_quote(kien, conclusion, "Các đơn vị báo cáo.")
    second = commands.mark_quote(kien, conclusion, "Các đơn vị báo cáo.", 2)

    assert refused.value.field == "occurrence"
    assert second.start == TEXT.rindex("Các đơn vị báo cáo.")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 10_000), (TEXT.index("\n"), TEXT.index("\n") + 1)])
def test_nothing_blank_or_outside_the_text_can_be_marked(cast: Cast, start: int, end: int) -> None:
    with pytest.raises(Refused):
        commands.mark(cast.kien.actor, draft(cast), start, end)


def test_the_same_words_are_marked_once_and_one_mark_may_lie_in_another(cast: Cast) -> None:
    conclusion, kien = draft(cast), cast.kien.actor
    commands.mark(kien, conclusion, 0, 20)

    inner = commands.mark(kien, conclusion, 4, 10)

    assert inner.quote == TEXT[4:10].strip()
    with pytest.raises(Refused):
        commands.mark(kien, conclusion, 0, 20)


def test_words_seen_in_an_older_text_are_not_marked_somewhere_else(cast: Cast) -> None:
    conclusion = draft(cast)

    with pytest.raises(Conflict):
        commands.mark(cast.kien.actor, conclusion, 0, 10, quote="Chuẩn bị Đại hội")


def test_amending_the_text_keeps_what_can_be_found_and_names_what_is_lost(cast: Cast) -> None:
    conclusion, kien = draft(cast), cast.kien.actor
    kept = commands.mark_quote(kien, conclusion, "Chuẩn bị Đại hội")
    commands.describe(kien, kept, Description("Đại hội", Kind.CONFERENCE))
    commands.mark_quote(kien, conclusion, "rút kinh nghiệm")

    lost = commands.amend_text(kien, conclusion, "Lời đầu.\n" + TEXT.replace("rút kinh nghiệm", "rút bài học"))

    assert lost == ["rút kinh nghiệm"]
    assert [one.title for one in conclusion.directives] == ["Đại hội"]
    assert conclusion.text[kept.start : kept.end] == "Chuẩn bị Đại hội"


def test_spans_may_change_places_with_each_other(cast: Cast) -> None:
    conclusion, kien = draft(cast, "Một hai.\nBốn sáu."), cast.kien.actor
    first, second = commands.mark(kien, conclusion, 0, 8), commands.mark(kien, conclusion, 9, 17)

    lost = commands.amend_text(kien, conclusion, "Bốn sáu.\nMột hai.")

    assert (lost, first.start, second.start) == ([], 9, 0)


def test_the_second_of_two_who_edit_one_draft_is_told(cast: Cast) -> None:
    conclusion, kien = draft(cast), cast.kien.actor
    seen = conclusion.version
    commands.amend_text(cast.hoa.actor, conclusion, TEXT + "\nThêm.", seen_version=seen)
    directive = commands.mark(kien, conclusion, 0, 6)
    was = directive.version
    commands.assign(kien, directive, [cast.nine[0].id], seen_version=was)

    with pytest.raises(Conflict):
        commands.amend_text(kien, conclusion, "Khác.", seen_version=seen)
    with pytest.raises(Conflict):
        commands.assign(cast.hoa.actor, directive, [cast.nine[1].id], seen_version=was)


def test_a_due_date_before_the_conclusion_is_refused_naming_both(cast: Cast) -> None:
    conclusion, kien = draft(cast), cast.kien.actor
    commands.set_head(kien, conclusion, head())
    directive = commands.mark(kien, conclusion, 0, 6)

    with pytest.raises(Refused) as refused:
        commands.describe(kien, directive, Description("Đại hội", Kind.OTHER, date(2019, 7, 1)))

    assert "01/7/2019" in refused.value.message
    assert "08/7/2019" in refused.value.message


def test_what_is_not_settled_is_said_in_sentences_and_nothing_is_issued(cast: Cast) -> None:
    conclusion = draft(cast)
    directive = commands.mark(cast.kien.actor, conclusion, 0, 6)

    lacking = queries.unsettled(conclusion)

    assert len(lacking) == 5, lacking  # number, date, title, association, day
    assert directive.title == ""
    with pytest.raises(Refused):
        commands.lock(cast.hoa.actor, conclusion)
    assert not conclusion.is_issued


def test_an_association_that_ended_before_the_day_cannot_be_asked(cast: Cast) -> None:
    conclusion = settled(cast)
    cast.nine[3].ends_on = date(2019, 7, 7)

    assert any(cast.nine[3].name in sentence for sentence in queries.unsettled(conclusion))
    assert cast.nine[3] not in queries.district_level(conclusion)
    assert len(queries.district_level(conclusion)) == 8


def test_numbers_begin_anew_each_year(cast: Cast) -> None:
    settled(cast)
    second, kien = draft(cast), cast.kien.actor

    with pytest.raises(Refused) as refused:
        commands.set_head(kien, second, head())
    commands.set_head(kien, second, head(dated_on=date(2020, 3, 1)))

    assert refused.value.field == "number"
    assert second.number == "05/TB-HKH"


def test_issuing_locks_the_text_and_logs_its_hash(cast: Cast) -> None:
    conclusion = settled(cast)
    commands.lock(cast.hoa.actor, conclusion)

    last = log.history(f"conclusion:{conclusion.id}")[-1]
    assert (last.kind, last.body["text_sha256"]) == ("conclusion.issued", queries.text_sha256(conclusion))
    for change in (
        lambda: commands.amend_text(cast.hoa.actor, conclusion, "Khác."),
        lambda: commands.set_head(cast.hoa.actor, conclusion, head()),
        lambda: commands.mark(cast.hoa.actor, conclusion, 0, 6),
        lambda: commands.unmark(cast.hoa.actor, conclusion.directives[0]),
        lambda: commands.lock(cast.hoa.actor, conclusion),
    ):
        with pytest.raises(InvalidTransition):
            change()


def test_only_the_committee_issues_and_only_drafters_draft(cast: Cast) -> None:
    conclusion = settled(cast)

    with pytest.raises(Forbidden):
        commands.lock(cast.kien.actor, conclusion)
    with pytest.raises(Forbidden):
        commands.mark(cast.lan.actor, conclusion, 0, 6)


def test_a_forged_association_is_not_found_and_nobody_has_both_parts(cast: Cast) -> None:
    directive, kien = settled(cast).directives[0], cast.kien.actor

    with pytest.raises(NotFound):
        commands.assign(kien, directive, [987_654])
    with pytest.raises(Refused):
        commands.assign(kien, directive, [cast.nine[0].id], [cast.nine[0].id])


def test_assigning_again_leaves_out_and_gives_own_days(cast: Cast) -> None:
    directive, kien = settled(cast).directives[0], cast.kien.actor
    first, second = cast.nine[0].id, cast.nine[1].id

    commands.assign(kien, directive, [first], [second], {second: date(2019, 8, 1)})

    found = {one.association_id: (one.part, one.due_on) for one in directive.assignments}
    assert found == {first: (Part.LEAD, None), second: (Part.COORDINATE, date(2019, 8, 1))}


def test_the_preview_counts_and_names_who_has_no_address(cast: Cast) -> None:
    conclusion = settled(cast)

    found = queries.preview(conclusion)

    assert (found.associations, found.tasks) == (9, 9)
    assert found.mails + len(found.without_address) == 9
    assert cast.luc_yen not in found.without_address


def test_the_policy_and_the_query_agree_for_everybody(cast: Cast) -> None:
    hidden, shown = draft(cast), settled(cast)
    commands.assign(cast.kien.actor, shown.directives[0], [cast.luc_yen.id])
    commands.lock(cast.hoa.actor, shown)

    seen = {}
    for name, person in cast.people.items():
        actor = person.actor
        visible = {one.id for one in [*queries.drafts(actor), *queries.issued(actor)]}
        assert visible == {one.id for one in (hidden, shown) if may(policies.see_conclusion, actor, one)}, name
        seen[name] = visible

    assert seen["lan"] == {shown.id}
    assert seen["van"] == set()
    assert seen["kien"] == {hidden.id, shown.id}


@pytest.mark.parametrize("title", ["", "   ", "\u200b\u200b", "x" * 501])
def test_a_title_must_say_something_and_fit(cast: Cast, title: str) -> None:
    conclusion = commands.create(cast.kien.actor, cast.province, None, title="Kết luận", text=TEXT, signer="", signer_position="")

    with pytest.raises(Refused) as refused:
        commands.set_head(cast.kien.actor, conclusion, Head(title, "", None, "", ""))

    assert refused.value.field == "title"
