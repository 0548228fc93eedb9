"""How long the conclusion reader takes: one JSON object on the last line."""

from __future__ import annotations

import json
from time import perf_counter

from khworkflow.conclusions.reader import YEN_BAI_2019, read

_PAGE = """II. NHIỆM VỤ TRONG THỜI GIAN TỚI
1. Về nhân sự
a) Giao Hội Khuyến học huyện Trấn Yên chủ trì, phối hợp với Phòng Giáo dục và Đào tạo huyện xây dựng kế hoạch; trình Thường trực Tỉnh hội trước ngày 30/9.
b) Các huyện, thị, thành Hội rà soát chỉ tiêu hội viên, hoàn thành trong quý III/2019.
Đồng chí Chủ tịch đánh giá cao kết quả các đơn vị đã đạt được trong 6 tháng đầu năm, nhất là phong trào xây dựng quỹ khuyến học ở cơ sở.
"""


def main() -> dict[str, float]:
    """Print and return the seconds taken for 10 kB and 1 MB (the best of five and of one)."""
    small = (_PAGE * 40)[:10_000]
    large = (_PAGE * 4_000)[:1_000_000]
    read(small, on=None, gazetteer=YEN_BAI_2019)
    figures = {"seconds_10_kB": min(_timed(small) for _ in range(5)), "seconds_1_MB": _timed(large)}
    print(json.dumps(figures))
    return figures


def _timed(text: str) -> float:
    """Return the seconds one reading takes."""
    start = perf_counter()
    read(text, on=None, gazetteer=YEN_BAI_2019)
    return round(perf_counter() - start, 4)


if __name__ == "__main__":
    main()
