"""The terminal, as an administrator types it: one installation, one command after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from khworkflow.cli import COMMANDS, cli

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
Typed = subprocess.CompletedProcess[str]


def khworkflow(folder: Path, *words: str, **settings: str) -> Typed:
    """Type a command; the installation is found by KHW_DATA."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KHW_", "REDIS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "khworkflow", *words],
        cwd=ROOT,
        env=kept | {"KHW_DATA": str(folder)} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with the demonstration in it."""
    made = tmp_path_factory.mktemp("office") / "data"
    built = khworkflow(made, "demo")
    assert built.returncode == 0, built.stderr
    assert built.stdout.count("/links/") >= 20
    return made


@pytest.fixture
def type_(folder: Path) -> Callable[..., Typed]:
    return lambda *words: khworkflow(folder, *words)


@pytest.mark.slow
def test_the_demonstration_is_built_once(type_):
    again = type_("demo")

    assert again.returncode == 1
    assert "đã có người dùng" in again.stderr


@pytest.mark.slow
def test_reminding_twice_owes_nothing_the_second_time(type_):
    moment = ("--at", "2019-09-02T07:30")

    tried = type_("remind", *moment, "--dry-run")
    first = type_("remind", *moment)
    second = type_("remind", *moment)

    assert tried.returncode == first.returncode == second.returncode == 0
    assert tried.stdout.splitlines()[:-1] == first.stdout.splitlines()[:-1] != []
    assert second.stdout.splitlines() == ["Đã ghi sổ nhắc 0 người."]


@pytest.mark.slow
def test_delivering_says_what_became_of_the_letters(type_):
    done = type_("deliver")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Thư mới soạn: ")


@pytest.mark.slow
def test_a_report_is_written_as_a_word_document(type_, tmp_path):
    file = tmp_path / "báo cáo.docx"

    done = type_("report", "--conclusion", "1", "--as-of", "2019-09-30", "--to", str(file))

    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(file) as package:
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in package.read("word/document.xml").decode()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.slow
def test_a_report_that_cannot_be_is_refused_with_a_reason(type_, tmp_path):
    unknown = type_("report", "--conclusion", "99", "--to", str(tmp_path / "r.docx"))
    other_kind = type_("report", "--conclusion", "1", "--to", str(tmp_path / "r.odt"))
    no_folder = type_("report", "--conclusion", "1", "--to", str(tmp_path / "không có" / "r.docx"))

    assert (unknown.returncode, other_kind.returncode, no_folder.returncode) == (1, 2, 1)
    assert "Không có kết luận số 99" in unknown.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_log_is_proved(type_):
    proved = type_("log", "verify")

    assert proved.returncode == 0, proved.stderr
    assert proved.stdout.startswith("Nhật ký nguyên vẹn: ")


@pytest.mark.slow
def test_the_doctor_finds_a_new_office_well_and_advises_to_set_a_mail_server(type_):
    seen = type_("doctor")

    assert seen.returncode == 0, seen.stdout
    assert [line for line in seen.stdout.splitlines() if not line.startswith("✓")] == [
        "! Máy chủ thư",
        "    Chưa khai báo máy chủ thư nên thư được giữ trong sổ thư, chưa gửi đi. Khi cần gửi, xin đặt KHW_SMTP_URL.",
        "! Thư đến",
        "    Chưa có nơi nhận thư trả lời và thư bị trả lại. Muốn nhận, xin đặt KHW_REPLY_DOMAIN, và KHW_IMAP_URL nếu dùng một hộp thư.",
        "! Sao lưu",
        "    Chưa có bản sao lưu nào. Xin sao lưu mỗi đêm: khworkflow backup TỆP",
    ]


@pytest.mark.slow
def test_the_doctor_names_what_does_not_answer(folder):
    seen = khworkflow(folder, "doctor", KHW_SMTP_URL="smtp://127.0.0.1:9", REDIS_URL="redis://127.0.0.1:9/0")

    assert seen.returncode == 1
    wrong = [line for line in seen.stdout.splitlines() if line.startswith("✗")]
    assert wrong == ["✗ Hàng đợi", "✗ Máy chủ thư"]


@pytest.mark.slow
def test_associations_are_checked_row_by_row_before_anything_is_written(type_, tmp_path):
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("name,short_name,territory,level\nHội A,A,A,district\n,B,B,district\nHội C,C,C,làng\n", encoding="utf-8")
    good.write_text("name,short_name,territory,level\nHội Khuyến học xã A,Xã A,A,commune\n", encoding="utf-8-sig")

    refused, checked, written = (
        type_("associations", "import", str(bad), "--write"),
        type_("associations", "import", str(good)),
        type_("associations", "import", str(good), "--write"),
    )

    assert refused.returncode == 2
    assert [line.split(":")[0] for line in refused.stderr.splitlines()] == ["Dòng 3", "Dòng 4"]
    assert "Đã kiểm tra: 1" in checked.stdout
    assert "Đã ghi: 1" in written.stdout


@pytest.mark.slow
def test_a_new_person_is_invited_with_a_seat(type_):
    told_too_little = type_("people", "invite", "moi@example.vn")
    invited = type_("people", "invite", "moi@example.vn", "--name", "Lê Mới", "--role", "officer", "--association", "2")

    assert told_too_little.returncode == 1
    assert "--association" in told_too_little.stderr
    assert invited.returncode == 0, invited.stderr
    assert "/links/" in invited.stdout


@pytest.mark.slow
def test_a_folder_without_an_installation_is_said(tmp_path):
    done = khworkflow(tmp_path / "trống", "remind")

    assert done.returncode == 1
    assert "khworkflow up" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remind", "--lạ"), "Không có tùy chọn --lạ."),
        (("bay",), "Không có lệnh này."),
        (("report",), "Thiếu --conclusion."),
        (("remind", "--at", "hôm qua"), "Không dùng được --at"),
    ],
)
def test_an_unusable_command_line_is_explained_in_vietnamese(tmp_path, words, said):
    done = khworkflow(tmp_path, *words)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_reading_needs_no_installation(tmp_path):
    file = tmp_path / "kết luận.txt"
    file.write_text("Yêu cầu Hội Khuyến học huyện Lục Yên báo cáo kết quả trước ngày 30/9/2019.", encoding="utf-8")

    done = khworkflow(tmp_path / "none", "read", str(file), "--on", "2019-07-03", "--json")

    assert done.returncode == 0, done.stderr
    assert [one["deadline"]["date"] for one in json.loads(done.stdout)["directives"]] == ["2019-09-30"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_vietnamese(name):
    with cli.make_context("khworkflow", [], resilient_parsing=True) as above:
        command = cli.get_command(above, name)
        assert command is not None
        text = command.get_help(above)

    assert "Cách dùng" in text
    assert not {"Options:", "Usage:", "Commands:", "Show this message"} & set(text.split("\n"))
