"""The line that must work, on the real report of July 2019: through HTTP, a real worker and a real SMTP server."""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path

import pytest
from docx import Document as Word

from tests.office import running_office
from tests.pages import hidden
from tests.servers import smtp_sink

CORPUS = Path(__file__).parents[3] / "shared" / "domain" / "corpus"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")]

KIND = {
    "congress_staffing",
    "merger_preparation",
    "resolution_targets",
    "learning_model_pilot",
    "proposal",
    "conference",
    "other",
}


def numbers(html: str) -> dict[str, int]:
    """Return the associations that can be chosen, by their territory."""
    found = re.findall(r'value="(\d+)"[^>]*>\s*(?:<[^>]+>\s*)*([^<]+?)\s*<', html)
    return {name: int(number) for number, name in found}


def wait_for(what, seconds=100):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.3)
    pytest.fail("it did not happen in time")


def test_the_conclusion_of_july_2019_becomes_tasks_is_answered_reminded_and_reported(tmp_path):
    text = (CORPUS / "seed.txt").read_text(encoding="utf-8")
    gold = json.loads((CORPUS / "seed.gold.json").read_text(encoding="utf-8"))
    with (
        smtp_sink() as (sink, smtp),
        running_office(tmp_path, KHW_SMTP_URL=smtp, KHW_MAIL_FROM="hoi@khuyenhoc.example") as office,
    ):
        kien, hoa, lan, van = (office.visitor(name) for name in ("kiemtra", "chutich", "lucyen", "vanyen"))

        # 1. An inspector records the round.
        page = kien.post(
            "/inspections",
            {
                "title": "Kiểm tra tháng 7/2019",
                "purpose": "Kiểm tra 6 tháng",
                "begins_on": "2019-07-02",
                "ends_on": "2019-07-03",
                "association_id": 1,
            },
            page="/inspections/new",
        )
        assert page.status == 200, page.text[-2000:]
        inspection = int(re.search(r"/inspections/(\d+)", page.url)[1])
        for role, name in (
            ("head", "Ngô Thị Chinh"),
            ("member", "Trưởng ban Kiểm tra"),
            ("peer", "Chủ tịch Hội Khuyến học thị xã Nghĩa Lộ"),
        ):
            page = kien.post(
                f"/inspections/{inspection}/team",
                {"role": role, "name": name, "position": "", "user_id": 0},
                page=f"/inspections/{inspection}",
            )
            assert page.status == 200, page.text[-2000:]
        by_name = numbers(page.text)
        for place, day in (("huyện Văn Yên", "2019-07-02"), ("huyện Lục Yên", "2019-07-02"), ("thành phố Yên Bái", "2019-07-03")):
            page = kien.post(
                f"/inspections/{inspection}/visits",
                {
                    "association_id": by_name[f"Hội Khuyến học {place}"],
                    "on": day,
                    "place": place,
                    "self_report": "Đã báo cáo.",
                    "findings": "Đã ghi nhận.",
                },
                page=f"/inspections/{inspection}",
            )
            assert page.status == 200, page.text[-2000:]

        # 2. She creates the conclusion, its text verbatim, and marks the nine directives.
        page = kien.post(
            "/conclusions",
            {"title": "Kết luận kiểm tra tháng 7/2019", "association_id": 1, "inspection_id": inspection, "text": text,
             "signer": "Ngô Thị Chinh", "signer_position": "Chủ tịch Hội Khuyến học tỉnh"},
            page="/conclusions/new",
        )  # fmt: skip
        assert page.status == 200, page.text[-2000:]
        draft = re.search(r"(/conclusions/\d+)", page.url)[1]
        head = {
            "title": "Kết luận kiểm tra tháng 7/2019",
            "number": "06/TB-HKH",
            "dated_on": "2020-02-28",
            "signer": "Ngô Thị Chinh",
            "signer_position": "Chủ tịch",
        }
        page = kien.post(f"{draft}/head", head | {"seen_version": hidden(page.text, "seen_version")}, page=draft)
        assert page.status == 200, page.text[-2000:]
        for one in gold:
            page = kien.post(
                f"{draft}/directives", {"quote": one["text"], "seen_version": hidden(page.text, "seen_version")}, page=draft
            )
            assert page.status == 200, page.text[-2000:]
        prefixes = list(dict.fromkeys(re.findall(r'name="(d\d+-)title"', page.text)))
        assert len(prefixes) == 9
        nine = sorted(set(map(int, re.findall(rf'name="{prefixes[0]}leads"[^>]*value="(\d+)"', page.text))))
        assert len(nine) == 9
        for prefix, one in zip(prefixes, gold, strict=True):
            chosen = nine if "các huyện" in one["units"][0] or one["units"][0] == "Các đơn vị" else nine[:1]
            fields = {
                f"{prefix}title": one["text"][:40], f"{prefix}kind": one["kind"] if one["kind"] in KIND else "other",
                f"{prefix}{'leads' if one['role'][0] == 'lead' else 'coordinates'}": chosen, f"{prefix}due_on": "2020-03-09", f"{prefix}due_phrase": "",
                f"{prefix}seen_version": hidden(page.text, f"{prefix}seen_version"),
            }  # fmt: skip
            page = kien.post(f"{draft}/directives/{prefix[1:-1]}", fields, page=draft)
            assert page.status == 200, page.text[-2000:]

        # 3. Drafts leave the house nowhere; the committee sees what will result, and issues.
        assert lan.get(draft).status == 404
        # 6. It is Monday after 07:30: the weekly digest went out by itself, one letter a person.
        wait_for(lambda: "thanhhoi@khuyenhoc.example" in sink.recipients)
        time.sleep(1)
        monday = list(sink.recipients)
        assert len(monday) == len(set(monday))
        preview = hoa.get(f"{draft}/preview")
        assert "Mù Cang Chải" in preview.text  # it has no address
        page = hoa.post(f"{draft}/issue", {"seen": hidden(preview.text, "seen")}, page=f"{draft}/preview")
        assert page.status == 200, page.text[-2000:]
        wait_for(lambda: "lucyen@khuyenhoc.example" in sink.recipients)  # she had none today
        time.sleep(1)
        monday = list(sink.recipients)
        assert len(monday) == len(set(monday)), "whoever had a letter today has none again before tomorrow"
        office.next_day()
        # One letter per association that has an address: eight of the nine.
        wait_for(lambda: sum("06/TB-HKH" in mail.get_body(("plain",)).get_content() for mail in list(sink.mails)) >= 8)
        tuesday = sink.recipients[len(monday) :]
        assert len(tuesday) == len(set(tuesday)), "at most one letter per person and day"
        assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.mails)

        # 4. A chair answers; another association cannot see it exists.
        task = re.findall(r'href="(/tasks/\d+)"', lan.get("/").text)[0]
        page = lan.get(task)
        lan.post(f"{task}/acknowledgement", {"seen_version": hidden(page.text, "seen_version")}, page=task)
        for choice, words in (("report_progress", "Đang họp Ban Thường vụ."), ("submit", "Đã rút kinh nghiệm xong.")):
            page = lan.get(task)
            form = page.text[page.text.index("/replies") :]
            answer = lan.post(
                f"{task}/replies",
                {
                    "choice": choice,
                    "words": words,
                    "seen_version": hidden(form, "seen_version"),
                    "client_key": hidden(form, "client_key"),
                },
                page=task,
                files={"files": ("Biên bản.pdf", b"%PDF-1.4\n%%EOF\n")} if choice == "submit" else {},
            )
            assert answer.status == 200, answer.text[-2000:]
        assert "Chờ xác nhận" in answer.text
        assert van.get(task).status == 404

        # 5. The committee confirms.
        page = hoa.get(f"{task}/decision")
        fields = {
            "choice": "accept",
            "words": "",
            "seen_version": hidden(page.text, "seen_version"),
            "client_key": hidden(page.text, "client_key"),
        }
        assert hoa.post(f"{task}/decision", fields, page=f"{task}/decision").status == 200
        assert "Hoàn thành" in lan.get(task).text

        # 7. A report, compiled by the worker; every number is the count of a list.
        page = hoa.post("/reports", {"conclusion_id": re.search(r"\d+", draft)[0], "as_of": ""}, page="/reports")
        assert page.status == 200, page.text[-1500:]
        report = page.url
        wait_for(lambda: "ready" in hoa.get(f"{report}/progress").text)
        page = hoa.get(report)
        for href, number in re.findall(r'href="(/reports/\d+/tasks[^"]*)"[^>]*>(\d+)<', page.text)[:12]:
            listed = hoa.get(href.replace("&amp;", "&")).text
            assert re.search(rf">\s*{number} nhiệm vụ được tính", listed), href
        word = Word(io.BytesIO(hoa.get(f"{report}/file").content))
        assert any("06/TB-HKH" in paragraph.text for paragraph in word.paragraphs)
