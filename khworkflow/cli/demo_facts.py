"""The facts of the demonstration: the round of July 2019, told anew; people and answers are invented.

What is true: the province, its nine associations of that year and their codes, the days and places
of the round, what was asked of whom, and the outcome of directives 2, 7 and 8, which the province
recorded by 27/02/2020. Names, numbers, telephone numbers, addresses and words are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from khworkflow.conclusions.models import Kind
from khworkflow.core.clock import OFFICE

#: What the office's clock shows when the demonstration opens: a Monday, after all that is told here.
OPENS_AT: Final = datetime(2020, 3, 2, 8, 5, tzinfo=OFFICE)
ISSUED_AT: Final = datetime(2019, 7, 8, 9, 0, tzinfo=OFFICE)

#: short name, full name, territory, code, chair, officer, address (None: no e-mail)
NINE: Final = (
    ("Thành hội Yên Bái", "Hội Khuyến học thành phố Yên Bái", "TP Yên Bái", "132", "Nguyễn Văn Thắng", "Trần Thu Hà", "thanhhoi"),
    ("Thị hội Nghĩa Lộ", "Hội Khuyến học thị xã Nghĩa Lộ", "Nghĩa Lộ", "133", "Lò Văn Minh", "Hà Thị Nga", "nghialo"),
    ("Huyện hội Lục Yên", "Hội Khuyến học huyện Lục Yên", "Lục Yên", "135", "Hoàng Thị Lan", "Vũ Đức Minh", "lucyen"),
    ("Huyện hội Mù Cang Chải", "Hội Khuyến học huyện Mù Cang Chải", "Mù Cang Chải", "137", "Giàng A Páo", "Sùng Thị Mai", None),
    ("Huyện hội Trạm Tấu", "Hội Khuyến học huyện Trạm Tấu", "Trạm Tấu", "139", "Mùa A Sinh", "Hảng Thị Dua", "tramtau"),
    ("Huyện hội Trấn Yên", "Hội Khuyến học huyện Trấn Yên", "Trấn Yên", "138", "Đinh Công Sơn", "Lê Thị Hạnh", "tranyen"),
    ("Huyện hội Văn Chấn", "Hội Khuyến học huyện Văn Chấn", "Văn Chấn", "140", "Hoàng Hữu Đạt", "Sa Thị Tuyết", "vanchan"),
    ("Huyện hội Văn Yên", "Hội Khuyến học huyện Văn Yên", "Văn Yên", "136", "Bùi Thị Vân", "Phạm Văn Khôi", "vanyen"),
    ("Huyện hội Yên Bình", "Hội Khuyến học huyện Yên Bình", "Yên Bình", "141", "Lê Văn Thành", "Nguyễn Thị Yến", "yenbinh"),
)
CITY, NGHIA_LO, LUC_YEN, MU_CANG_CHAI, TRAM_TAU, TRAN_YEN, VAN_CHAN, VAN_YEN, YEN_BINH = range(9)
ALL: Final = tuple(range(9))
#: How the province groups them, in the order of the nine.
_WEST, _RED_RIVER, _CHAY_RIVER = "Cụm phía Tây", "Cụm sông Hồng", "Cụm sông Chảy"
CLUSTERS: Final = (_RED_RIVER, _WEST, _CHAY_RIVER, _WEST, _WEST, _RED_RIVER, _WEST, _RED_RIVER, _CHAY_RIVER)
#: The three associations that the round visited.
VISITED: Final = (CITY, LUC_YEN, VAN_YEN)
#: Where communes were to be joined or change district on 1/2/2020 (Nghị quyết 871/NQ-UBTVQH14).
MERGING: Final = (CITY, NGHIA_LO, TRAN_YEN, VAN_CHAN, VAN_YEN, YEN_BINH)

TEXT: Final = """\
Sau hai ngày làm việc với Huyện hội Văn Yên, Huyện hội Lục Yên và Thành hội Yên Bái, Chủ tịch Hội Khuyến học tỉnh \
ghi nhận sự chuẩn bị chu đáo của các đơn vị và tinh thần trách nhiệm của đội ngũ cán bộ chuyên trách. Công tác tham mưu \
với cấp ủy, chính quyền và phối hợp với các ban, ngành, đoàn thể có nhiều chuyển biến.

