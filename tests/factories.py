"""Things that many tests begin with: a round, a draft, an issued conclusion."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import commands as tasks, queries

if TYPE_CHECKING:
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.tasks.models import Task
    from tests.cast import Cast

TEXT = """Kết luận buổi làm việc, Chủ tịch Tỉnh hội yêu cầu:
1. Các huyện, thị, thành Hội chuẩn bị nhân sự Đại hội.
2. Huyện hội Lục Yên và Huyện hội Văn Yên gửi báo cáo về mô hình học tập.
"""
STAFFING = "Các huyện, thị, thành Hội chuẩn bị nhân sự Đại hội"
MODELS = "Huyện hội Lục Yên và Huyện hội Văn Yên gửi báo cáo về mô hình học tập"
STAFFING_DUE = date(2019, 9, 30)
MODELS_DUE = date(2019, 8, 12)


def draft(cast: Cast, number: str = "05/TB-HKH") -> Conclusion:
    """Return a draft by Kiên, complete: nine associations for the first directive, two for the second."""
    kien = cast.kien.actor
    head = Head("Kết luận kiểm tra tháng 7/2019", number, date(2019, 7, 8), "Nguyễn Thị Hòa", "Chủ tịch")
    conclusion = conclusions.create(
        kien, cast.province, None, title=head.title, text=TEXT, signer=head.signer, signer_position=head.signer_position
    )
    conclusions.set_head(kien, conclusion, head)
    staffing = conclusions.mark_quote(kien, conclusion, STAFFING)
    conclusions.describe(kien, staffing, Description("Nhân sự Đại hội", Kind.CONGRESS_STAFFING, STAFFING_DUE))
    conclusions.assign(kien, staffing, [one.id for one in cast.nine])
    models = conclusions.mark_quote(kien, conclusion, MODELS)
    conclusions.describe(kien, models, Description("Báo cáo mô hình học tập", Kind.REPORTING, MODELS_DUE))
    conclusions.assign(kien, models, [cast.luc_yen.id], [cast.van_yen.id])
    database.session.flush()
    return conclusion


def issued(cast: Cast, number: str = "05/TB-HKH") -> list[Task]:
    """Return the eleven tasks of a conclusion that Hoa issued."""
    conclusion = draft(cast, number)
    tasks.issue(cast.hoa.actor, conclusion)
    conclusion_id = conclusion.id
    database.session.commit()
    return queries.of_conclusion(SYSTEM, conclusion_id)


def again(task: Task) -> Task:
    """Return the task as a new request would read it."""
    return queries.get(SYSTEM, inspect(task).identity[0])


def task_of(tasks_made: list[Task], association_id: int, title: str = "Nhân sự Đại hội") -> Task:
    """Return the association's task of the directive with that title."""
    return next(one for one in tasks_made if one.association_id == association_id and one.directive.title == title)
