"""What people do with figures: keep the catalogue, set targets, report what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import InvalidTransition, NotFound, Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.figures import policies, queries
from khworkflow.figures.events import FigureReported, IndicatorAdded, IndicatorEnded, TargetSet
from khworkflow.figures.models import Figure, Indicator, Target
from khworkflow.figures.numbers import parsed, written

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Association

NAME_MOST: Final = 200
UNIT_MOST: Final = 40
REASON_MOST: Final = 2_000
FIRST_YEAR: Final = 1996  # the association was founded that year
LAST_YEAR: Final = 2100


@dataclass(frozen=True)
class Counted:
    """What was counted: the figure as typed, as of which day, final or estimated, and why it fell if it did."""

    value: str
    as_of: date
    is_final: bool
    client_key: str
    reason: str = ""


def add_indicator(actor: Actor, association: Association, name: str, unit: str) -> Indicator:
    """Put an indicator into the association's catalogue.

    Raises:
        Refused: name or unit is missing or too long, or the name stands there already.

    """
    ensure(policies.keep_catalogue, actor, association)
    name = _line(name, "name", NAME_MOST, _("Please give the indicator a name."))
    unit = _line(unit, "unit", UNIT_MOST, _("Please say in what it is counted, for instance: người."))
    number = insert_once(Indicator, association_id=association.id, name=name, unit=unit)
    if number is None:
        raise Refused(_("There is an indicator with this name already."), "name")
    record(actor, f"indicator:{number}", IndicatorAdded(number, association.id, name, unit))
    return database.session.get_one(Indicator, number)


def end_indicator(actor: Actor, association: Association, indicator: Indicator) -> None:
    """Ask for it no longer; what was counted stays."""
    ensure(policies.keep_catalogue, actor, association)
    if indicator.ended_at is None:
        indicator.ended_at = moment_of_record()
        record(actor, f"indicator:{indicator.id}", IndicatorEnded(indicator.id, indicator.name))


def set_target(  # noqa: PLR0913 - whose aim, of what, by when
    actor: Actor, keeper: Association, indicator: Indicator, association: Association, *, year: int, value: str
) -> None:
    """Say what the association aims at by the end of the year; a later word replaces an earlier one.

    Raises:
        Refused: no such year, or no figure.
        NotFound: the association is not below the one that keeps the catalogue.

    """
    ensure(policies.set_target, actor, keeper, association)
    if not association.path.startswith(keeper.path):
        raise NotFound
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("Please choose a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR), "year")
    aimed = parsed(value)
    place = {"indicator_id": indicator.id, "association_id": association.id, "year": year}
    if insert_once(Target, **place, value=aimed) is None:
        kept = database.session.scalars(select(Target).filter_by(**place).with_for_update()).one()
        if kept.value == aimed:
            return
        kept.value = aimed
    event = TargetSet(indicator.id, association.id, indicator.name, indicator.unit, year, aimed)
    record(actor, f"indicator:{indicator.id}", event)


def report(actor: Actor, indicator: Indicator, association: Association, counted: Counted) -> bool:
    """Write down what the association counted; return whether it is news (a double click is not).

    Raises:
        Refused: no figure, a day to come, or without a reason one lower than that before or higher than that after.
        InvalidTransition: the indicator is no longer asked for.

    """
    ensure(policies.report_figure, actor, association)
    if actor.user_id is None:
        msg = "only a person can report"
        raise ValueError(msg)
    if indicator.ended_at is not None:
        raise InvalidTransition(_("This indicator is no longer asked for."))
    value, reason, now = parsed(counted.value), clean(counted.reason), moment_of_record()
    if counted.as_of > clock.day_of(now):
        raise Refused(_("The day lies in the future; a figure is as of a day that has passed or today."), "as_of")
    if len(reason) > REASON_MOST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=REASON_MOST), "reason")
    if not reason:
        _check_no_fall(indicator, association, counted, value)
    number = insert_once(
        Figure, indicator_id=indicator.id, association_id=association.id, as_of=counted.as_of, value=value,
        is_final=counted.is_final, reason=reason, author_id=actor.user_id, at=now, client_key=counted.client_key,
    )  # fmt: skip
    if number is None:
        return False
    event = FigureReported(
        indicator.id, association.id, indicator.name, indicator.unit, counted.as_of.isoformat(), value, counted.is_final, reason
    )
    record(actor, f"indicator:{indicator.id}", event)
    return True


def _check_no_fall(indicator: Indicator, association: Association, counted: Counted, value: int) -> None:
    """Refuse a figure that makes a fall, towards the one before it or, of a past day, towards the one after it."""
    if queries.is_kept(indicator.id, association.id, counted.client_key):  # sent again: whether it made a fall was asked then
        return
    before = queries.latest(indicator.id, association.id, counted.as_of)
    if before is not None and value < before.value:
        facts = {"before": written(before.value), "day": day(before.as_of)}
        raise Refused(_("It was %(before)s on %(day)s. Please say why it is lower now.", **facts), "reason")
    after = queries.next_after(indicator.id, association.id, counted.as_of)
    if after is not None and after.value < value:
        facts = {"after": written(after.value), "day": day(after.as_of)}
        raise Refused(_("On %(day)s it was lower: %(after)s. Please say why it fell.", **facts), "reason")


def _line(text: str, field: str, most: int, missing: str) -> str:
    words = one_line(text)
    if not words:
        raise Refused(missing, field)
    if len(words) > most:
        raise Refused(_("This is too long: at most %(most)s characters.", most=most), field)
    return words
