"""Forms say what is wrong in the reader's language, also where the form library speaks by itself."""

from __future__ import annotations

import pytest
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange

from khworkflow.core.i18n import in_locale
from khworkflow.web.fields import DayField, FilesField, Form, TextArea, TextLine


class Sample(Form):
    level = SelectField(choices=[SelectChoice("2", "Huyện")])
    parent = SelectField(choices=[SelectChoice(1, "Tỉnh hội")], coerce=int)
    place = IntegerField(validators=[NumberRange(0, 10_000)])
    name = TextLine(validators=[Length(max=5)])
    words = TextArea()
    day = DayField()
    files = FilesField()


@pytest.fixture
def wrong(app):
    """Return what the form says about a field with a value."""

    def say(field, value, language="vi"):
        with app.test_request_context(method="POST", data={field: value}), in_locale(language):
            form = Sample(meta={"csrf": False})
            form.validate()
            return [str(one) for one in form[field].errors]

    return say


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("level", "9", "Xin chọn một mục trong danh sách."),
        ("parent", "1 or 1=1", "Xin chọn một mục trong danh sách."),
        ("place", "mười", "Xin nhập một số nguyên."),
        ("place", "NaN", "Xin nhập một số nguyên."),
        ("place", "-1", "Xin nhập một số từ 0 đến 10000."),
        ("place", "10001", "Xin nhập một số từ 0 đến 10000."),
        ("name", "dài quá", "Xin viết gọn lại: tối đa 5 ký tự."),
        ("day", "30/02/2026", "Không có ngày này. Xin viết theo mẫu 31/7/2019."),
        ("day", "2026-13-01", "Không có ngày này. Xin viết theo mẫu 31/7/2019."),
    ],
)
def test_a_value_that_cannot_be_is_explained_in_vietnamese(wrong, field, value, sentence):
    assert sentence in wrong(field, value)


def test_a_reader_of_english_is_told_in_english(wrong):
    assert wrong("level", "9", "en") == ["Please choose one from the list."]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", " Nha\u0302n\u200b  sư\u0323 ", "Nhân sự"),  # decomposed, padded, with a zero-width space
        ("name", "Hội\x00\x1b\x0b vĩ\u202e", "Hội vĩ"),
        ("words", "Dòng 1\r\nDòng 2\u2028Dòng 3\x85", "Dòng 1\nDòng 2\nDòng 3"),
        ("words", "\u200b \u2060", ""),
    ],
)
def test_text_is_kept_as_it_reads(app, field, typed, kept):
    with app.test_request_context(method="POST", data={field: typed}):
        assert Sample(meta={"csrf": False})[field].data == kept


@pytest.mark.parametrize("typed", ["31/7/2019", "31-7-2019", "31.7.2019", "2019-07-31", " 31/07/2019 "])
def test_a_day_is_read_day_first_or_as_the_browser_sends_it(app, typed):
    with app.test_request_context(method="POST", data={"day": typed}):
        assert str(Sample(meta={"csrf": False}).day.data) == "2019-07-31"
