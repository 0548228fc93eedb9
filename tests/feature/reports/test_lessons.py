"""What works is marked with its source, stands in the report, and is shared with every association when the office says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, NotFound, Refused
from khworkflow.eventlog.log import happening_at
from khworkflow.reports import lessons, narrative, runs, taking
from khworkflow.reports.narrative import Passage
from khworkflow.tasks import commands as tasks
from khworkflow.tasks.commands import Answer
from tests import factories

WORDS = "Mời trưởng bản cùng đi vận động; 12 dòng họ đăng ký.\nĐã có biên bản."


@pytest.fixture
def source(db, cast):
    """A result of Lục Yên, reported on 20/8."""
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id, "Báo cáo mô hình học tập")
    with happening_at(datetime(2019, 8, 20, 3, tzinfo=UTC)):
        number = tasks.submit(cast.lan.actor, task, Answer(WORDS, "a", task.version)).id
        db.commit()
    return number


def mark(db, person, source, words=WORDS, on=21):
    with happening_at(datetime(2019, 8, on, 3, tzinfo=UTC)):
        number = lessons.mark(person.actor, lessons.reply(person.actor, source), words).id
        db.commit()
    return number


def told(day):
    conclusion = conclusions.get(SYSTEM, 1)
    taken = taking.snapshot([conclusion], conclusion.association, clock.end_of(day))
    return narrative.written(taken)[Passage.LESSONS]


def test_the_association_marks_its_own_words_and_the_report_tells_them_from_that_day_on(db, cast, source):
    mark(db, cast.lan, source)

    assert told(date(2019, 8, 20)) == ""
    said = "Huyện hội Lục Yên, nội dung 2 (Báo cáo mô hình học tập): Mời trưởng bản cùng đi vận động; 12 dòng họ đăng ký. Đã có biên bản."
    assert told(date(2019, 8, 21)) == said
    made = runs.document(1, clock.end_of(date(2019, 8, 30)))
    assert "4. Cách làm hay, kinh nghiệm của các đơn vị" in [getattr(part, "text", "") for part in made.body]


def test_what_is_dropped_is_told_no_more_but_was_told_before(db, cast, source):
    number = mark(db, cast.hoa, source)
    with happening_at(datetime(2019, 8, 25, 3, tzinfo=UTC)):
        lessons.drop(cast.hoa.actor, lessons.get(cast.hoa.actor, number))
        db.commit()

    assert told(date(2019, 8, 24)) != ""
    assert told(date(2019, 8, 25)) == ""
    assert lessons.of(cast.hoa.actor) == []
    assert [one.id for one in lessons.candidates(cast.hoa.actor)] == [source]
    assert mark(db, cast.lan, source, on=27) == number


def test_marking_again_words_it_anew_and_it_must_say_something(db, cast, source):
    first = mark(db, cast.lan, source)
    assert mark(db, cast.hoa, source, "Mời trưởng bản.") == first

    assert [one.words for one in lessons.of(cast.hoa.actor)] == ["Mời trưởng bản."]
    for wrong in (" ", "x" * (lessons.WORDS_MOST + 1)):
        with pytest.raises(Refused):
            lessons.mark(cast.lan.actor, lessons.reply(cast.lan.actor, source), wrong)


def test_another_association_reads_it_once_the_office_has_shared_it(db, cast, source):
    number = mark(db, cast.lan, source)
    assert lessons.of(cast.van.actor) == []
    with pytest.raises(NotFound):
        lessons.get(cast.van.actor, number)
    with pytest.raises(Forbidden):
        lessons.share(cast.lan.actor, lessons.get(cast.lan.actor, number))

    for _twice in range(2):
        lessons.share(cast.hoa.actor, lessons.get(cast.hoa.actor, number))
        db.commit()

    assert [one.words for one in lessons.of(cast.van.actor)] == [WORDS]
    with pytest.raises(Forbidden):
        lessons.drop(cast.van.actor, lessons.get(cast.van.actor, number))


def test_results_not_marked_yet_are_offered_to_those_who_may_mark_them(db, cast, source):
    assert [one.id for one in lessons.candidates(cast.lan.actor)] == [source]
    assert [one.id for one in lessons.candidates(cast.hoa.actor)] == [source]
    assert lessons.candidates(cast.van.actor) == []
    assert lessons.candidates(cast.binh.actor) == []
    with pytest.raises(NotFound):
        lessons.reply(cast.van.actor, source)

    mark(db, cast.lan, source)

    assert lessons.candidates(cast.hoa.actor) == []
