"""What the reader proposes, how people settle it, and how much of it stood."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
import sqlalchemy as sa

from khworkflow.conclusions import commands, papers, proposals, queries
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Conclusion, Directive, Kind, Part
from khworkflow.conclusions.proposals import Corrections
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.eventlog.models import LogEntry
from khworkflow.files import store
from khworkflow.tasks import commands as tasks

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("app")
TEXT = """THÔNG BÁO
Kết luận kiểm tra công tác khuyến học
Số: 12/TB-HKH
Yên Bái, ngày 8 tháng 7 năm 2019
Yêu cầu:
1. Các huyện, thị, thành Hội xây dựng đề án nhân sự Đại hội, gửi Tỉnh hội trước ngày 31/7/2019.
2. Hội Khuyến học huyện Lục Yên báo cáo kết quả phát triển hội viên chậm nhất ngày 20/8/2019.
3. Yêu cầu các đơn vị:
a) Chuẩn bị hội nghị biểu dương;
b) Tổ chức giao lưu học hỏi kinh nghiệm.
4. Các đơn vị chuẩn bị sáp nhập xây dựng phương án bàn giao tổ chức hội.
CHỦ TỊCH

Nguyễn Thị Hòa
"""


def drafted(cast: Cast, text: str = TEXT) -> Conclusion:
    conclusion = commands.create(cast.kien.actor, cast.province, None, title="", text=text, signer="", signer_position="")
    database.session.flush()
    return conclusion


def read(cast: Cast) -> Conclusion:
    conclusion = drafted(cast)
    assert proposals.read_draft(cast.kien.actor, conclusion) == 5
    return conclusion


def of(conclusion: Conclusion, words: str) -> Directive:
    return next(one for one in conclusion.directives if words in one.quote)


def named(directive: Directive, part: Part = Part.LEAD) -> set[int]:
    return {one.association_id for one in directive.assignments if one.part is part}


def test_the_reader_drafts_quotes_associations_days_and_kinds(cast: Cast):
    conclusion = read(cast)

    staffing, members = of(conclusion, "đề án nhân sự"), of(conclusion, "phát triển hội viên")
    assert conclusion.text[staffing.start : staffing.end] == staffing.quote
    assert (staffing.kind, staffing.due_on, staffing.due_phrase) == (
        Kind.CONGRESS_STAFFING,
        date(2019, 7, 31),
        "trước ngày 31/7/2019",
    )
    assert named(staffing) == set(cast.nine_ids)
    assert (named(members), members.due_on) == ({cast.luc_yen.id}, date(2019, 8, 20))
    assert all(one.title for one in conclusion.directives)


def test_the_head_is_taken_from_the_paper(cast: Cast):
    conclusion = read(cast)

    assert (conclusion.number, conclusion.dated_on) == ("12/TB-HKH", date(2019, 7, 8))
    assert (conclusion.signer, conclusion.signer_position) == ("Nguyễn Thị Hòa", "Chủ tịch")
    assert conclusion.title == "Thông báo kết luận kiểm tra công tác khuyến học"


def test_what_the_draft_says_already_counts_before_the_paper(cast: Cast):
    conclusion = drafted(cast)
    commands.set_head(cast.kien.actor, conclusion, Head("Kết luận", "3/KL-HKH", date(2019, 7, 9), "Lê Trung Kiên", ""))

    proposals.read_draft(cast.kien.actor, conclusion)

    assert (conclusion.number, conclusion.dated_on, conclusion.signer) == ("3/KL-HKH", date(2019, 7, 9), "Lê Trung Kiên")
    assert conclusion.signer_position == ""


def test_a_paper_without_a_number_gets_the_next_one_of_the_year(cast: Cast):
    read(cast)
    other = drafted(cast, TEXT.replace("Số: 12/TB-HKH\n", ""))
    same = drafted(cast, TEXT.replace("12/", "12 / "))
    later = drafted(cast, TEXT.replace("Số: 12/TB-HKH\n", "").replace("năm 2019", "năm 2020"))

    for one in (other, same, later):
        proposals.read_draft(cast.kien.actor, one)

    assert (other.number, same.number, later.number) == ("13/TB-HKH", "14/TB-HKH", "01/TB-HKH")


def test_two_drafts_without_number_and_day_get_two_numbers(cast: Cast):
    text = "Yêu cầu các huyện, thị, thành Hội báo cáo kết quả."
    first, second = drafted(cast, text), drafted(cast, text)

    for one in (first, second):
        proposals.read_draft(cast.kien.actor, one)

    assert (first.number, second.number) == ("01/TB-HKH", "02/TB-HKH")


def test_reading_again_doubles_nothing_and_loses_no_correction(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    members, conference = of(conclusion, "phát triển hội viên"), of(conclusion, "hội nghị biểu dương")
    commands.describe(kien, members, Description("Hội viên", Kind.MEMBERSHIP, date(2019, 9, 1)))
    commands.move(kien, members, members.start + 3, members.end)
    commands.unmark(kien, conference)
    quotes = [one.quote for one in conclusion.directives]

    assert proposals.read_draft(kien, conclusion) == 0

    assert [one.quote for one in conclusion.directives] == quotes
    assert (members.title, members.due_on) == ("Hội viên", date(2019, 9, 1))


def test_what_a_person_marked_is_not_proposed_a_second_time(cast: Cast):
    conclusion, kien = drafted(cast), cast.kien.actor
    mine = commands.mark_quote(kien, conclusion, "xây dựng đề án nhân sự Đại hội")

    assert proposals.read_draft(kien, conclusion) == 4

    assert mine.quote == "xây dựng đề án nhân sự Đại hội"


def test_words_that_come_with_a_corrected_text_are_proposed(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor

    commands.amend_text(kien, conclusion, conclusion.text.replace("bàn giao tổ chức hội", "bàn giao tổ chức, quỹ hội"))

    assert proposals.read_draft(kien, conclusion) == 1
    assert proposals.corrections(kien, conclusion) == Corrections(kept=5)


def test_what_needs_a_person_cannot_be_issued_before_it_is_settled(cast: Cast):
    conclusion = read(cast)
    proposals.set_missing_days(cast.kien.actor, conclusion, None)

    with pytest.raises(Refused, match="xin chọn những đơn vị mà đoạn trích nói tới"):
        tasks.issue(cast.hoa.actor, conclusion)

    proposals.settle(cast.kien.actor, of(conclusion, "sáp nhập"), [cast.city.id])
    proposals.settle(cast.kien.actor, of(conclusion, "hội nghị"), cast.nine_ids)
    tasks.issue(cast.hoa.actor, conclusion)


def test_one_answer_settles_all_that_carry_the_same_words(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    conference, exchange, merger = (of(conclusion, words) for words in ("hội nghị", "giao lưu", "sáp nhập"))

    assert proposals.settle(kien, conference, [cast.luc_yen.id, cast.van_yen.id]) == 2

    assert named(exchange) == named(conference) == {cast.luc_yen.id, cast.van_yen.id}
    assert (conference.needs_person, exchange.needs_person, merger.needs_person) == (False, False, True)


def test_changing_the_title_alone_does_not_settle_whom_the_quote_means(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    merger = of(conclusion, "sáp nhập")

    commands.assign(kien, merger, [])
    assert merger.needs_person

    commands.assign(kien, merger, [cast.city.id])
    assert not merger.needs_person


def test_one_day_for_all_that_have_none_leaves_the_others_alone(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor

    assert proposals.set_missing_days(kien, conclusion, date(2019, 9, 30)) == 3

    assert [one.due_on for one in conclusion.directives].count(date(2019, 9, 30)) == 3
    assert of(conclusion, "đề án").due_on == date(2019, 7, 31)
    assert proposals.set_missing_days(kien, conclusion, None) == 0


def test_a_day_before_the_conclusion_is_refused_for_all(cast: Cast):
    conclusion = read(cast)

    with pytest.raises(Refused) as refused:
        proposals.set_missing_days(cast.kien.actor, conclusion, date(2019, 7, 1))

    assert refused.value.field == "due_on"


def test_corrections_are_counted(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    assert proposals.corrections(kien, conclusion) == Corrections(kept=5)
    proposals.settle(kien, of(conclusion, "sáp nhập"), [cast.city.id])
    assert proposals.corrections(kien, conclusion) == Corrections(kept=5)

    commands.assign(kien, of(conclusion, "đề án"), cast.nine_ids[:8])
    commands.unmark(kien, of(conclusion, "giao lưu"))
    commands.mark_quote(kien, conclusion, "Kết luận kiểm tra công tác khuyến học")

    counted = proposals.corrections(kien, conclusion)
    assert counted == Corrections(kept=3, changed=1, added=1, dropped=1)
    assert counted.proposed == 5
    assert proposals.corrections(kien) is None, "nothing of this is issued yet"


def test_a_conclusion_that_was_never_read_is_not_counted(cast: Cast):
    conclusion = drafted(cast)

    assert proposals.corrections(cast.kien.actor, conclusion) is None


def test_a_quote_is_split_and_joined_again_with_everything_said_about_it(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    staffing = of(conclusion, "đề án nhân sự")
    quote = staffing.quote

    other = commands.split(kien, staffing, staffing.start + quote.index("gửi Tỉnh hội"))

    assert other.quote.startswith("gửi Tỉnh hội")
    assert named(other) == named(staffing) == set(cast.nine_ids)
    commands.assign(kien, other, [cast.city.id], [cast.luc_yen.id])
    commands.assign(kien, staffing, [cast.luc_yen.id])
    commands.join(kien, staffing)
    assert staffing.quote == quote
    assert named(staffing) == {cast.city.id, cast.luc_yen.id}


@pytest.mark.parametrize("at", [-1, 0, 10**6])
def test_a_split_outside_the_quote_is_refused(cast: Cast, at: int):
    conclusion = read(cast)

    with pytest.raises(Refused):
        commands.split(cast.kien.actor, conclusion.directives[0], at)


def test_the_last_directive_has_nothing_to_be_joined_with(cast: Cast):
    conclusion = read(cast)

    with pytest.raises(Refused):
        commands.join(cast.kien.actor, conclusion.directives[-1])


def test_a_quote_cannot_take_the_words_of_another(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    first, second = conclusion.directives[:2]

    with pytest.raises(Refused):
        commands.move(kien, first, second.start, second.end)
    with pytest.raises(Refused):
        commands.move(kien, first, 5, 5)
    with pytest.raises(Conflict):
        commands.move(kien, first, first.start + 3, first.end, quote="những từ khác")


def test_an_issued_conclusion_is_not_read_again(cast: Cast):
    conclusion, kien = read(cast), cast.kien.actor
    proposals.set_missing_days(kien, conclusion, None)
    for one in conclusion.directives:
        proposals.settle(kien, one, cast.nine_ids)
    tasks.issue(cast.hoa.actor, conclusion)

    with pytest.raises(InvalidTransition):
        proposals.read_draft(kien, conclusion)
    counted = proposals.corrections(kien)
    assert counted is not None
    assert counted.proposed == 5


class Given:
    def __init__(self, name: str, content: bytes) -> None:
        self.filename, self.file = name, BytesIO(content)

    def read(self, size: int = -1, /) -> bytes:
        return self.file.read(size)


def test_the_paper_is_kept_once_and_its_text_is_the_conclusions(cast: Cast):
    kien, content = cast.kien.actor, BytesIO()
    document = docx.Document()
    document.add_paragraph("Yêu cầu các huyện, thị, thành Hội báo cáo trước ngày 30/9/2019.")
    document.save(content)
    file, text = papers.take(kien, Given("Kết luận.docx", content.getvalue()))
    conclusion = drafted(cast, text)

    commands.keep_original(kien, conclusion, file)
    again, _text = papers.take(kien, Given("Bản khác.docx", content.getvalue()))
    commands.keep_original(kien, conclusion, again)

    assert [one.file.name for one in queries.originals(conclusion)] == ["Kết luận.docx"]
    assert store.path(file.sha256).read_bytes() == content.getvalue()
    kinds = list(database.session.scalars(sa.select(LogEntry.kind)))
    assert kinds.count("conclusion.original_kept") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ảnh.jpg", b"\xff\xd8\xff", "Xin chọn tệp .docx, .pdf hoặc .txt"),
        ("cũ.doc", b"\xd0\xcf\x11\xe0" + b"x" * 600, "kiểu cũ"),
        ("hỏng.docx", b"PK\x03\x04", "không đúng"),
        ("trống.txt", b"  ", "không có nội dung"),
        ("quét.pdf", b"%PDF-1.4\n%%EOF\n", "PDF"),
        ("mã.pdf", b"%PDF-1.4 /JavaScript %%EOF", "mã"),
        ("lớn.txt", b"a" * (25 * 1024 * 1024 + 1), "25 MB"),
        ("máy.txt", bytes(range(256)) * 10, "không phải văn bản"),
    ],
)
def test_a_file_that_gives_no_text_or_could_do_harm_is_refused_in_words(cast: Cast, name: str, content: bytes, said: str):
    with pytest.raises(Refused) as refused:
        papers.take(cast.kien.actor, Given(name, content))

    assert refused.value.field == "paper"
    assert said in refused.value.message


def test_a_plain_text_in_an_old_encoding_is_taken(cast: Cast):
    file, text = papers.take(cast.kien.actor, Given("kết luận.txt", "Yêu cầu các huyện báo cáo".encode("utf-16")))

    assert text == "Yêu cầu các huyện báo cáo"
    assert file.media_type == "text/plain"
