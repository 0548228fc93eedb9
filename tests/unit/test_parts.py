"""How the parts of a letter become one."""

from __future__ import annotations

from khworkflow.mailing.parts import Counts, Line, Part, bundled


def test_parts_under_one_heading_become_one_and_what_is_asked_comes_before_what_is_told():
    told = Part("Để biết", (Line("Đã xác nhận"),), rank=60)
    first = Part("Việc mới", (Line("Nhân sự"),), rank=10, counts=Counts(new=frozenset({1})))
    second = Part("Việc mới", (Line("Mô hình"),), rank=20, counts=Counts(new=frozenset({2})))

    asked, rest = bundled([told, second, first])

    assert [line.text for line in asked.lines] == ["Nhân sự", "Mô hình"]
    assert asked.counts.new == {1, 2}
    assert rest == told


def test_a_thing_told_under_two_headings_is_told_once_and_no_heading_stands_alone():
    line = Line("Nhân sự", "quá hạn 3 ngày", key="task:1")

    assert bundled([Part("Quá hạn", (line,), rank=10), Part("Việc trong tuần", (line,), rank=20)]) == [
        Part("Quá hạn", (line,), rank=10)
    ]


def test_a_matter_of_many_lines_is_cut_and_says_how_much_more_there_is_and_where():
    """Ninety-nine associations after Tết: eighty-two things reminded of in vain are one list, not a roll of paper."""
    many = tuple(Line(f"Hội xã {n}", key=f"escalated-{n}") for n in range(82))
    link = ("Mở danh sách", "http://localhost/reports/explanations")
    parts = bundled(Part("Đã nhắc đủ", (line,), link=link) for line in many)

    (part,) = parts
    assert len(part.lines) == 41
    assert "42" in part.lines[-1].text
    assert part.lines[-1].url == link[1]
    (whole,) = bundled([Part("Đã nhắc đủ", many[:41])])
    assert len(whole.lines) == 41
