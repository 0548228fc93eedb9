"""A template of the office: filled as it is, filled as Word leaves it, and never anything but words."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from khworkflow.core.i18n import in_locale
from khworkflow.documents import docx, reading, remarks, templates, vetting
from khworkflow.documents.blocks import paragraph
from khworkflow.documents.model import Layout, Signature
from khworkflow.documents.placeholders import Form, Placeholder
from tests.unit.documents import word as office
from tests.unit.documents.sample import report

REPORT = Form(layout=Layout.DECREE, type_name="Báo cáo", has_note=True, has_addressee=True, has_appendices=True)
LETTER = Form(layout=Layout.DECREE, type_name="", has_addressee=True)
MINUTES = Form(layout=Layout.DECREE, type_name="Biên bản", has_sides=True)


def letter(**changes):
    words = {"type_name": "", "subject": "đôn đốc thực hiện kết luận", "subject_note": "", "appendices": ()}
    return report(**(words | changes))


def minutes(**changes):
    sides = (Signature(position="Đại diện bên giao"), Signature(position="Đại diện bên nhận"))
    return report(type_name="Biên bản", subject_note="", addressees=(), appendices=(), sides=sides, **changes)


CASES = [
    (REPORT, report),
    (Form(layout=Layout.PARTY, type_name="Báo cáo", has_note=True, has_addressee=True, has_appendices=True), report),
    (LETTER, letter),
    (Form(layout=Layout.PARTY, type_name="", has_addressee=True), letter),
    (MINUTES, minutes),
]


@pytest.fixture(scope="module")
def built_in():
    return templates.built_in(REPORT)


def text_part(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml")


def problems(content, form=REPORT):
    with in_locale("vi"):
        return vetting.vet(content, form).problems


def changed(content, *changes):
    word = office.opened(content)
    for change in changes:
        change(word)
    return office.saved(word)


@pytest.mark.parametrize(("form", "made"), CASES)
def test_the_template_to_begin_with_filled_as_it_is_gives_what_the_writer_gives(form, made):
    template, document = templates.built_in(form), made(layout=form.layout)

    assert problems(template, form) == ()
    assert text_part(templates.fill(template, document)) == text_part(docx.write(document))


def test_equal_documents_in_equal_templates_give_equal_bytes(built_in):
    assert templates.fill(built_in, report()) == templates.fill(bytes(built_in), report())


def test_placeholders_are_found_however_word_cut_them_into_runs(built_in):
    cut = changed(built_in, office.cut_up)

    assert problems(cut) == ()
    assert office.texts(templates.fill(cut, report())) == office.texts(docx.write(report()))


def test_what_the_office_typed_stands_in_the_paper(built_in):
    def change(word):
        office.retype(word, Placeholder.ISSUER.in_capitals, "HỘI KHUYẾN HỌC TỈNH YÊN BÁI")
        office.retype(word, "Số: ", "Số hiệu: ")
        office.retype(word, "Nơi nhận:", "Gửi:")
        word.add_picture(io.BytesIO(office.picture()), Mm(15))
        office.move_up(word)

    mine = changed(built_in, change)
    made = templates.fill(mine, report())

    assert problems(mine) == ()
    assert "Số hiệu: 05/BC-HKH" in office.texts(made)
    assert "Gửi:" in office.texts(made)
    assert office.picture() in templates.pictures(office.opened(made))
    assert office.texts(made)[-1] == office.texts(docx.write(report()))[-1]  # the appendix is complete


def test_words_of_people_that_look_like_placeholders_stay_words(built_in):
    spiteful = "{{Nội dung}} {{ 7*7 }} {% for x in y %} </w:t> {{Phụ lục}}"
    document = report(
        subject=spiteful,
        issuing_body=spiteful,
        body=(paragraph(spiteful),),
        recipients=(spiteful, "Lưu: VT"),
        closing=paragraph(spiteful),
    )

    made = office.texts(templates.fill(built_in, document))

    assert made == office.texts(docx.write(document))
    assert spiteful in made


def test_the_text_takes_letters_size_and_spaces_of_its_place(built_in):
    def change(word):
        here = next(one for one in word.paragraphs if one.text == Placeholder.BODY.written)
        here.runs[0].font.name, here.runs[0].font.size = "Arial", Pt(13)
        here.paragraph_format.space_after = Pt(12)

    made = office.opened(templates.fill(changed(built_in, change), report()))

    told = next(one for one in made.paragraphs if one.text.startswith("Ngay sau đợt"))
    assert (told.runs[0].font.name, told.runs[0].font.size, told.paragraph_format.space_after) == ("Arial", Pt(13), Pt(12))
    assert {made.styles[name].font.name for name in ("Heading 1", "Ô bảng")} == {"Arial"}
    assert made.styles["Heading 1"].font.size == Pt(13)
    assert next(one for one in made.paragraphs if one.text.startswith("Quá hạn") or "Quá hạn:" in one.text).runs[-2].font.bold


def test_styles_that_another_programme_renamed_or_left_out_are_found_or_put_back(built_in):
    def change(word):
        for style in list(word.styles.element.style_lst):
            if style.styleId == "Cell":
                style.set(qn("w:styleId"), "Obng")
            if style.styleId == "TableHeading":
                word.styles.element.remove(style)

    made = office.opened(templates.fill(changed(built_in, change), report()))

    used = {one.get(qn("w:val")) for one in made.element.body.iter(qn("w:pStyle"))}
    assert "Obng" in used
    assert "Cell" not in used
    assert made.styles["Tên bảng"].font.size == Pt(13)
    assert used <= {style.style_id for style in made.styles}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "{{So ky hieu}}"), "{{So ky hieu}} không có trong danh sách"),
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "{{So ky hieu}}"), "ý là {{Số và ký hiệu}}"),
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "{{So ky hieu}}"), "“Số: {{So ky hieu}}”"),
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "05/BC-HKH"), "Thiếu {{Số và ký hiệu}}"),
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "{Số và ký hiệu}"), "{Số và ký hiệu} không có trong danh sách"),
        (lambda word: office.retype(word, "{{Số và ký hiệu}}", "{{Số và ký hiệu"), "Ngoặc nhọn chưa khép"),
        (lambda word: office.retype(word, "{{Địa danh}}", "{{Các bên ký}}"), "{{Các bên ký}} không có trong danh sách"),
        (lambda word: office.retype(word, "{{Địa danh}}", "{{ report.__class__ }}"), "{{ report.__class__ }} không có"),
        (lambda word: office.retype(word, "{{Nội dung}}", "Nội dung: {{Nội dung}}"), "{{Nội dung}} phải đứng riêng một đoạn"),
        (lambda word: office.retype(word, "{{Lời kết}}", "{{Nội dung}}"), "{{Nội dung}} xuất hiện 2 lần"),
        (lambda word: office.retype(word, "Nơi nhận:", "{{Nội dung}}"), "không đứng được trong bảng"),
        (lambda word: word.add_paragraph("Tài liệu mật"), "{{Phụ lục}} phải đứng cuối"),
        (lambda word: word.sections[0].header.add_paragraph("{{Nơi nhận}}"), "không đứng được trong khung hoặc đầu trang"),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_is_named_with_its_place(built_in, change, said):
    assert [one for one in problems(changed(built_in, change)) if said in one]


def tracked(word):
    here = office.with_words(word, "Nơi nhận:")
    here.append(here.makeelement(qn("w:ins"), {}))


def field(word):
    here = office.with_words(word, "Nơi nhận:")
    here.append(here.makeelement(qn("w:fldSimple"), {qn("w:instr"): 'INCLUDETEXT "C:\\\\mat.docx"'}))


def parted_field(word):
    run = office.with_words(word, "{{Lời kết}}").find(qn("w:r"))
    for tag, attributes, text in (
        ("w:fldChar", {qn("w:fldCharType"): "begin"}, None),
        ("w:instrText", {}, "DATABASE "),
        ("w:instrText", {}, "\\d"),
        ("w:fldChar", {qn("w:fldCharType"): "end"}, None),
    ):
        element = run.makeelement(qn(tag), attributes)
        element.text = text
        run.append(element)


def fetching(word):
    word.part.relate_to(
        "https://vi.du/anh.png", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", is_external=True
    )


def charted(word):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
    word.part.relate_to(word.part.part_related_by(kind.replace("chart", "styles")), kind)


def with_an_object(word):
    word.element.body.insert(0, word.element.body.makeelement(qn("w:altChunk"), {}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (tracked, "theo dõi thay đổi"),
        (field, "INCLUDETEXT"),
        (parted_field, "DATABASE \\d"),
        (fetching, "https://vi.du/anh.png"),
        (charted, "(chart)"),
        (with_an_object, "chương trình khác"),
        (lambda word: word.add_comment(word.paragraphs[0].add_run("x"), "Xem lại", "An", "A"), "nhận xét"),
        (lambda word: [word.element.body.insert(0, word.element.body.makeelement(qn("w:p"), {})) for _n in range(2_001)], "quá dài"),
    ],
)  # fmt: skip
def test_what_is_not_paper_is_refused(built_in, change, said):
    assert [one for one in problems(changed(built_in, change)) if said in one]


@pytest.mark.parametrize(("words", "said"), [("{" * 1_000_000, "chưa khép"), ("{{lạ}}" * 200_000, "Quá nhiều ngoặc")])
def test_a_file_made_to_take_long_is_refused_at_once(built_in, words, said):
    hostile = changed(built_in, lambda word: office.retype(word, "Nơi nhận:", words))
    begun = time.perf_counter()

    found = problems(hostile)

    assert time.perf_counter() - begun < 5  # seconds; looked at naively these take minutes
    assert said in found[0]


def test_what_is_no_document_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")

    assert "không đọc được" in problems(file.getvalue())[0]
    assert "không đọc được" in problems(b"PK\x03\x04")[0]
    assert "2 MB" in problems(b"PK\x03\x04" + bytes(vetting.BYTES_MOST))[0]


def test_a_link_and_page_numbers_may_stand_and_what_word_keeps_beside_goes(built_in):
    def change(word):
        word.part.relate_to(
            "https://khuyenhoc.yenbai.gov.vn",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        settings = word.settings.element
        settings.append(settings.makeelement(qn("w:trackRevisions"), {}))

    mine = changed(built_in, change)
    made = office.opened(templates.fill(mine, report()))

    assert problems(mine) == ()
    assert made.settings.element.find(qn("w:trackRevisions")) is None


def test_a_capital_placeholder_gives_capitals_and_a_long_name_is_broken_in_its_room(built_in):
    def change(word):
        office.retype(word, Placeholder.ISSUER.in_capitals, Placeholder.ISSUER.written)

    made = office.texts(
        templates.fill(changed(built_in, change), report(issuing_body="Hội Khuyến học tỉnh Yên Bái và các tổ chức thành viên"))
    )

    assert "Hội Khuyến học" in made
    assert "tỉnh Yên Bái và các tổ chức thành viên" in made


def test_what_has_nothing_to_say_leaves_no_empty_line_but_room_to_sign_stays(built_in):
    bare = report(superior_body="", subject_note="", signature=Signature(position="Chủ tịch"), appendices=())

    assert office.texts(templates.fill(built_in, bare)) == office.texts(docx.write(bare))


def test_remarks_tell_where_the_template_leaves_the_decree(built_in):
    def change(word):
        word.sections[0].left_margin, word.sections[0].right_margin = Mm(20), Mm(30)
        office.retype(word, "{{Lời kết}}", "Trân trọng./.")
        office.retype(word, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "")
        word.add_paragraph().add_run("x").font.name = "Arial"
        word.sections[0].header.is_linked_to_previous = True

    with in_locale("vi"):
        said = " ".join(remarks.remarks(changed(built_in, change), REPORT))

        assert remarks.remarks(built_in, REPORT) == ()
    for words in ("20 mm", "{{Lời kết}}", "CỘNG HÒA", "Arial", "đánh số", "165 mm"):
        assert words in said


def test_changes_between_two_templates_are_listed(built_in):
    def change(word):
        office.retype(word, "Nơi nhận:", "Gửi:")
        word.sections[0].left_margin = Mm(35)
        word.styles["Nội dung"].font.size = Pt(13)
        word.add_picture(io.BytesIO(office.picture()), Mm(15))

    with in_locale("vi"):
        found = remarks.changes(built_in, changed(built_in, change), REPORT)

        assert remarks.changes(built_in, built_in, REPORT).are_none
    assert (found.gone, found.come) == (("Nơi nhận:",), ("Gửi:",))
    assert len(found.setting) == 3
    assert templates.built_in(REPORT) == built_in
    assert datetime(2020, 1, 1, tzinfo=UTC) == office.opened(built_in).core_properties.created.replace(tzinfo=UTC)


def test_a_filled_template_is_read_back_for_the_screen(built_in):
    def change(word):
        word.add_picture(io.BytesIO(office.picture()), Mm(15))
        office.move_up(word)

    found = reading.read(templates.fill(changed(built_in, change), report()))

    logo, letterhead = found[:2]
    assert logo.words[0].picture.startswith("data:image/png;base64,")
    assert [line.words[0].text for line in letterhead.rows[0][1][:2]] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert letterhead.rows[0][1][2].is_rule
    assert not letterhead.is_ruled
    grids = [one for one in found if isinstance(one, reading.Grid)]
    assert (grids[-1].is_ruled, len(grids[-1].rows), grids[-1].more) == (True, reading.ROWS_MOST, 46)
    assert next(one.place for one in found if isinstance(one, reading.Line) and one.words and one.words[0].is_bold) == "centre"
    assert sum(one.begins_page for one in found if isinstance(one, reading.Line)) == 1
