"""``khworkflow associations import`` and ``khworkflow people invite``."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Final

import click

from khworkflow.accounts import commands as accounts, queries as people_known
from khworkflow.associations import commands, queries
from khworkflow.associations.commands import Particulars
from khworkflow.cli.installation import opened
from khworkflow.cli.speech import Group
from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.core.transaction import unit_of_work

NEEDED: Final = ("name", "short_name", "territory", "level")


@click.group(cls=Group, help=later("The associations of this installation."))
def associations() -> None:
    """Hold the commands about associations."""


@associations.command(
    "import",
    help=later(
        "Add associations below the province's from a CSV file with the columns name, short_name, territory, level "
        "(district or commune) and, if wanted, code, email, phone, begins_on, ends_on (2019-07-03). "
        "Nothing is written without --write."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help=later("Write the rows; otherwise they are only checked."))
def import_(file: Path, *, write: bool) -> int:
    """Check every row, and write all of them or none."""
    found, errors = _rows(file)
    for line in errors:
        click.echo(line, err=True)
    if errors:
        return 2
    if write:
        with opened(), unit_of_work():
            root = queries.root()
            if root is None:
                raise Refused(_("The province's association is missing. Start the installation once: khworkflow up"))
            for one in found:
                commands.create(SYSTEM, root, one)
    said = _("Written: %(count)s associations.") if write else _("Checked: %(count)s associations. Write them with --write.")
    click.echo(said % {"count": len(found)})
    return 0


def _rows(file: Path) -> tuple[list[Particulars], list[str]]:
    """Return what the file holds and what is wrong with it, row by row."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
            rows = [] if missing else list(table)
    except (UnicodeDecodeError, csv.Error):
        return [], [_("The file is not CSV text in UTF-8. In Excel: save as “CSV UTF-8”.")]
    if missing:
        return [], [_("Columns are missing: %(names)s", names=", ".join(missing))]
    found, errors = [], []
    for number, row in enumerate(rows, 2):
        try:
            found.append(_particulars(row, number))
        except ValueError as error:
            errors.append(_("Row %(number)s: %(why)s", number=number, why=error))
    return found, errors


def _particulars(row: dict[str, str], number: int) -> Particulars:
    given = {name: (value or "").strip() for name, value in row.items()}
    if empty := [name for name in NEEDED if not given[name]]:
        raise ValueError(_("empty: %(names)s", names=", ".join(empty)))
    days = {name: date.fromisoformat(given[name]) if given.get(name) else None for name in ("begins_on", "ends_on")}
    return Particulars(
        name=given["name"],
        short_name=given["short_name"],
        territory=given["territory"],
        level=queries.Level(given["level"]),
        code=given.get("code") or None,
        place=number - 1,
        email=given.get("email") or None,
        phone=given.get("phone") or None,
        begins_on=days["begins_on"],
        ends_on=days["ends_on"],
        cluster=given.get("cluster", ""),
    )


@click.group(cls=Group, help=later("The people of this installation."))
def people() -> None:
    """Hold the commands about people."""


@people.command(
    help=later("Print a one-time link by which a person comes in; a new person needs --name, --role and --association.")
)
@click.argument("username")
@click.option("--name", help=later("The person's name, for a new person."))
@click.option("--email", help=later("Where letters go."))
@click.option("--role", type=click.Choice([role.value for role in Role]), help=later("What the person is at the association."))
@click.option("--association", type=int, help=later("The number of the association."))
@click.option("--position", default="", help=later("The person's position in the association's own words."))
def invite(  # noqa: PLR0913, PLR0917 - the options of a command line
    username: str, name: str | None, email: str | None, role: str | None, association: int | None, position: str
) -> None:
    """Make the person where there is none, and a link."""
    with opened(), unit_of_work():
        user = people_known.by_username(username.strip().lower())
        if user is None:
            if not (name and role and association):
                raise Refused(
                    _("There is no “%(username)s” yet: --name, --role and --association are needed.", username=username)
                )
            user = accounts.create(name, username, email=email)
            commands.seat(SYSTEM, user, queries.get(SYSTEM, association), Role(role), position)
        token = accounts.invite(SYSTEM, user, now=clock.now())
        click.echo(links.to(f"/links/{token}"))
