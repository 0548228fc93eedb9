"""The terminal edge: ``khworkflow …``; thin shells over commands, queries and runs.

Exit status: 0 done, 1 refused with a reason, 2 unusable arguments or input. A subcommand is
imported when it is asked for, so that ``khworkflow read`` does not wait for the web.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import click

from khworkflow.cli.speech import Command, Group, explain
from khworkflow.core.errors import KhworkflowError, Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.settings import SettingsError

COMMANDS: Final = {
    "up": "processes:up",
    "web": "processes:web",
    "worker": "processes:worker",
    "timetable": "processes:timetable",
    "migrate": "processes:migrate",
    "demo": "show:demo",
    "read": "reading:read",
    "associations": "people:associations",
    "people": "people:people",
    "remind": "letters:remind",
    "deliver": "letters:deliver",
    "mail": "mail:mail",
    "clock": "mail:clock",
    "receive": "mailroom:receive",
    "lmtp": "mailroom:lmtp",
    "report": "papers:report",
    "log": "papers:log",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "doctor": "doctor:doctor",
}


class Lazy(Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | None:
        """Return the command of that name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found: Command = getattr(importlib.import_module(f"khworkflow.cli.{module}"), name)
        return found


cli: Final = Lazy(
    name="khworkflow",
    help=later(
        "From an inspection's conclusion to tasks, reminders and the report. Every command finds the same installation by "
        "KHW_DATA (the data folder) or by DATABASE_URL and REDIS_URL."
    ),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and end the process with its status."""
    sys.exit(
        status_of(lambda: cli.main(list(sys.argv[1:] if arguments is None else arguments), "khworkflow", standalone_mode=False))
    )


def status_of(run: Callable[[], Any]) -> int:
    """Run and return the exit status; a refusal is said in one sentence, never as a traceback."""
    try:
        given = run()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        click.echo(_("Interrupted."), err=True)
        return 1
    except click.ClickException as error:
        click.echo(explain(error), err=True)
        return 2
    except Refused as error:
        click.echo(error.message, err=True)
        return 1
    except (KhworkflowError, SettingsError) as error:
        click.echo(_("Refused: %(why)s", why=str(error) or type(error).__name__), err=True)
        return 1
    return given if isinstance(given, int) else 0
