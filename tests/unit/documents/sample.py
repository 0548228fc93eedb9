"""A report of the province as the office would sign it: the sample that documents are looked at with."""

from __future__ import annotations

from datetime import UTC, date, datetime

from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Heading, Run, Table, listing, paragraph
from khworkflow.documents.model import Document, Signature, official_number

UNITS = (
    ("Mù Cang Chải", 4, 1, 0, 2, 1, 0),
    ("Thành phố Yên Bái", 9, 1, 1, 4, 0, 3),
    ("Yên Bình", 5, 1, 1, 2, 0, 1),
    ("Văn Chấn", 5, 1, 1, 2, 0, 1),
    ("Nghĩa Lộ", 5, 0, 1, 3, 0, 1),
    ("Lục Yên", 6, 0, 2, 2, 0, 2),
    ("Trạm Tấu", 4, 0, 1, 2, 1, 0),
    ("Trấn Yên", 5, 0, 2, 1, 0, 2),
    ("Văn Yên", 7, 0, 2, 2, 0, 3),
)
DIRECTIVES = (
    "Tham mưu cho cấp ủy, chính quyền lựa chọn nhân sự chuẩn bị Đại hội nhiệm kỳ 2019 - 2024, kiện toàn bộ máy của Hội",
    "Xây dựng các chỉ tiêu nghị quyết Đại hội phù hợp điều kiện địa phương",
    "Kiểm kê quỹ, tài sản của Hội trước khi sáp nhập xã, lập biên bản bàn giao",
    "Triển khai thí điểm mô hình công dân học tập, thành phố học tập",
    "Phối hợp với ngành giáo dục lựa chọn các mô hình điển hình tiên tiến",
)
STATES = ("Hoàn thành đúng hạn", "Đang thực hiện trong hạn", "Chờ xác nhận", "Quá hạn", "Hoàn thành quá hạn")


def summary() -> Table:
    """The tasks by association: nine rows and their totals."""
    titles = ("Tổng số", "Quá hạn", "Chờ xác nhận", "Đang TH trong hạn", "HT quá hạn", "HT đúng hạn")
    columns = (
        Column("TT", 0.7, Align.CENTRE),
        Column("Đơn vị", 3, names_row=True),
        *(Column(title, 1.15, Align.RIGHT) for title in titles),
    )
    rows = tuple(
        (
            Cell(str(place)),
            Cell(name),
            *(Cell(str(n), href=f"/tasks/?association={place}&column={at}") for at, n in enumerate(numbers)),
        )
        for place, (name, *numbers) in enumerate(UNITS, 1)
    )
    sums = [sum(unit[at] for unit in UNITS) for at in range(1, 7)]
    return Table(
        heading="Tổng hợp nhiệm vụ theo đơn vị",
        columns=columns,
        rows=rows,
        totals=(Cell(), Cell("Toàn tỉnh"), *(Cell(str(n), href="/tasks/") for n in sums)),
        is_numbered=True,
    )


def annex() -> Appendix:
    """The tasks one by one: eleven columns, fifty rows."""
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung kết luận (trích)", 3.2),
        Column("Nhiệm vụ", 2),
        Column("Đơn vị chủ trì", 1.5),
        Column("Đơn vị phối hợp", 1.5),
        Column("Thời hạn", 1.45, Align.CENTRE),
        Column("Kết quả thực hiện, số liệu", 2),
        Column("Minh chứng", 1.2, Align.CENTRE),
        Column("Trạng thái", 1.4),
        Column("Lý do chưa hoàn thành", 1.5),
        Column("Dự kiến hoàn thành", 1.45, Align.CENTRE),
    )
    rows = tuple(
        (
            Cell(str(n), href=f"/tasks/{n}"),
            Cell(f"“{DIRECTIVES[n % 5]}”"),
            Cell("Báo cáo kết quả bằng văn bản"),
            Cell(f"Hội Khuyến học {'' if UNITS[n % 9][0][0] == 'T' and 'phố' in UNITS[n % 9][0] else 'huyện '}{UNITS[n % 9][0]}"),
            Cell("Các xã, phường" if n % 3 else ""),
            Cell("31/8/2019\ngia hạn 15/9/2019" if n % 4 == 0 else "31/8/2019"),
            Cell("Đã họp Ban Thường vụ, 27 trên 27 xã báo cáo" if n % 2 else "Đang tổng hợp"),
            Cell("02 văn bản" if n % 2 else "", href=f"/tasks/{n}/evidence"),
            Cell(STATES[n % 5], is_bold=STATES[n % 5] == "Quá hạn"),
            Cell("Chờ ý kiến của Huyện ủy" if n % 5 == 3 else ""),
            Cell("30/9/2019" if n % 5 == 3 else ""),
        )
        for n in range(1, 51)
    )
    return Appendix(
        title="Tình hình thực hiện từng nhiệm vụ",
        body=(Table(columns=columns, rows=rows, is_numbered=True),),
    )


