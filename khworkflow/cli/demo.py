"""``khworkflow demo``: a provincial office as it stood on 2 March 2020, eight months after its conclusion."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from docx import Document as WordDocument

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations, queries as tree
from khworkflow.associations.commands import Particulars
from khworkflow.cli import demo_communes, demo_facts as facts, demo_figures
from khworkflow.cli.demo_stage import Stage, at, chair_of
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description, Head
from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog.log import happening_at
from khworkflow.files import commands as files
from khworkflow.inspections import commands as inspections, queries as inspection_queries
from khworkflow.inspections.commands import Member, Round, Session
from khworkflow.mailing import commands as mailing
from khworkflow.tasks import commands as tasks, handing_down, queries as task_queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.handing_down import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from khworkflow.accounts.models import User
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.core.authz import Actor
    from khworkflow.files.models import File
    from khworkflow.inspections.models import Inspection
    from khworkflow.tasks.models import Task

_BEGAN: Final = datetime(2019, 6, 28, 1, 0, tzinfo=UTC)
_HOUSE: Final = (
    ("chutich", "Nguyễn Thị Hòa", Role.COMMITTEE, "Chủ tịch Hội Khuyến học tỉnh"),
    ("phochutich", "Trần Quang Vinh", Role.COMMITTEE, "Phó Chủ tịch Thường trực Hội Khuyến học tỉnh"),
    ("kiemtra", "Lê Trung Kiên", Role.INSPECTOR, "Trưởng ban Kiểm tra"),
    ("vanphong", "Phạm Thị Thu", Role.CLERK, "Chuyên viên Văn phòng"),
    ("tuyengiao", "Đặng Văn Bình", Role.OBSERVER, "Ban Tuyên giáo Tỉnh ủy"),
    ("quantri", "Đỗ Văn An", Role.ADMINISTRATOR, "Quản trị hệ thống"),
)


@dataclass(frozen=True)
class Entry:
    """How one person of the cast comes in."""

    name: str
    position: str
    username: str
    link: str


def set_clock(folder: Path) -> None:
    """Let the installation's clock show 2 March 2020 from now on, in every process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    offset = facts.OPENS_AT.astimezone(UTC) - (clock.now() if not clock.is_shifted() else datetime.now(UTC))
    seconds = int(offset / timedelta(seconds=1))
    (folder / "clock-offset").write_text(str(seconds))
    clock.shift(timedelta(seconds=seconds))


def build() -> list[Entry]:
    """Build the demonstration in an empty installation; return one link per person of its cast.

    Everything is done by the same commands that people use, dated when it happened, so the log,
    the rows and the letters agree.
    """
    with unit_of_work():
        with happening_at(_BEGAN):
            stage = _people()
        with happening_at(at(date(2019, 7, 3), 16)):
            inspection = _inspection(stage)
        with happening_at(at(date(2019, 7, 5), 10)):
            conclusion = _draft(stage, inspection)
        with happening_at(facts.ISSUED_AT.astimezone(UTC)):
            tasks.issue(stage.actor("chutich"), conclusion)
        _live(stage, conclusion)
        demo_figures.fill(stage, conclusion)
        mailing.settle_past(clock.now())
    with unit_of_work():
        return _entries(stage)


def is_built() -> bool:
    """Return whether there is anybody in the installation already."""
    return tree.root() is not None


