"""Lays nine answers to one directive before the committee of a running demonstration: a refusal and a request for time among them.

``python -m tests.browser.nine_answers FOLDER NUMBER`` prints the directive's number.
"""

from __future__ import annotations

import io
import sys
from datetime import timedelta

from PIL import Image

from khworkflow import settings
from khworkflow.accounts import queries as accounts
from khworkflow.app import create_app
from khworkflow.associations import queries as tree
from khworkflow.conclusions import commands as drafting
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import commands, extensions, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import Action

TEXT = "Các huyện, thị, thành Hội báo cáo kết quả Tháng khuyến học, gửi kèm biên bản."
#: A PDF of one page that a reader can draw.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
    b"/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 52>>stream\nBT /F 24 Tf 40 340 Td (BIEN BAN SO 01) Tj ET\nendstream\n"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def issued(number):
    kien, hoa = (tree.actor_for(accounts.by_username(name)) for name in ("kiemtra", "chutich"))
    province, today = tree.root(), clock.today()
    head = Head("Kết luận Tháng khuyến học", number, today, "Nguyễn Thị Hòa", "Chủ tịch Hội Khuyến học tỉnh")
    draft = drafting.create(
        kien, province, None, title=head.title, text=TEXT, signer=head.signer, signer_position=head.signer_position
    )
    drafting.set_head(kien, draft, head)
    directive = drafting.mark(kien, draft, 0, len(TEXT))
    drafting.describe(kien, directive, Description("Báo cáo Tháng khuyến học", Kind.REPORTING, today + timedelta(days=10)))
    drafting.assign(kien, directive, [one.id for one in tree.level_below(province, today)])
    return directive, commands.issue(hoa, draft)


def photograph(place):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 420 + place)).save(out, "JPEG")
    return out.getvalue()


def answer(place, number):
    task = queries.get(SYSTEM, number)
    actor = tree.actor_for(tree.holders(tree.Role.CHAIR, task.association_id)[0])
    if place == 0:
        commands.submit(actor, task, Answer("Trùng đợt thiên tai, không tổ chức được.", "k", task.version), Action.REFUSE)
    elif place == 1:
        later = clock.today() + timedelta(days=24)
        extensions.ask(actor, task, Answer("Huyện ủy dời lễ phát động sang tuần sau.", "k", task.version), later)
    else:
        given = [("anh-le-phat-dong.jpg", photograph(place))] + ([("Bien ban.pdf", PAPER)] if place == 2 else [])
        kept = [files.keep(actor, name, content) for name, content in given]
        words = f"Đã tổ chức ngày {place}/2, {120 + 31 * place} người dự; quỹ tăng {place * 3} triệu đồng."
        commands.submit(actor, task, Answer(words, "k", task.version, kept))


def main(folder, number):
    with create_app(settings.load({"KHW_DATA": folder})).app_context():
        with unit_of_work():
            directive, tasks = issued(number)
            directive_id, numbers = directive.id, [one.id for one in tasks]
        for place, one in enumerate(numbers):
            with unit_of_work():
                answer(place, one)
        print(directive_id)  # noqa: T201 - that is what it is asked for


if __name__ == "__main__":
    main(*sys.argv[1:])
