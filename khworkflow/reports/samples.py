"""A sample of a paper: what a template is looked at with before there is a paper of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.clock import day_of
from khworkflow.core.i18n import day
from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Heading, Table, count, enumerated, on_day, paragraph
from khworkflow.documents.model import Document, Layout, Signature, official_number, party_number
from khworkflow.reports.taking import house_facts

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.associations.models import Association
    from khworkflow.documents.placeholders import Form

_SIGNS: Final = {"Báo cáo": "BC-HKH", "Thông báo": "TB-HKH", "Biên bản": "BB-HKH", "Danh mục": "DM-HKH", "": "HKH-VP"}


def sample(house: Association, form: Form, now: datetime) -> Document:
    """Return a paper of the form under the house's own name, which says in every place that it is a sample.

    Args:
        house: whose paper it is.
        form: what papers of the kind have.
        now: the moment.

    """
    own, today, sign = house_facts(house, now), day_of(now), _SIGNS[form.type_name]
    table = _table(today)
    return Document(
        superior_body=own.superior,
        issuing_body=own.name,
        number=party_number(5, sign) if form.layout is Layout.PARTY else official_number(5, sign),
        place=own.territory,
        day=today,
        type_name=form.type_name,
        subject="Văn bản minh họa để xem mẫu trước khi dùng",
        subject_note=f"(Số liệu tính đến ngày {day(today)})" if form.has_note else "",
        addressees=("Nơi được kính gửi (minh họa)",) if form.has_addressee else (),
        body=(
            Heading(1, "I. ĐỀ MỤC LỚN"),
            paragraph("Đoạn văn minh họa: nội dung thật do hệ thống lập từ số liệu, hoặc theo lời văn đồng chí đã sửa."),
            Heading(2, "1. Đề mục nhỏ"),
            enumerated("Ý thứ nhất", "Ý thứ hai"),
            table,
        ),
        closing=paragraph("Trên đây là văn bản minh họa"),
        recipients=("Nơi nhận thứ nhất (để b/c)", "Lưu: VT, BKT"),
        signature=Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch", name="Nguyễn Văn Minh Họa"),
        sides=(Signature(position="Đại diện bên giao"), Signature(position="Đại diện bên nhận")) if form.has_sides else (),
        layout=form.layout,
        appendices=(Appendix(title="Phụ lục minh họa", body=(table,)),) if form.has_appendices else (),
        made_at=now,
    )


def _table(today: date) -> Table:
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung", 3, names_row=True),
        Column("Đơn vị", 2),
        Column("Thời hạn", 1.4, Align.CENTRE),
    )
    rows = tuple(
        (count(place), Cell(f"Nhiệm vụ minh họa thứ {place}"), Cell("Hội Khuyến học huyện minh họa"), on_day(today))
        for place in (1, 2, 3)
    )
    return Table(columns=columns, rows=rows, heading="Bảng minh họa", is_numbered=True)
