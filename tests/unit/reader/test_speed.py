"""Time is linear in the text whatever is repeated in it."""

from __future__ import annotations

import random
from datetime import date
from time import process_time

import pytest

from khworkflow.conclusions.reader import YEN_BAI_2019, read

ON = date(2019, 7, 4)
REPEATED = (
    "giao các huyện trước ngày 30/9 ", "Giao các huyện trước ngày 30/9. ", "giao cho ", "các huyện, thị, ", "phối hợp với ", "Lục Yên, ",
    "yêu cầu Hội Khuyến học huyện Lục Yên, ", "; các đơn vị cần ", "trong 999 ngày làm việc kể từ ngày ký ", "từ ngày 1/1 đến ", "tháng ",
    "báo cáo trước ngày 3/4 ", "(", '"', "1. ", "I. ", "- giao các xã ", "A, ", "đại hội ", "phấn đấu 5% ", "yêu cầu: ", "Kết luận: ", "đối với ",
    "\n", "\n\n", "a\n\n", "giao\n", "các ", "không ", "và ", "mỗi ", "Ban Chỉ đạo đổi mới ", "kiện toàn ", "thành lập các ", "x" * 40 + " ", "9" * 40 + " ",
    "hội nghị ", "chưa ", "các xã chưa nộp ", "1 | a | b | c\n", "TT | Nội dung | Đơn vị | Thời hạn\n", "Về việc này, giao các xã họp. ",
)  # fmt: skip


def seconds(text: str) -> float:
    start = process_time()
    read(text, on=ON, gazetteer=YEN_BAI_2019)
    return process_time() - start


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Patterns compiled and holidays loaded once, so that only reading is measured."""
    read("Giao các xã báo cáo trong 9 ngày làm việc kể từ ngày ký.", on=ON, gazetteer=YEN_BAI_2019)


@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_repetition_costs_no_more_than_its_length(unit):
    short, long = ((unit * (size // len(unit) + 1))[:size] for size in (5_000, 40_000))

    most = 30 * min(seconds(short) for _ in range(3)) + 0.3  # eight times the text; its square would be 64
    assert any(seconds(long) <= most for _ in range(5)), "a busy machine is slow once, a square always"


@pytest.mark.parametrize("seed", range(12))
def test_a_mixture_of_hostile_pieces_is_read_in_linear_time(seed):
    chance = random.Random(seed)  # noqa: S311 - a test's own mixture
    pool = chance.sample(REPEATED, 6)
    text = "".join(chance.choice(pool) for _ in range(8_000))[:60_000]

    most = 60_000 * 25e-6  # five times what a megabyte in five seconds allows: CI is slow
    assert any(seconds(text) <= most for _ in range(3))
