"""Let the terminal's help and complaints be in the reader's language; click's own are English."""

from __future__ import annotations

from typing import Any

import click

from khworkflow.core.i18n import gettext as _


class _Speaking(click.Command):
    """A command whose help has our headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage") + ": ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        rows = [row for parameter in self.get_params(ctx) if (row := parameter.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section(_("Options")):
                formatter.write_dl([(name, str(text)) for name, text in rows])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence."""
        del limit
        return str(self.help or "").split(". ", 1)[0].rstrip(".")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this text and end.")
        return option


class Command(_Speaking):
    """A command."""


class Group(click.Group, _Speaking):
    """A command with commands below it."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with its first sentence."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, command.get_short_help_str()) for name, command in found if command is not None])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands."""
        _Speaking.format_options(self, ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return how the command is called, without click's English words."""
        del ctx
        return [_("COMMAND …")]


def explain(error: click.ClickException) -> str:
    """Return what is wrong with the command line, and where help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "khworkflow"
    return _complaint(error) + "\n" + _("Help: %(command)s", command=f"{path} --help")


def _complaint(error: click.ClickException) -> str:
    said: dict[str, Any] = {"name": _name(error)}
    match error:
        case click.NoSuchOption():
            return _("There is no option %(name)s.", **said)
        case click.MissingParameter():
            return _("%(name)s is missing.", **said)
        case click.BadParameter():
            return _("%(name)s cannot be used: %(why)s", why=error.message, **said)
        case click.UsageError() if error.message.startswith("No such command"):
            return _("There is no such command.")
        case _:
            return _("The command line cannot be understood: %(why)s", why=error.format_message())


def _name(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return error.option_name
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "?")
    return str(parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(error.ctx))  # type: ignore[attr-defined]
