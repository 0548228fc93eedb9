"""The office's own Word templates: looked at, confirmed, kept by version; a frozen paper keeps the one it was made from."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from types import SimpleNamespace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, NotFound, Refused
from khworkflow.documents import docx as built_in_writer, templates as word
from khworkflow.documents.model import Layout
from khworkflow.documents.placeholders import Placeholder, values
from khworkflow.eventlog.log import event_of, history
from khworkflow.files import store
from khworkflow.reports import commands, queries, runs, templates
from khworkflow.reports.events import ReportCompiled, TemplateApplied, TemplateGiven, TemplateUsed
from khworkflow.reports.models import ReportKind
from khworkflow.reports.snapshot import OnTime
from tests import factories
from tests.feature.reports.test_numbers import of
from tests.unit.documents import word as office

STATUS = ReportKind.STATUS


@pytest.fixture
def conclusion(db, cast):
    return factories.issued(cast)[0].directive.conclusion_id


def changed(kind=STATUS, layout=Layout.DECREE, words="Số hiệu: "):
    mine = office.opened(word.built_in(templates.form_of(kind, layout)))
    office.retype(mine, "Số: {{" if layout is Layout.DECREE else "Số {{", f"{words}{{{{")
    office.cut_up(mine)
    return office.saved(mine)


def given(content, name="mau.docx"):
    return SimpleNamespace(filename=name, read=io.BytesIO(content).read)


def give(db, actor, house, content=None, kind=STATUS, why="Đổi cách ghi số"):
    row = templates.give(actor, house, kind, given(content or changed(kind)), why)
    db.commit()
    return row.number


def use(db, actor, house, number, kind=STATUS):
    templates.use(actor, house, kind, number, "Thường trực đã xem")
    db.commit()


def compiled(db, cast, conclusion):
    number = commands.request(cast.hoa.actor, of(conclusion), clock.end_of(date(2019, 8, 30))).id
    db.commit()
    return done(db, cast, number)


def done(db, cast, number):
    runs.compile_all()
    db.expire_all()
    return queries.get(cast.hoa.actor, number)


def events(house, kind=STATUS):
    return [event_of(entry) for entry in history(templates.subject_of(house, kind))]


def test_a_template_is_used_when_it_is_confirmed_and_not_before(db, cast, conclusion):
    number = give(db, cast.hoa.actor, cast.province)
    before = compiled(db, cast, conclusion)
    printed = office.texts(runs.printed(before, "docx"))
    assert before.template is None

    use(db, cast.hoa.actor, cast.province, number)
    after = compiled(db, cast, conclusion)

    assert not [text for text in printed if text.startswith("Số hiệu: ")]
    assert after.template.number == 1
    assert any(text.startswith("Số hiệu: ") for text in office.texts(runs.printed(after, "docx")))
    told = [event_of(entry) for entry in history(f"report:{after.id}")]
    assert [one.template for one in told if isinstance(one, ReportCompiled)] == [1]


def test_who_when_and_why_of_each_version_is_kept(db, cast, conclusion):
    first = changed()
    give(db, cast.hoa.actor, cast.province, first)
    give(db, cast.hoa.actor, cast.province, why="Thêm biểu trưng")
    use(db, cast.hoa.actor, cast.province, 2)
    use(db, cast.hoa.actor, cast.province, 2)  # pressed twice
    use(db, cast.hoa.actor, cast.province, 1)
    use(db, cast.hoa.actor, cast.province, 0)

    rows = templates.versions(cast.hoa.actor, cast.province, STATUS, Layout.DECREE)
    assert [(one.number, one.why, one.given_by.id, one.is_used) for one in rows] == [
        (2, "Thêm biểu trưng", cast.hoa.id, False),
        (1, "Đổi cách ghi số", cast.hoa.id, False),
    ]
    assert templates.content(rows[1], templates.form_of(STATUS, Layout.DECREE)) == first
    told = events(cast.province)
    assert [one.number for one in told if isinstance(one, TemplateGiven)] == [1, 2]
    assert [one.number for one in told if isinstance(one, TemplateUsed)] == [2, 1, 0]
    assert told[0].sha256 == hashlib.sha256(first).hexdigest()


def test_a_frozen_paper_is_printed_again_from_its_template_to_the_same_bytes(db, cast, conclusion):
    use(db, cast.hoa.actor, cast.province, give(db, cast.hoa.actor, cast.province))
    report = compiled(db, cast, conclusion)
    commands.freeze(cast.hoa.actor, report, date(2019, 9, 2))
    db.commit()
    use(db, cast.hoa.actor, cast.province, give(db, cast.hoa.actor, cast.province, changed(words="Số văn bản: ")))
    report = done(db, cast, report.id)
    was = runs.printed(report, "docx")

    assert runs.expire_all(clock.now() + runs.KEPT + timedelta(days=1)) >= 3
    assert not store.path(hashlib.sha256(was).hexdigest()).is_file()
    db.expire_all()
    report = queries.get(SYSTEM, report.id)
    assert runs.printed(report, "docx") == was
    assert report.template.number == 1
    assert "Số hiệu: 01/BC-HKH" in office.texts(was)


def test_an_open_report_is_made_again_from_the_template_in_use_when_somebody_says_so(db, cast, conclusion):
    number = compiled(db, cast, conclusion).id
    use(db, cast.hoa.actor, cast.province, give(db, cast.hoa.actor, cast.province))

    report = queries.get(cast.hoa.actor, number)
    assert templates.other_in_use(report) == 1
    commands.apply_template(cast.hoa.actor, report)
    db.commit()
    report = done(db, cast, number)
    assert (report.template.number, templates.other_in_use(report)) == (1, None)
    commands.apply_template(cast.hoa.actor, report)  # there is no other
    commands.freeze(cast.hoa.actor, report, date(2019, 9, 2))
    db.commit()
    done(db, cast, number)

    use(db, cast.hoa.actor, cast.province, 0)
    report = queries.get(cast.hoa.actor, number)
    with pytest.raises(Refused, match="01/BC-HKH"):
        commands.apply_template(cast.hoa.actor, report)
    told = [event_of(entry) for entry in history(f"report:{report.id}")]
    assert [one.number for one in told if isinstance(one, TemplateApplied)] == [1]


def test_another_kind_another_manner_and_another_office_keep_the_systems_own(db, cast, conclusion):
    use(db, cast.hoa.actor, cast.province, give(db, cast.hoa.actor, cast.province))

    assert templates.in_use(cast.province.id, ReportKind.PERIOD, Layout.DECREE) is None
    assert templates.in_use(cast.luc_yen.id, STATUS, Layout.DECREE) is None
    commands.set_rules(cast.hoa.actor, cast.province, OnTime.LAST, Layout.PARTY)
    db.commit()
    assert compiled(db, cast, conclusion).template is None
    number = give(db, cast.hoa.actor, cast.province, changed(layout=Layout.PARTY))
    use(db, cast.hoa.actor, cast.province, number)
    assert templates.in_use(cast.province.id, STATUS, Layout.PARTY).number == 2
    assert templates.in_use(cast.province.id, STATUS, Layout.DECREE).number == 1


def test_the_committee_of_the_office_keeps_its_templates_and_nobody_else(db, cast):
    give(db, cast.hoa.actor, cast.province)

    for person in (cast.lan, cast.minh, cast.an, cast.kien):
        with pytest.raises(Forbidden):
            templates.give(person.actor, cast.province, STATUS, given(changed()), "x")
        with pytest.raises(Forbidden):
            templates.use(person.actor, cast.province, STATUS, 1, "x")
        with pytest.raises(Forbidden):
            templates.get(person.actor, cast.province, STATUS, 1)
    with pytest.raises(NotFound):
        templates.use(cast.hoa.actor, cast.province, STATUS, 7, "x")


def with_macro():
    import zipfile

    file = io.BytesIO(changed())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return file.getvalue()


def with_a_drawing():
    mine = office.opened(changed())
    mine.add_picture(io.BytesIO(office.picture(kind="GIF")), Mm(10))
    office.move_up(mine)
    return office.saved(mine)


def ill_built():
    """A file that opens, but says of a paragraph that it stands nowhere."""
    mine = office.opened(changed())
    office.with_words(mine, "Kính gửi").get_or_add_pPr().get_or_add_jc().set(qn("w:val"), "nowhere")
    return office.saved(mine)


def test_what_is_no_template_is_refused_and_leaves_nothing(db, cast):
    hoa, house = cast.hoa.actor, cast.province
    mistyped = office.opened(word.built_in(templates.form_of(STATUS, Layout.DECREE)))
    office.retype(mistyped, "{{Số và ký hiệu}}", "{{Số ký hiệu}}")

    for name, content, said in (
        ("mau.dotx", changed(), "Mẫu là tệp Word"),
        ("mau.docx", b"%PDF-1.7 %%EOF", "không đúng với tên"),
        ("mau.docx", with_macro(), "macro"),
        ("mau.docx", with_a_drawing(), "PNG"),
        ("mau.docx", ill_built(), "không đọc được"),
        ("mau.docx", b"", "rỗng"),
    ):
        with pytest.raises(Refused) as refusal:
            templates.give(hoa, house, STATUS, given(content, name), "x")
        assert said in refusal.value.message, name
    with pytest.raises(templates.Unfit) as unfit:
        templates.give(hoa, house, STATUS, given(office.saved(mistyped)), "x")
    assert len(unfit.value.problems) == 2  # the one that is not known, and the one that is missing
    assert templates.versions(hoa, house, STATUS, Layout.DECREE) == []
    assert events(house) == []


def test_a_version_is_looked_at_filled_with_a_sample_or_the_latest_paper(db, cast, conclusion):
    number = give(db, cast.hoa.actor, cast.province)
    row = templates.get(cast.hoa.actor, cast.province, STATUS, number)

    sample = templates.look_at(cast.province, row, STATUS, Layout.DECREE)
    report = compiled(db, cast, conclusion)
    row = templates.get(cast.hoa.actor, cast.province, STATUS, number)
    real = templates.look_at(cast.province, row, STATUS, Layout.DECREE)

    assert (sample.report, real.report.id) == (None, report.id)
    assert sample.changes.come == ("Số hiệu: {{Số và ký hiệu}}",)
    assert sample.remarks == ()
    use(db, cast.hoa.actor, cast.province, number)
    row = templates.get(cast.hoa.actor, cast.province, STATUS, number)
    assert templates.look_at(cast.province, row, STATUS, Layout.DECREE).changes is None


@pytest.mark.parametrize("layout", list(Layout))
def test_no_word_of_any_kind_of_paper_is_lost_in_the_template_to_begin_with(db, cast, conclusion, layout):
    commands.set_rules(cast.hoa.actor, cast.province, OnTime.LAST, layout)
    hoa, now, about = cast.hoa.actor, clock.now(), cast.luc_yen
    asked = [
        commands.request(hoa, of(conclusion), now).id,
        commands.request(hoa, of(conclusion), now, ReportKind.NOTICE).id,
        commands.request(hoa, of(conclusion), now, ReportKind.URGING, about).id,
        commands.request(hoa, of(conclusion), now, ReportKind.EXPLANATION, about).id,
        commands.request_period(hoa, cast.province, date(2019, 7, 1), now).id,
        commands.request_on(hoa, cast.province, ReportKind.REMAINING, about, now).id,
        commands.request_on(hoa, cast.province, ReportKind.HANDOVER, about, now, receiver=cast.van_yen).id,
    ]
    db.commit()

    kinds = set()
    for number in asked:
        report = queries.get(hoa, number)
        document, form = runs.worded(report), templates.form_of(report.kind, layout)
        kinds.add(report.kind)
        assert docx_text(word.fill(word.built_in(form), document)) == docx_text(built_in_writer.write(document))
        said = values(document)
        assert {Placeholder.NOTE, Placeholder.ADDRESSEE} & {one for one in said if said[one]} <= set(form.allowed)
    assert kinds == set(ReportKind)


def docx_text(content):
    return [one.text for one in docx.Document(io.BytesIO(content)).element.body.iter() if one.text]


def test_the_report_at_the_terminal_is_written_as_its_office_wants_it(db, cast, conclusion):
    use(db, cast.hoa.actor, cast.province, give(db, cast.hoa.actor, cast.province))

    made = runs.written(conclusion, clock.now(), queries.Format.DOCX)

    assert any(text.startswith("Số hiệu: ") for text in office.texts(made))
    assert runs.written(conclusion, clock.now(), queries.Format.PDF).startswith(b"%PDF")
