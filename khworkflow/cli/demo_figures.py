"""Figures of the demonstration: three indicators, targets, what was counted; the numbers are invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.cli.demo_facts import ALL, CITY, LUC_YEN, MU_CANG_CHAI, NGHIA_LO, TRAM_TAU, TRAN_YEN, VAN_CHAN, VAN_YEN, YEN_BINH
from khworkflow.cli.demo_stage import Stage, at, chair_of
from khworkflow.core.authz import SYSTEM
from khworkflow.eventlog.log import happening_at
from khworkflow.figures import commands as figures
from khworkflow.figures.commands import Counted
from khworkflow.tasks import measures, queries as task_queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.core.authz import Actor
    from khworkflow.figures.models import Indicator

#: Name and unit of what the province asks for.
INDICATORS: Final = (("Hội viên", "người"), ("Gia đình học tập", "gia đình"), ("Quỹ khuyến học", "triệu đồng"))
END_OF_2019: Final = date(2019, 12, 31)
#: Members, learning families, fund at the end of 2019; a question mark: an estimate; empty: not reported.
COUNTED: Final = {
    CITY: ("24.850", "18.240", "3.126,5"),
    NGHIA_LO: ("7.940", "5.310", "684"),
    LUC_YEN: ("27.310", "15.920", "1.245,5"),
    MU_CANG_CHAI: ("11.260", "4.870?", "312"),
    TRAM_TAU: ("5.480", "2.150?", ""),
    TRAN_YEN: ("21.730", "14.660", "1.018"),
    VAN_CHAN: ("32.640", "19.480", "1.402,8"),
    VAN_YEN: ("30.120", "18.950", "1.387"),
    YEN_BINH: ("26.050", "16.030", "1.150"),
}
#: What each aims at by the end of 2020: members, learning families.
AIMS: Final = {
    CITY: ("26.000", "19.500"),
    NGHIA_LO: ("14.000", "9.000"),
    LUC_YEN: ("28.500", "17.000"),
    MU_CANG_CHAI: ("12.000", "5.500"),
    TRAM_TAU: ("5.800", "2.600"),
    TRAN_YEN: ("22.500", "15.500"),
    VAN_CHAN: ("27.000", "16.500"),
    VAN_YEN: ("31.500", "20.000"),
    YEN_BINH: ("27.000", "17.200"),
}
#: On 1/2/2020 seven communes and towns went from Văn Chấn to Nghĩa Lộ (Nghị quyết 871/NQ-UBTVQH14).
MOVED: Final = (
    (VAN_CHAN, "26.180", "Bảy xã, thị trấn chuyển về thị xã Nghĩa Lộ từ ngày 01/02/2020."),
    (NGHIA_LO, "14.210?", ""),
)
AFTER_MOVING: Final = date(2020, 2, 24)
#: Members of communes: target of 2020, counted, on which day.
OF_COMMUNES: Final = {
    "yenthe": ("2.000", "1.920", date(2020, 1, 14)),
    "muonglai": ("1.520", "1.480", date(2020, 1, 17)),
    "tanlinh": ("1.400", "1.365", date(2020, 2, 4)),
}


def fill(stage: Stage, conclusion: Conclusion) -> None:
    """Let figures be asked for, aimed at and counted; the directive about the resolution's targets is counted by members."""
    committee, nine = stage.actor("phochutich"), stage.nine
    officers = {number: stage.actor(f"{chair_of(number)}2") for number in ALL}
    with happening_at(at(date(2019, 12, 2), 9)):
        indicators = [figures.add_indicator(committee, stage.province, name, unit) for name, unit in INDICATORS]
        task = next(
            one
            for one in task_queries.of_conclusion(SYSTEM, conclusion.id)
            if one.directive.title == "Chỉ tiêu nghị quyết Đại hội"
        )
        measures.count_by(committee, task, indicators[0])
    with happening_at(at(date(2020, 1, 10), 9)):
        _count(officers, nine, indicators)
    with happening_at(at(date(2020, 1, 20), 9)):
        _aim(committee, stage, indicators)
    with happening_at(at(date(2020, 2, 5), 9)):
        _count_communes(stage, indicators[0])
    with happening_at(at(AFTER_MOVING, 10)):
        _move(officers, nine, indicators[0])


def _count(officers: Mapping[int, Actor], nine: Sequence[Association], indicators: Sequence[Indicator]) -> None:
    for number, values in COUNTED.items():
        for indicator, value in zip(indicators, values, strict=True):
            if value:
                _report(officers[number], indicator, nine[number], value, END_OF_2019)


def _aim(committee: Actor, stage: Stage, indicators: Sequence[Indicator]) -> None:
    for number, values in AIMS.items():
        for indicator, value in zip(indicators, values, strict=False):
            figures.set_target(committee, stage.province, indicator, stage.nine[number], year=2020, value=value)


def _move(officers: Mapping[int, Actor], nine: Sequence[Association], members: Indicator) -> None:
    for number, value, reason in MOVED:
        _report(officers[number], members, nine[number], value, AFTER_MOVING, reason)


def _count_communes(stage: Stage, members: Indicator) -> None:
    chair = stage.actor(chair_of(LUC_YEN))
    for username, (target, value, on) in OF_COMMUNES.items():
        commune = stage.below[username]
        figures.set_target(chair, stage.province, members, commune, year=2020, value=target)
        _report(stage.actor(username), members, commune, value, on)


def _report(actor: Actor, indicator: Indicator, association: Association, value: str, on: date, *reason: str) -> None:
    counted = Counted(value.rstrip("?"), on, not value.endswith("?"), f"demo-{on}", *reason)
    figures.report(actor, indicator, association, counted)
