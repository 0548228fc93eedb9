"""Promises about the whole house; each is kept for what will be added as well."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from khworkflow import wiring
from khworkflow.core.db import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "khworkflow"
MODULES = sorted(HOUSE.rglob("*.py"))
#: Rooms that wait to be parted, with what they may hold until then; nothing is added here.
OUTGROWN: dict[str, int] = {}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_has_its_rows_in_the_wiring():
    rooms = {path.parent.name for path in HOUSE.glob("*/models.py")}

    wired = {module.__name__.split(".")[1] for module in wiring.ROWS}

    assert wired == rooms


def test_no_page_takes_both_reading_and_writing(whole_app: Flask):
    both = [rule.endpoint for rule in whole_app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]

    assert both == []


def test_every_page_that_writes_asks_for_the_forms_token(whole_app: Flask):
    protection = whole_app.extensions["csrf"]

    assert not protection._exempt_views  # noqa: SLF001 - it has no public name
    assert not protection._exempt_blueprints  # noqa: SLF001


def test_every_foreign_key_is_indexed():
    bare = []
    for table in database.metadata.tables.values():
        first = {next(iter(index.columns.keys())) for index in table.indexes}
        first |= {next(iter(rule.columns.keys())) for rule in table.constraints if rule.__visit_name__ == "unique_constraint"}
        first |= {next(iter(table.primary_key.columns.keys()))}
        bare += [f"{table.name}.{key.parent.name}" for key in table.foreign_keys if key.parent.name not in first]

    assert bare == []


def test_every_background_job_is_in_the_timetable():
    assert {job.name for job in wiring.JOBS} == set(wiring.TIMETABLE)


def test_every_setting_is_in_the_readme():
    names = set(re.findall(r'"((?:KHW|DATABASE|REDIS)_[A-Z_]+)"', (HOUSE / "settings.py").read_text()))
    readme = (ROOT / "README.md").read_text()
    if not readme.strip():
        pytest.skip("the README is not written yet")

    assert [name for name in sorted(names) if name not in readme] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_outgrows_its_room(path):
    assert len(path.read_text().splitlines()) <= OUTGROWN.get(named(path), 300)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_function_outgrows_a_screen(path):
    long = [f"{one.name}: {length(one)}" for one in functions(path) if length(one) > 40]

    assert long == []


def test_only_the_clock_asks_the_machine_for_the_time():
    may = {"core/clock.py", "cli/doctor.py", "cli/demo.py"}  # the doctor compares it, the demonstration shifts it

    assert where(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", but=may) == []


def test_only_the_settings_read_the_environment():
    assert where(r"os\.environ|os\.getenv", but={"settings.py"}) == []


def test_only_the_transaction_commits():
    assert where(r"session\.commit\(", but={"core/transaction.py"}) == []


def test_no_message_waits_in_the_broker_for_its_hour():
    assert where(r"\b(eta|countdown)=|\.apply_async\(|\.delay\(") == []


def test_only_edges_and_runs_begin_a_transaction():
    users = [
        named(path).removeprefix("khworkflow/")
        for path in MODULES
        if re.search(r"core\.transaction import|core import .*\btransaction\b", path.read_text())
    ]

    assert [one for one in users if not re.match(r"(web|cli)/|\w+/(runs|\w+_runs)\.py$", one)] == []


def test_jobs_are_known_to_the_wiring_alone():
    users = [named(path) for path in MODULES if re.search(r"import .*\bjobs\b|\.jobs import", path.read_text())]

    assert users == ["khworkflow/wiring.py"]


def test_pages_of_one_room_do_not_import_another_rooms():
    rooms = {path.parent.name for path in (HOUSE / "web").glob("*/views.py")}
    crossing = [
        named(path)
        for path in (HOUSE / "web").rglob("*.py")
        if imported(path) & {f"khworkflow.web.{room}" for room in rooms - {path.parent.name}}
    ]

    assert crossing == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_registry_and_pin_every_package_by_hash(lock):
    text = (ROOT / lock).read_text()
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9].*==", line)]

    assert "://" not in text
    assert len(pinned) > 20
    assert all(line.endswith("\\") for line in pinned)


def test_the_locks_hold_every_package_that_the_project_names():
    project = (ROOT / "pyproject.toml").read_text()
    block = project.split("dependencies = [", 1)[1].split("]\n", 1)[0]
    named_here = {match.lower() for match in re.findall(r'^  "([A-Za-z0-9-]+)', block, re.MULTILINE)}
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))

    assert named_here - locked == set()


def imported(path: Path) -> set[str]:
    """Return every module, and every package of it, that the file names in an import."""
    found: set[str] = set()
    for one in ast.walk(ast.parse(path.read_text())):
        if isinstance(one, ast.ImportFrom) and one.module:
            found |= {one.module, *(f"{one.module}.{alias.name}" for alias in one.names)}
        elif isinstance(one, ast.Import):
            found |= {alias.name for alias in one.names}
    return {".".join(parts[:end]) for name in found for parts in [name.split(".")] for end in range(1, len(parts) + 1)}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for one in ast.walk(ast.parse(path.read_text())):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            yield one


def length(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of the function without its docstring."""
    whole = (one.end_lineno or one.lineno) - one.lineno + 1
    first = one.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole


def where(pattern: str, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """Return the lines of the house that match, outside the rooms that may."""
    return [
        f"{named(path)}:{number}: {line.strip()}"
        for path in MODULES
        if str(path.relative_to(HOUSE)) not in but
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line) and not line.lstrip().startswith(("#", '"""', "``"))
    ]
