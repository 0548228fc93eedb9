"""Figures beside answers, on the pages where tasks are answered, decided and handed down."""

from __future__ import annotations

import pytest

from khworkflow.associations import queries as tree
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.figures import commands as figures, queries as counted
from khworkflow.tasks import answering, measures, queries, shares
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.cast import make_communes, sign_in
from tests.pages import get, post
from tests.web.tasks.test_answers import answer, now, said


@pytest.fixture
def ids(cast):
    return [one.id for one in make_communes(cast)]


@pytest.fixture
def number(cast, ids):
    found = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
    measures.count_by(cast.hoa.actor, queries.get(SYSTEM, found), counted.catalogue(SYSTEM)[0])
    database.session.commit()
    return found


def latest(cast, association_id=None):
    database.session.rollback()
    return counted.latest(1, association_id or cast.luc_yen.id, clock.today())


def test_the_committee_chooses_on_the_task_by_what_the_directive_is_counted(client, cast, number):
    hoa, url = sign_in(client, cast.hoa), f"/tasks/{number}"
    figures.add_indicator(cast.hoa.actor, cast.province, "Quỹ", "triệu đồng")
    assert "Ý kiến này đo bằng chỉ tiêu nào?" in get(hoa, url).text

    post(hoa, f"{url}/measures", {"indicator_id": ["2"]}, page=url)

    assert [one.name for one in measures.indicators(now(number))] == ["Quỹ"]
    assert "Đo một ý kiến bằng chỉ tiêu “Quỹ”" in get(hoa, f"/conclusions/{now(number).directive.conclusion_id}").text
    lan = sign_in(client, cast.lan)
    assert "Ý kiến này đo bằng chỉ tiêu nào?" not in get(lan, url).text


def test_a_figure_goes_with_the_answer_and_stands_where_it_is_decided(client, app, cast, number):
    lan, hoa = sign_in(client, cast.lan), sign_in(app.test_client(), cast.hoa)
    assert "Hội viên (người)" in get(lan, f"/tasks/{number}").text

    answer(lan, number, choice="submit", words="Đã rà soát.", **{"figure-1": "27.310", "figure-1-estimated": "1"})

    assert (latest(cast).value, latest(cast).is_final) == (27_310_000, False)
    for url in (f"/tasks/{number}", f"/tasks/waiting/{now(number).directive_id}", f"/tasks/{number}/decision"):
        page = get(hoa, url).text
        assert "27.310" in page
        assert "ước đạt" in page


def test_a_figure_that_is_none_sends_nothing_and_loses_nothing(client, cast, number):
    lan = sign_in(client, cast.lan)

    page = answer(lan, number, 422, choice="submit", words="Đã rà soát.", **{"figure-1": "nhiều"}).text

    assert "Hội viên: " in page
    assert 'value="nhiều"' in page
    assert "Đã rà soát.</textarea>" in page
    assert latest(cast) is None
    assert now(number).state is State.ASSIGNED


def test_a_lower_figure_has_the_words_of_the_answer_for_its_reason(client, cast, number):
    lan = sign_in(client, cast.lan)
    answer(lan, number, choice="report_progress", words="Đã rà soát.", **{"figure-1": "100"})

    answer(lan, number, choice="report_progress", words="Hai chi hội đã giải thể.", **{"figure-1": "90"})

    assert (latest(cast).value, latest(cast).reason) == (90_000, "Hai chi hội đã giải thể.")


def test_a_figure_is_reported_by_the_link_of_a_letter_too(client, cast, number):
    url = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    page = get(client, url).text

    sent = client.post(
        f"{url}/replies", data=said(page, choice="submit", words="Xong.", who=str(cast.lan.id)) | {"figure-1": "12,5"}
    )

    assert sent.status_code == 303
    assert latest(cast).value == 12_500


def test_targets_are_set_while_handing_down_and_figures_sum_up(client, app, cast, ids, number):
    lan, tam = sign_in(client, cast.lan), sign_in(app.test_client(), cast.tam)
    url = f"/tasks/{number}/shares"
    given = {"words": "Rà soát.", "due_on": "2019-09-16", f"a{ids[0]}-is_chosen": "y", f"a{ids[1]}-is_chosen": "y"}
    wrong = post(lan, url, given | {f"a{ids[0]}-target_1": "1.5"}, status=422).text
    assert "1.250 hoặc 12,5" in wrong
    assert shares.of(SYSTEM, now(number)) == []
    post(lan, url, given | {f"a{ids[0]}-target_1": "1.400", f"a{ids[1]}-target_1": "1.500"})
    share = shares.of(SYSTEM, now(number))[0].id

    answer(tam, share, choice="submit", words="Đã rà soát.", **{"figure-1": "1.365"})

    page = get(lan, f"/tasks/{number}").text
    assert "Số liệu của nhiệm vụ" in page
    assert "1 trên 2 đơn vị đã báo" in page
    assert "chỉ tiêu 2.900" in page
    assert "chỉ tiêu 1.400, 97 %" in get(tam, f"/tasks/{share}").text
    assert "figure-1" not in page  # the whole is the sum of its parts; nobody types it


def test_the_figures_page_shows_one_level_or_the_other(client, cast, ids, number):
    indicator, commune = counted.catalogue(SYSTEM)[0], tree.get(SYSTEM, ids[0])
    figures.report(cast.tam.actor, indicator, commune, figures.Counted("10", clock.today(), is_final=True, client_key="k"))
    hoa = sign_in(client, cast.hoa)

    districts, communes = get(hoa, "/figures").text, get(hoa, "/figures?level=commune").text

    assert "Văn Yên" in districts
    assert "Tân Lĩnh" in communes
    assert '<th scope="row">Tân Lĩnh' not in districts
    assert "cộng cơ sở: 10, 1/3 hội đã báo" in districts
    assert "Tân Lĩnh" in get(hoa, "/figures/1").text + communes