Để chuẩn bị tốt cho Đại hội nhiệm kỳ 2019 - 2024, Chủ tịch Hội Khuyến học tỉnh yêu cầu:

1. Từ kết quả đợt kiểm tra, các huyện, thị, thành Hội họp rút kinh nghiệm, nêu rõ việc làm được, việc chưa làm được và \
cách làm hay của từng hội cơ sở.

2. Các huyện, thị, thành Hội chủ động tham mưu với cấp ủy, chính quyền chọn nhân sự và kiện toàn bộ máy của Hội trước Đại hội.

3. Những nơi chuẩn bị sáp nhập xã cần rà soát tổ chức hội, quỹ khuyến học và hồ sơ để bàn giao; đây là việc phải làm kỹ.

4. Các huyện, thị, thành Hội xây dựng chỉ tiêu nghị quyết Đại hội sát với điều kiện của địa phương và nhiệm vụ mới của Hội.

5. Hội Khuyến học thành phố Yên Bái phấn đấu dẫn đầu toàn tỉnh, làm thí điểm mô hình công dân học tập và thành phố học tập.

6. Thành hội Yên Bái đề xuất với Trung ương Hội và Tỉnh hội giải pháp để các mô hình học tập bền vững hơn.

7. Các huyện, thị, thành Hội phối hợp với ngành giáo dục và các đoàn thể chọn mô hình học tập tiêu biểu dự Hội nghị biểu dương.

8. Ba đơn vị được kiểm tra phối hợp tổ chức Hội nghị giao ban các tỉnh Tây Bắc.

9. Ba đơn vị được kiểm tra phối hợp chuẩn bị hội nghị sơ kết chương trình phối hợp với Mặt trận Tổ quốc và các đoàn thể.