def _people() -> Stage:
    province = associations.create(
        SYSTEM, None, Particulars("Hội Khuyến học tỉnh Yên Bái", "Tỉnh hội Yên Bái", "Yên Bái", tree.Level.PROVINCE, "15")
    )
    people: dict[str, User] = {}
    for username, name, role, position in _HOUSE:
        people[username] = accounts.create(name, username, email=f"{username}@khuyenhoc.example", phone="0216 000 0000")
        associations.seat(SYSTEM, people[username], province, role, position)
    nine = []
    for place, (short, full, territory, code, chair, officer, box) in enumerate(facts.NINE, 1):
        one = associations.create(
            SYSTEM,
            province,
            Particulars(
                full,
                short,
                territory,
                tree.Level.DISTRICT,
                code,
                place,
                ends_on=date(2025, 6, 30),
                cluster=facts.CLUSTERS[place - 1],
            ),
        )
        nine.append(one)
        name = box or "mucangchai"
        address = f"{box}@khuyenhoc.example" if box else None
        people[name] = accounts.create(chair, name, email=address, phone="0216 000 0000")
        people[f"{name}2"] = accounts.create(officer, f"{name}2", email=address)
        associations.seat(SYSTEM, people[name], one, Role.CHAIR, f"Chủ tịch {short}")
        associations.seat(SYSTEM, people[f"{name}2"], one, Role.OFFICER, f"Cán bộ {short}")
    return Stage(province, nine, demo_communes.found(nine, people), people)


def _inspection(stage: Stage) -> Inspection:
    actor = stage.actor("kiemtra")
    given = Round(
        "Kiểm tra công tác khuyến học 6 tháng đầu năm 2019",
        "Kiểm tra việc thực hiện nhiệm vụ năm 2019, chuẩn bị Đại hội các cấp và trao đổi kinh nghiệm.",
        date(2019, 7, 2),
        date(2019, 7, 3),
    )
    inspection = inspections.record_round(actor, stage.province, given)
    role = inspection_queries.TeamRole
    for member in (
        Member(role.HEAD, "Nguyễn Thị Hòa", "Chủ tịch Hội Khuyến học tỉnh", stage.people["chutich"].id),
        Member(role.MEMBER, "Lê Trung Kiên", "Trưởng ban Kiểm tra", stage.people["kiemtra"].id),
        Member(role.PEER, "Hoàng Hữu Đạt", "Chủ tịch Huyện hội Văn Chấn", stage.people["vanchan"].id),
        Member(role.PEER, "Lò Văn Minh", "Chủ tịch Thị hội Nghĩa Lộ", stage.people["nghialo"].id),
    ):
        inspections.name_member(actor, inspection, member)
    for number, on, place, report, found in (
        (facts.VAN_YEN, date(2019, 7, 2), "Trụ sở Huyện hội Văn Yên",
         "Đã hoàn thành Đại hội ở các hội cơ sở; chỉ tiêu hội viên ước đạt 98 %.", "Hồ sơ đầy đủ; cần sớm trình nhân sự chủ chốt."),
        (facts.LUC_YEN, date(2019, 7, 2), "Trụ sở Huyện hội Lục Yên",
         "23 trên 24 hội cơ sở đã Đại hội; quỹ khuyến học tăng so với cùng kỳ.", "Phong trào đều; nên ghi lại cách làm của các dòng họ."),
        (facts.CITY, date(2019, 7, 3), "Trụ sở Thành hội Yên Bái",
         "Các phường đã đăng ký mô hình học tập; còn khó về kinh phí.", "Có điều kiện làm thí điểm thành phố học tập."),
    ):  # fmt: skip
        inspections.record_visit(actor, inspection, Session(stage.nine[number], on, place, report, found))
    return inspection


def _draft(stage: Stage, inspection: Inspection) -> Conclusion:
    actor = stage.actor("kiemtra")
    head = Head("Kết luận kiểm tra tháng 7/2019", "05/TB-HKH", date(2019, 7, 8), "Nguyễn Thị Hòa", "Chủ tịch Hội Khuyến học tỉnh")
    conclusion = conclusions.create(
        actor,
        stage.province,
        inspection,
        title=head.title,
        text=facts.TEXT,
        signer=head.signer,
        signer_position=head.signer_position,
    )
    conclusions.set_head(actor, conclusion, head)
    for asked in facts.ASKED:
        start = facts.TEXT.index(asked.begins)
        directive = conclusions.mark(actor, conclusion, start, facts.TEXT.index("\n", start))
        conclusions.describe(
            actor, directive, Description(asked.title, asked.kind, asked.due_on, is_reviewed_half_yearly=asked.due_on is None)
        )
        numbers = [stage.nine[number].id for number in asked.associations]
        conclusions.assign(actor, directive, numbers if asked.is_lead else [], [] if asked.is_lead else numbers)
    return conclusion