def report(**changes: object) -> Document:
    """The status report on the conclusion of July 2019, as of the end of September."""
    words = {
        "superior_body": "Trung ương Hội Khuyến học Việt Nam",
        "issuing_body": "Hội Khuyến học tỉnh Yên Bái",
        "number": official_number(5, "BC-HKH"),
        "place": "Yên Bái",
        "day": date(2019, 10, 8),
        "type_name": "Báo cáo",
        "subject": "Tình hình thực hiện Thông báo kết luận số 07/TB-HKH\nngày 08/7/2019 của Chủ tịch Hội Khuyến học tỉnh",
        "subject_note": "(Số liệu tính đến 17 giờ 00 ngày 30/9/2019)",
        "addressees": ("Thường trực Hội Khuyến học tỉnh.",),
        "body": _body(),
        "closing": paragraph(
            "Trên đây là báo cáo tình hình thực hiện Thông báo kết luận số 07/TB-HKH ngày 08/7/2019, "
            "Hội Khuyến học tỉnh Yên Bái kính báo cáo."
        ),
        "recipients": (
            "Trung ương Hội Khuyến học Việt Nam (để b/c)",
            "Thường trực Tỉnh ủy, UBND tỉnh (để b/c)",
            "Các huyện, thị, thành Hội",
            "Lưu: VT, BKT",
        ),
        "signature": Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch", name="Phạm Thị Hoa"),
        "appendices": (annex(),),
        "made_at": datetime(2019, 9, 30, 10, 0, tzinfo=UTC),
        **changes,
    }
    return Document(**words)  # type: ignore[arg-type]  # the tests change one word at a time


def _body() -> tuple[object, ...]:
    return (
        Heading(1, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        paragraph(
            "Ngay sau đợt kiểm tra, Ban Thường vụ Hội Khuyến học tỉnh đã ban hành Thông báo kết luận, phân công ",
            Run("50 nhiệm vụ", href="/tasks/"),
            " cho 09 huyện, thị, thành Hội và giao Ban Kiểm tra theo dõi, đôn đốc hằng tuần.",
        ),
        Heading(1, "II. KẾT QUẢ THỰC HIỆN"),
        Heading(2, "1. Tổng hợp"),
        paragraph("Trong tổng số ", Run("50", href="/tasks/"), " nhiệm vụ được giao:"),
        listing(
            paragraph("Quá hạn: ", Run("4 trên 50", href="/tasks/?column=late", is_bold=True), " (8 %);"),
            paragraph("Chờ xác nhận: ", Run("11 trên 50", href="/tasks/?column=submitted"), " (22 %);"),
            paragraph("Đang thực hiện trong hạn: ", Run("20 trên 50", href="/tasks/?column=open"), " (40 %);"),
            paragraph("Hoàn thành quá hạn: ", Run("2 trên 50", href="/tasks/?column=done-late"), " (4 %);"),
            paragraph("Hoàn thành đúng hạn: ", Run("13 trên 50", href="/tasks/?column=done"), " (26 %)."),
        ),
        summary(),
        Heading(2, "2. Kết quả cụ thể theo từng nội dung kết luận"),
        Heading(3, "a) Chuẩn bị nhân sự Đại hội"),
        paragraph("Các đơn vị đã tham mưu cho cấp ủy lựa chọn nhân sự; 03 đơn vị chờ Tỉnh hội xác nhận (chi tiết tại Phụ lục)."),
        Heading(1, "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"),
        paragraph(
            "Còn 04 nhiệm vụ quá hạn, tập trung ở các đơn vị có xã chuẩn bị sáp nhập; việc kiểm kê quỹ, tài sản chưa xong."
        ),
        Heading(1, "IV. GIẢI PHÁP, THỜI GIAN TỚI"),
        listing(
            "Các đơn vị có nhiệm vụ quá hạn gửi kết quả trước ngày 15/10/2019;",
            "Ban Kiểm tra làm việc trực tiếp với Hội Khuyến học huyện Mù Cang Chải.",
        ),
        Heading(1, "V. KIẾN NGHỊ, ĐỀ XUẤT"),
        paragraph("Đề nghị cấp ủy, chính quyền các huyện quan tâm bố trí kinh phí tổ chức Đại hội."),
    )