Đề nghị các đơn vị báo cáo kết quả qua hệ thống theo dõi kết luận.
"""


@dataclass(frozen=True)
class Asked:
    """A directive: where its words begin in the text, what it is about, of whom, by when."""

    begins: str
    title: str
    kind: Kind
    associations: tuple[int, ...]
    due_on: date | None
    is_lead: bool = True


ASKED: Final = (
    Asked("Từ kết quả đợt kiểm tra", "Rút bài học, kinh nghiệm sau kiểm tra", Kind.OTHER, ALL, date(2019, 8, 16)),
    Asked("Các huyện, thị, thành Hội chủ động tham mưu", "Nhân sự Đại hội", Kind.CONGRESS_STAFFING, ALL, date(2019, 9, 30)),
    Asked("Những nơi chuẩn bị sáp nhập", "Chuẩn bị sáp nhập", Kind.MERGER_PREPARATION, MERGING, date(2020, 1, 15)),
    Asked(
        "Các huyện, thị, thành Hội xây dựng chỉ tiêu",
        "Chỉ tiêu nghị quyết Đại hội",
        Kind.RESOLUTION_TARGETS,
        ALL,
        date(2020, 2, 21),
    ),
    Asked(
        "Hội Khuyến học thành phố Yên Bái phấn đấu",
        "Thí điểm mô hình học tập",
        Kind.LEARNING_MODEL_PILOT,
        (CITY,),
        date(2020, 6, 30),
    ),
    Asked("Thành hội Yên Bái đề xuất", "Đề xuất giải pháp mô hình bền vững", Kind.PROPOSAL, (CITY,), date(2020, 3, 6)),
    Asked(
        "Các huyện, thị, thành Hội phối hợp với ngành",
        "Hội nghị biểu dương mô hình học tập",
        Kind.CONFERENCE,
        ALL,
        date(2019, 9, 20),
    ),
    Asked(
        "Ba đơn vị được kiểm tra phối hợp tổ chức",
        "Hội nghị giao ban Tây Bắc",
        Kind.CONFERENCE,
        VISITED,
        date(2019, 10, 31),
        is_lead=False,
    ),
    Asked(
        "Ba đơn vị được kiểm tra phối hợp chuẩn bị", "Sơ kết chương trình phối hợp", Kind.CONFERENCE, VISITED, None, is_lead=False
    ),
)


@dataclass(frozen=True)
class Happening:
    """One step in the life of a task.

    ``does`` is acknowledge, progress, wait, submit, accept, accept_in_part, hand_back or close.
    """

    on: date
    does: str
    words: str = ""
    due_on: date | None = None
    has_evidence: bool = False
    percent: int | None = None


def done(submitted: date, accepted: date, words: str, *, acknowledged: date | None = None) -> tuple[Happening, ...]:
    """Return the life of a task that was received, handed in and confirmed."""
    return (
        Happening(acknowledged or date(2019, 7, 10), "acknowledge"),
        Happening(submitted, "submit", words, has_evidence=True),
        Happening(accepted, "accept", "Đã xem hồ sơ, đồng ý."),
    )


_LESSONS = "Đã họp Ban Thường vụ rút kinh nghiệm, gửi kèm biên bản."
_CONGRESS = "Cấp ủy đã cho ý kiến về nhân sự chủ chốt; đề án nhân sự đã hoàn thiện."
_MODELS = "Đã chọn các mô hình tiêu biểu, có xác nhận của cấp ủy, chính quyền xã."
_TARGETS = "Đã thống nhất chỉ tiêu, đưa vào nghị quyết Đại hội."
_MERGED = "Đã kiểm kê quỹ, chốt danh sách hội viên và lập biên bản bàn giao."

#: What happened to the task of each (directive, association); whoever is absent here stayed silent.
LIVES: Final[dict[tuple[int, int], tuple[Happening, ...]]] = (
    {(0, n): done(date(2019, 8, 5 + n), date(2019, 8, 15 + n), _LESSONS) for n in ALL if n not in (MU_CANG_CHAI, VAN_CHAN)}
    | {
        (0, MU_CANG_CHAI): done(date(2019, 8, 27), date(2019, 8, 30), _LESSONS, acknowledged=date(2019, 8, 2)),
        (0, VAN_CHAN): (
            Happening(date(2019, 7, 11), "acknowledge"),
            Happening(date(2019, 8, 14), "submit", "Đã họp rút kinh nghiệm."),
            Happening(
                date(2019, 8, 19), "hand_back", "Xin bổ sung biên bản họp và cách làm hay của hội cơ sở.", date(2019, 8, 26)
            ),
            Happening(date(2019, 8, 23), "submit", _LESSONS, has_evidence=True),
            Happening(date(2019, 8, 28), "accept", "Đã bổ sung đủ."),
        ),
    }
    | {(1, n): done(date(2019, 9, 10 + 2 * n), date(2019, 9, 18 + n), _CONGRESS) for n in (CITY, LUC_YEN, YEN_BINH, NGHIA_LO)}
    | {
        (1, n): (
            Happening(date(2019, 7, 12), "acknowledge"),
            Happening(date(2019, 8, 20), "progress", "Đã rà soát Ban Chấp hành đương nhiệm, đang xây dựng đề án nhân sự."),
            Happening(date(2019, 9, 16), "wait", "Đã trình Ban Thường vụ Huyện ủy, chờ thông báo ý kiến."),
            Happening(date(2019, 10, 8 + n), "submit", _CONGRESS, has_evidence=True),
            Happening(date(2019, 10, 21 + n), "accept", "Đại hội đã tiến hành, nhân sự được công nhận."),
        )
        for n in (MU_CANG_CHAI, TRAM_TAU, TRAN_YEN, VAN_CHAN, VAN_YEN)
    }
    | {
        (2, n): done(date(2020, 1, 8 + n), date(2020, 1, 20 + n), _MERGED, acknowledged=date(2019, 7, 15))
        for n in (VAN_YEN, TRAN_YEN)
    }
    | {
        (2, YEN_BINH): done(date(2020, 1, 22), date(2020, 2, 4), _MERGED),
        (2, CITY): (
            Happening(date(2019, 7, 10), "acknowledge"),
            Happening(
                date(2020, 1, 13), "submit", "Đã kiểm kê xong hai xã; còn phường chưa chốt số liệu quỹ.", has_evidence=True
            ),
            Happening(date(2020, 1, 20), "accept_in_part", "Công nhận phần đã làm; số liệu quỹ sẽ bổ sung vào báo cáo quý I."),
        ),
        (2, NGHIA_LO): (
            Happening(date(2019, 7, 16), "acknowledge"),
            Happening(date(2020, 2, 17), "wait", "Chờ Thị ủy cho ý kiến phương án nhân sự lâm thời của các xã mới nhận về."),
        ),
        (2, VAN_CHAN): (
            Happening(date(2019, 7, 16), "acknowledge"),
            Happening(date(2020, 2, 3), "progress", "Đang bàn giao bảy đơn vị chuyển về thị xã Nghĩa Lộ, còn hồ sơ quỹ."),
        ),
    }
    | {
        (3, n): done(date(2020, 2, 10 + n), date(2020, 2, 18 + n), _TARGETS, acknowledged=date(2019, 7, 19))
        for n in (LUC_YEN, YEN_BINH)
    }
    | {
        (3, n): (
            Happening(date(2019, 7, 22), "acknowledge"),
            Happening(date(2020, 2, 17 + n), "submit", _TARGETS, has_evidence=True),
        )
        for n in (CITY, TRAN_YEN, VAN_YEN)
    }
    | {
        (3, NGHIA_LO): (
            Happening(date(2019, 7, 25), "acknowledge"),
            Happening(date(2020, 2, 19), "submit", "Đã xây dựng chỉ tiêu."),
            Happening(
                date(2020, 2, 26), "hand_back", "Chỉ tiêu hội viên chưa tính các xã mới nhận về; xin tính lại.", date(2020, 3, 9)
            ),
        ),
        (3, TRAM_TAU): (Happening(date(2019, 8, 1), "acknowledge"),),
        (3, VAN_CHAN): (
            Happening(date(2019, 7, 23), "acknowledge"),
            Happening(date(2020, 2, 12), "progress", "Đã lấy ý kiến hội cơ sở, đang tổng hợp."),
        ),
        (4, CITY): (
            Happening(date(2019, 7, 10), "acknowledge"),
            Happening(
                date(2019, 11, 18), "progress", "UBND thành phố đã đồng ý chủ trương; đã chọn phường thí điểm công dân học tập."
            ),
        ),
        (5, CITY): (Happening(date(2019, 7, 10), "acknowledge"),),
    }
    | {(6, n): done(date(2019, 9, 6 + n), date(2019, 9, 17 + n), _MODELS) for n in ALL if n != MU_CANG_CHAI}
    | {
        (6, MU_CANG_CHAI): done(date(2019, 9, 26), date(2019, 10, 2), _MODELS, acknowledged=date(2019, 8, 2)),
        (7, CITY): done(date(2019, 10, 22), date(2019, 10, 28), "Đã chuẩn bị điểm tham quan và đón tiếp chín tỉnh."),
        (7, LUC_YEN): done(date(2019, 10, 23), date(2019, 10, 29), "Đã gửi tham luận và cử người tham gia ban tổ chức."),
        (7, VAN_YEN): done(date(2019, 10, 24), date(2019, 10, 29), "Đã gửi tham luận về quỹ khuyến học xã."),
        (8, LUC_YEN): (
            Happening(date(2019, 7, 18), "acknowledge"),
            Happening(
                date(2019, 12, 20), "submit", "Mặt trận Tổ quốc huyện đã sơ kết chung trong hội nghị cuối năm.", has_evidence=True
            ),
            Happening(date(2019, 12, 27), "close", "Không tổ chức hội nghị riêng nữa; đã lồng ghép, ghi nhận để theo dõi."),
        ),
        (8, VAN_YEN): (Happening(date(2019, 7, 18), "acknowledge"),),
    }
)
