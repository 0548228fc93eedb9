"""The board: who has what to do, through filters that are links."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime

import pytest

from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind, Recurrence
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.inspections import commands as inspections
from khworkflow.inspections.commands import Round
from khworkflow.tasks import board, commands, queries, runs
from khworkflow.tasks.board import Wanted
from tests import factories
from tests.cast import sign_in
from tests.conftest import at
from tests.pages import get, post

LATE = datetime(2019, 8, 20, 2, tzinfo=UTC)


@pytest.fixture
def hoa(client, cast):
    factories.issued(cast)
    return sign_in(client, cast.hoa)


def rows(page):
    return page.count('<th scope="row">')


def again(client, person, path):
    with at(LATE):
        return get(sign_in(client, person), path).text


def particulars(one, cluster):
    return Particulars(one.name, one.short_name, one.territory, one.level, one.code, one.place, cluster=cluster)


def test_a_mark_stands_in_each_cell_and_opens_its_task(hoa, cast):
    page = get(hoa, "/tasks/board").text

    assert rows(page) == 9
    assert len(re.findall(r'<td><a href="/tasks/\d+"><span class="mark [a-z-]+">\s*<svg', page)) == 11
    assert page.count("không giao") == 7


def test_the_board_is_filtered_by_kind_by_how_it_stands_and_by_who_is_late(hoa, client, cast):
    assert rows(get(hoa, "/tasks/board?kind=reporting").text) == 2
    assert rows(get(hoa, "/tasks/board?kind=x").text) == 9
    assert rows(get(hoa, "/tasks/board?late=1").text) == 0
    assert "Không có nhiệm vụ phù hợp" in get(hoa, "/tasks/board?late=1").text
    late = again(client, cast.hoa, "/tasks/board?late=1")
    assert (rows(late), len(re.findall(r'<td><a href="/tasks/', late))) == (2, 4)
    overdue = again(client, cast.hoa, "/tasks/board?state=overdue")
    assert (rows(overdue), len(re.findall(r'<td><a href="/tasks/', overdue))) == (2, 2)


def test_each_status_in_it_is_a_link_that_filters_and_each_filter_a_link_that_ends_it(hoa, client, cast):
    page = again(client, cast.hoa, "/tasks/board?kind=reporting")

    assert 'href="/tasks/board?kind=reporting&amp;state=overdue"' in page
    assert 'href="/tasks/board"' in page
    page = again(client, cast.hoa, "/tasks/board?kind=reporting&state=overdue")
    assert 'href="/tasks/board?kind=reporting"' in page
    assert 'href="/tasks/board?state=overdue"' in page


def test_the_board_is_filtered_by_the_days_in_which_something_is_due(hoa):
    assert rows(get(hoa, "/tasks/board?due=2019-M8").text) == 2
    assert rows(get(hoa, "/tasks/board?due=2019-Q3").text) == 9
    assert rows(get(hoa, "/tasks/board?due=2019-H1").text) == 0
    page = get(hoa, "/tasks/board?due=this-Q").text
    assert "thời hạn trong quý III/2019" in page
    assert "Quý này (quý III/2019)" in page


def test_the_board_is_filtered_by_cluster(hoa, cast):
    one = cast.van_yen
    associations.amend(SYSTEM, one, particulars(one, "  Cụm   phía Tây "), seen_version=one.version)
    database.session.commit()

    page = get(hoa, "/tasks/board?cluster=C%E1%BB%A5m+ph%C3%ADa+T%C3%A2y").text
    assert rows(page) == 1
    assert "Văn Yên" in page
    assert rows(get(hoa, "/tasks/board?cluster=x").text) == 0


def test_the_board_is_filtered_by_round_and_conclusion_and_shows_the_newest_first(hoa, cast):
    kien = cast.kien.actor
    given = Round("Đợt tháng 8/2019", "", date(2019, 8, 2), date(2019, 8, 3))
    inspection = inspections.record_round(kien, cast.province, given)
    conclusion = _issue(cast, "06/TB-HKH", inspection=inspection)
    number, round_ = conclusion.id, inspection.id
    database.session.commit()

    assert rows(get(hoa, "/tasks/board").text) == 1
    assert rows(get(hoa, "/tasks/board?conclusion_id=all").text) == 10
    assert rows(get(hoa, f"/tasks/board?conclusion_id={number}").text) == 1
    of_round = get(hoa, f"/tasks/board?inspection_id={round_}").text
    assert rows(of_round) == 1
    assert "Đợt tháng 8/2019" in of_round
    directive = queries.of_conclusion(SYSTEM, 1)[0].directive_id
    assert rows(get(hoa, f"/tasks/board?directive_id={directive}").text) == 9


def test_what_recurs_shows_its_latest_period_and_what_is_still_open(hoa, client, cast):
    _issue(cast, "07/TB-HKH", recurrence=Recurrence.MONTHLY)
    database.session.commit()
    database.session.remove()
    with at(datetime(2019, 9, 2, 2, tzinfo=UTC)):
        runs.begin_periods()
        page = get(sign_in(client, cast.hoa), "/tasks/board").text
        second = get(client, "/tasks/board?period=2").text
        cells = board.cells(SYSTEM, Wanted(period=0))

    assert "kỳ 3, 25/9/2019" in page
    assert "kỳ 1, 25/7/2019" in page
    assert "kỳ 3, 25/9/2019" not in second
    assert len(re.findall(r'<td><a href="/tasks/', second)) == 1
    assert [one.period for one in cells] == [0]


def test_a_filter_is_kept_under_a_name_shared_and_dropped(hoa, client, cast):
    page = "/tasks/board?state=assigned&kind=reporting"
    form = {"filtered": "board", "query": "state=assigned&kind=reporting", "name": "Chưa nhận", "shared": "1"}
    sent = post(hoa, "/filters", form, page=page)
    assert sent.location.endswith("/tasks/board?state=assigned&kind=reporting")
    kien = get(sign_in(client, cast.kien), page).text
    assert '<a href="/tasks/board?state=assigned&amp;kind=reporting" aria-current="true">Chưa nhận</a>' in kien
    assert "/removal" not in kien
    office = get(sign_in(client, cast.hoa), "/tasks/board").text
    removal = re.search(r'action="(/filters/\d+/removal)"', office)
    assert removal
    post(client, removal[1], {}, page="/tasks/board")
    assert "Chưa nhận" not in get(client, "/tasks/board").text
    assert "Xin đặt tên bộ lọc" in client.get(post(client, "/filters", form | {"name": " "}, page=page).location).text
    post(client, "/filters", form | {"filtered": "x"}, page=page, status=404)


def test_a_search_and_a_list_are_kept_as_links_too(hoa):
    for filtered, path, name in (
        ("search", "/tasks/search?q=nh%C3%A2n+s%E1%BB%B1", "Nhân sự"),
        ("tasks", "/tasks?overdue=1", "Quá hạn"),
    ):
        form = {"filtered": filtered, "query": path.partition("?")[2], "name": name}
        sent = post(hoa, "/filters", form, page=path)

        assert sent.location.endswith(path)
        assert f'<a href="{path}" aria-current="true">{name}</a>' in get(hoa, path).text


def test_somebody_of_an_association_sees_its_row_alone(client, cast):
    factories.issued(cast)

    assert rows(get(sign_in(client, cast.lan), "/tasks/board").text) == 1


def test_ninety_nine_associations_and_forty_directives_are_cut_into_pages_under_60_kb(client, cast):
    kien, hoa = cast.kien.actor, cast.hoa.actor
    for number in range(90):
        given = Particulars(f"Hội Khuyến học xã {number}", f"Hội xã {number}", f"Xã {number}", Level.COMMUNE, place=10 + number)
        associations.create(SYSTEM, cast.province, given)
    database.session.flush()
    every = [one.id for one in database.session.query(type(cast.province)).all() if one.id != cast.province_id]
    text = "\n".join(f"{number}. Các đơn vị làm việc thứ {number:02d} cho tốt." for number in range(1, 41))
    title = "Bốn mươi ý kiến"
    made = conclusions.create(kien, cast.province, None, title=title, text=text, signer="Hòa", signer_position="Chủ tịch")
    conclusions.set_head(kien, made, Head(title, "08/TB-HKH", date(2019, 7, 8), "Hòa", "Chủ tịch"))
    for number in range(1, 41):
        one = conclusions.mark_quote(kien, made, f"Các đơn vị làm việc thứ {number:02d} cho tốt")
        conclusions.describe(kien, one, Description(f"Việc thứ {number}", Kind.OTHER, date(2019, 9, 30)))
        conclusions.assign(kien, one, every)
    commands.issue(hoa, made)
    database.session.commit()
    page = get(sign_in(client, cast.hoa), "/tasks/board")

    assert len(re.findall(r'<td><a href="/tasks/', page.text)) == 1_000
    assert page.text.count('<table class="board">') == 4
    assert len(gzip.compress(page.data)) < 60_000
    assert "Trang 1 trên 4" in page.text
    assert len(re.findall(r'<td><a href="/tasks/', get(client, "/tasks/board?page=4").text)) == 24 * 40


def _issue(cast, number, *, inspection=None, recurrence=None):
    """Issue a conclusion with one directive for Lục Yên alone."""
    kien, text = cast.kien.actor, "1. Huyện hội Lục Yên gửi số liệu trước ngày 25."
    made = conclusions.create(
        kien, cast.province, inspection, title="Kết luận", text=text, signer="Hòa", signer_position="Chủ tịch"
    )
    conclusions.set_head(kien, made, Head("Kết luận", number, date(2019, 7, 9), "Hòa", "Chủ tịch"))
    one = conclusions.mark_quote(kien, made, "Huyện hội Lục Yên gửi số liệu trước ngày 25")
    conclusions.describe(kien, one, Description("Gửi số liệu", Kind.REPORTING, date(2019, 7, 25), recurrence=recurrence))
    conclusions.assign(kien, one, [cast.luc_yen.id])
    commands.issue(cast.hoa.actor, made)
    return made