def _live(stage: Stage, conclusion: Conclusion) -> None:
    """Let everything happen in the order of its days, whoever it happened to."""
    of = {(task.directive_id, task.association_id): task for task in task_queries.of_conclusion(SYSTEM, conclusion.id)}
    happenings: list[tuple[date, int, int, str, Callable[[], None]]] = []
    for (index, number), steps in facts.LIVES.items():
        task, chair = of[conclusion.directives[index].id, stage.nine[number].id], chair_of(number)
        people = (chair, f"{chair}2", "phochutich")
        happenings += [(step.on, index, number, chair, partial(_step, stage, task, people, step)) for step in steps]
    for handed in demo_communes.HANDED_DOWN:
        task, chair = (
            of[conclusion.directives[handed.directive].id, stage.nine[handed.association].id],
            chair_of(handed.association),
        )
        place = (handed.directive, handed.association)
        shares: dict[str, Task] = {}
        happenings.append((handed.on, *place, "", partial(_hand_down, stage, task, chair, handed, shares)))
        happenings += [
            (step.on, *place, username, partial(_share_step, stage, shares, (username, username, chair), step))
            for username, steps in handed.lives.items()
            for step in steps
        ]
    for on, index, number, _username, happen in sorted(happenings, key=lambda one: one[:4]):
        with happening_at(at(on, 8 + (index + number) % 9)):
            happen()


def _hand_down(stage: Stage, task: Task, chair: str, handed: demo_communes.HandedDown, shares: dict[str, Task]) -> None:
    wanted = [Wanted(stage.below[name].id, handed.words, due_on) for name, due_on in handed.due_on.items()]
    made = handing_down.hand_down(stage.actor(chair), task, wanted)
    shares.update(zip(handed.due_on, made, strict=True))


def _share_step(stage: Stage, shares: dict[str, Task], people: tuple[str, str, str], step: facts.Happening) -> None:
    _step(stage, shares[people[0]], people, step)


def _step(stage: Stage, task: Task, people: tuple[str, str, str], step: facts.Happening) -> None:
    chair, officer, committee = (stage.actor(username) for username in people)
    kept = [_evidence(chair, task, step)] if step.has_evidence else []
    answer = Answer(step.words, f"demo-{task.id}-{step.on}-{step.does}", task.version, kept, step.percent)
    match step.does:
        case "acknowledge":
            tasks.acknowledge(chair, task, seen_version=task.version)
        case "progress":
            tasks.report_progress(officer, task, answer)
        case "wait":
            tasks.wait_outside(chair, task, answer)
        case "submit":
            tasks.submit(chair, task, answer)
        case "accept" | "accept_in_part":
            tasks.accept(committee, task, answer, in_part=step.does == "accept_in_part")
        case "hand_back":
            tasks.hand_back(committee, task, answer, step.due_on or step.on + timedelta(days=7))
        case "close":
            tasks.close_not_done(committee, task, answer)
        case _:
            raise ValueError(step.does)


def _evidence(actor: Actor, task: Task, step: facts.Happening) -> File:
    word = WordDocument()
    word.add_heading("BIÊN BẢN", level=1)
    word.add_paragraph(f"{task.association.name}. {task.directive.title}. {step.words}")
    content = io.BytesIO()
    word.save(content)
    return files.keep(actor, f"Biên bản {task.association.territory} {step.on:%d-%m-%Y}.docx", content.getvalue())


def _entries(stage: Stage) -> list[Entry]:
    entries = []
    for username, user in stage.people.items():
        token = accounts.invite(SYSTEM, user, now=clock.now())
        position = next((seat.position for seat in tree.seats_of(user.id)), "")
        entries.append(Entry(user.name, position, username, links.to(f"/links/{token}")))
    return entries
