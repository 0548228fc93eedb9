"""Communes of the demonstration, and what their chairs' districts handed down to them; invented, but for the places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations, queries as tree
from khworkflow.associations.commands import Particulars
from khworkflow.cli.demo_facts import CITY, LUC_YEN, Happening, done
from khworkflow.core.authz import SYSTEM, Role

if TYPE_CHECKING:
    from khworkflow.accounts.models import User
    from khworkflow.associations.models import Association

#: Below an association of 2019: short name, full name, territory, code, chair, username.
BELOW: Final = (
    (0, "Hội phường Yên Ninh", "Hội Khuyến học phường Yên Ninh", "Yên Ninh", "04252", "Trịnh Văn Hải", "yenninh"),
    (0, "Hội phường Đồng Tâm", "Hội Khuyến học phường Đồng Tâm", "Đồng Tâm", "04261", "Phan Thị Loan", "dongtam"),
    (0, "Hội xã Âu Lâu", "Hội Khuyến học xã Âu Lâu", "Âu Lâu", "04540", "Hà Văn Quyết", "aulau"),
    (2, "Hội thị trấn Yên Thế", "Hội Khuyến học thị trấn Yên Thế", "Yên Thế", "04303", "Nông Văn Tú", "yenthe"),
    (2, "Hội xã Mường Lai", "Hội Khuyến học xã Mường Lai", "Mường Lai", "04324", "Lý Thị Dung", "muonglai"),
    (2, "Hội xã Tân Lĩnh", "Hội Khuyến học xã Tân Lĩnh", "Tân Lĩnh", "04336", "Hoàng Văn Tâm", "tanlinh"),
)

#: Further communes of Lục Yên, in whose seats nobody sits yet.
WITHOUT_CHAIR: Final = (
    ("Lâm Thượng", "04309"),
    ("Khánh Thiện", "04312"),
    ("Minh Xuân", "04330"),
    ("Tô Mậu", "04333"),
    ("Liễu Đô", "04348"),
    ("Động Quan", "04351"),
    ("Trúc Lâu", "04360"),
    ("Phúc Lợi", "04363"),
    ("An Phú", "04369"),
)


@dataclass(frozen=True)
class HandedDown:
    """What a chair handed down: when, of which directive's task, what, to whom, by when, and what came of it."""

    on: date
    directive: int
    association: int
    words: str
    due_on: dict[str, date]
    lives: dict[str, tuple[Happening, ...]]


_PILOT: Final = "Chọn một tổ dân phố hoặc thôn làm điểm, hướng dẫn từng hộ đăng ký và tự chấm theo tiêu chí công dân học tập."
_COUNTED: Final = "Rà soát hội viên của từng chi hội, thống nhất chỉ tiêu hội viên của xã đưa vào nghị quyết Đại hội."
HANDED_DOWN: Final = (
    HandedDown(
        date(2019, 11, 11), 3, LUC_YEN, _COUNTED, dict.fromkeys(("yenthe", "muonglai", "tanlinh"), date(2020, 1, 31)),
        {
            "yenthe": done(date(2020, 1, 14), date(2020, 1, 16), "Đã chốt hội viên của 15 chi hội.", acknowledged=date(2019, 11, 12)),
            "muonglai": done(date(2020, 1, 17), date(2020, 1, 20), "Đã chốt hội viên của 12 chi hội.", acknowledged=date(2019, 11, 14)),
            "tanlinh": (
                Happening(date(2019, 11, 13), "acknowledge"),
                Happening(date(2020, 1, 15), "submit", "Đã chốt hội viên."),
                Happening(date(2020, 1, 16), "hand_back", "Xin tính cả hội viên trong trường học.", date(2020, 2, 7)),
                Happening(date(2020, 2, 4), "submit", "Đã tính cả hội viên trong hai trường.", has_evidence=True),
                Happening(date(2020, 2, 6), "accept", "Đã đủ."),
            ),
        },
    ),
    HandedDown(
        date(2019, 12, 2), 4, CITY, _PILOT,
        {"yenninh": date(2020, 5, 29), "dongtam": date(2020, 5, 29), "aulau": date(2020, 2, 25)},
        {
            "yenninh": (
                Happening(date(2019, 12, 3), "acknowledge"),
                Happening(date(2020, 2, 10), "progress", "Tổ 6 đã có 82 trong 137 hộ đăng ký.", percent=60),
            ),
            "dongtam": (
                Happening(date(2019, 12, 5), "acknowledge"),
                Happening(date(2020, 1, 13), "progress", "Tổ 11 đã họp dân, 95 hộ đăng ký.", percent=80),
                Happening(date(2020, 2, 27), "submit", "Cả 118 hộ của tổ 11 đã tự chấm; gửi kèm biên bản.", has_evidence=True),
            ),
            "aulau": (
                Happening(date(2019, 12, 9), "acknowledge"),
                Happening(date(2020, 1, 20), "progress", "Đã chọn thôn Nước Mát, chưa họp được dân.", percent=15),
            ),
        },
    ),
)  # fmt: skip


def found(nine: list[Association], people: dict[str, User]) -> dict[str, Association]:
    """Found the communes and seat their chairs; return those with one by his name."""
    made = {}
    for place, (number, short, full, territory, code, chair, username) in enumerate(BELOW, 1):
        level = tree.Level.COMMUNE
        one = associations.create(SYSTEM, nine[number], Particulars(full, short, territory, level, code, place))
        people[username] = accounts.create(chair, username, email=f"{username}@khuyenhoc.example")
        associations.seat(SYSTEM, people[username], one, Role.CHAIR, f"Chủ tịch {short}")
        made[username] = one
    for place, (name, code) in enumerate(WITHOUT_CHAIR, len(made) + 1):
        particulars = Particulars(f"Hội Khuyến học xã {name}", f"Hội xã {name}", name, tree.Level.COMMUNE, code, place)
        associations.create(SYSTEM, nine[LUC_YEN], particulars)
    return made
