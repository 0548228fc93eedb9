"""The map, readable as a table: pages, jobs, the timetable, the parts of letters.

Every name is used here, so that a tool that removes unused imports cannot silently unplug
anything.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import models as account_rows
from khworkflow.associations import models as association_rows, queries as associations
from khworkflow.checklists import models as checklist_rows
from khworkflow.conclusions import models as conclusion_rows
from khworkflow.core import wake
from khworkflow.core.celery import Job, create_celery, poke
from khworkflow.eventlog import models as log_rows
from khworkflow.figures import models as figure_rows
from khworkflow.files import jobs as file_jobs, models as file_rows
from khworkflow.inbound import jobs as inbound_jobs, models as inbound_rows, notices as inbound_notices, reception
from khworkflow.inspections import models as inspection_rows
from khworkflow.mailing import bounces, models as mail_rows, post
from khworkflow.mailing.addresses import ReturnAddresses
from khworkflow.mailing.doubt import Doubt, table_from
from khworkflow.reminders import alarms, jobs as reminders_jobs, layout, models as reminder_rows, parts as reminder_parts, wishes
from khworkflow.reports import jobs as reports_jobs, models as report_rows, parts as report_parts
from khworkflow.saved_filters import models as filter_rows
from khworkflow.settings import SettingsError
from khworkflow.tasks import (
    amended_parts,
    answering,
    jobs as task_jobs,
    models as task_rows,
    parts as task_parts,
    side_models as task_side_rows,
)
from khworkflow.web.accounts import own as own_account
from khworkflow.web.associations import people as organisation
from khworkflow.web.checklists import views as checklists
from khworkflow.web.conclusions import drafting, views as conclusions
from khworkflow.web.figures import views as figures
from khworkflow.web.health import views as health
from khworkflow.web.inspections import views as inspections
from khworkflow.web.reminders import days, feed as calendar_feed, simulation as reminders, units, wishes as letters
from khworkflow.web.reports import asking, explanations as explaining, practice, templates as paper_templates, views as reports
from khworkflow.web.saved_filters import views as saved_filters
from khworkflow.web.tasks import inbound, links as tasks
from khworkflow.web.today import views as today

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery
    from flask import Blueprint, Flask

    from khworkflow.mailing.models import Owed
    from khworkflow.mailing.post import Told
    from khworkflow.settings import Settings

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    organisation.bp,  # type: ignore[attr-defined]  # the pages of associations.views hang on it too
    own_account.bp,  # type: ignore[attr-defined]  # the pages of accounts.views hang on it too
    checklists.bp,
    conclusions.bp,
    drafting.bp,
    figures.bp,
    health.bp,
    inbound.bp,
    inspections.bp,
    letters.bp,
    reminders.bp,  # type: ignore[attr-defined]  # the pages of reminders.views hang on it too
    reports.bp,
    saved_filters.bp,
    tasks.bp,  # every page of tasks hangs on it
    today.bp,
)

#: Pages that hang on another module's blueprint.
FURTHER_PAGES: Final = (asking, calendar_feed, days, explaining, paper_templates, practice, units)

#: Every room's rows: the migrations see them because they are named here.
ROWS: Final = (
    account_rows,
    association_rows,
    checklist_rows,
    conclusion_rows,
    figure_rows,
    file_rows,
    filter_rows,
    inbound_rows,
    inspection_rows,
    log_rows,
    mail_rows,
    reminder_rows,
    report_rows,
    task_rows,
    task_side_rows,
)

#: Everything a worker can be asked for.
JOBS: Final[tuple[Job, ...]] = (
    file_jobs.draw_first_pages,
    task_jobs.begin_periods,
    reminders_jobs.tick,
    inbound_jobs.look_and_handle,
    reports_jobs.compile_reports,
    reports_jobs.prepare_reports,
    reports_jobs.expire_files,
)

#: How often each job is asked for by itself; twice in a row, late or never harms nothing.
TIMETABLE: Final = {
    "tick": timedelta(seconds=60),
    "inbound": timedelta(seconds=60),
    "compile": timedelta(seconds=60),
    "first_pages": timedelta(seconds=60),
    "periods": timedelta(hours=1),
    "prepare": timedelta(minutes=30),
    "expire": timedelta(hours=24),
}

#: What a person can be owed → who tells it, from the state of the moment the letter is rendered.
PARTS: Final[dict[str, Callable[[Owed], Told]]] = {
    "conclusion_issued": task_parts.conclusion_issued,
    "digest": reminder_parts.digest,
    "escalated": reminder_parts.escalated,
    "explanation_asked": report_parts.explanation_asked,
    "explanation_given": report_parts.explanation_given,
    "directive_amended": amended_parts.directive_amended,
    "extension_asked": task_parts.extension_asked,
    "extension_decided": task_parts.extension_decided,
    "file_set_aside": alarms.file_set_aside,
    "mail_trouble": alarms.mail_trouble,
    "report_prepared": report_parts.report_prepared,
    "mail_answered": inbound_notices.mail_answered,
    "mail_blocked": inbound_notices.mail_blocked,
    "share_brought_forward": amended_parts.share_brought_forward,
    "task_decided": task_parts.task_decided,
    "task_handed_down": task_parts.task_handed_down,
    "task_step": reminder_parts.task_step,
    "task_submitted": task_parts.task_submitted,
    "task_withdrawn": task_parts.task_withdrawn,
}

#: Parts that their reader may switch off with one click; deadline steps are not among them.
OPTIONAL: Final = frozenset({"digest"})

#: What is done about a mail of which nobody knows whether it arrived (``mailing.doubt``), by the kind of mail or of what
#: it tells; a letter follows the strictest. Without KHW_RELAY_LOG what would be reconciled is sent again. An office
#: writes its own over it by KHW_DOUBTFUL.
DOUBT: Final[dict[str, Doubt]] = {
    "letter": Doubt.RECONCILE,
    "invitation": Doubt.RECONCILE,
    "password_reset": Doubt.RECONCILE,
    "reply_notice": Doubt.RECONCILE,
    "trial": Doubt.RESEND,
    "explanation_asked": Doubt.HOLD,  # an official letter: a second copy of it would be a second demand
}

#: Mails that answer something a person just asked for; each has its templates ``mail/<name>.*``.
ACCOUNT_MAILS: Final = ("invitation", "password_reset", "reply_notice")


def wire(app: Flask, settings: Settings) -> None:
    """Plug in what leaves the process: the letters, and the wake-ups where there is a broker."""
    answering.sign_with(settings.secret_keys)
    returns = ReturnAddresses(settings.reply_domain) if settings.reply_domain else None
    reception.wire(reception.Reception(returns, settings.imap_url, settings.authserv_id))
    post.wire(
        post.Post(
            parts=PARTS,
            recipients=bounces.heeding(wishes.recipients),
            returns=returns,
            when_blocked=inbound_notices.tell_of_blocked,
            mail_from=settings.mail_from,
            secret=settings.secret_keys[0],
            older_secrets=settings.secret_keys[1:],
            optional=OPTIONAL,
            smtp_url=settings.smtp_url,
            per_minute=max(settings.mails_per_minute, 0),
            per_day=max(settings.letters_per_day, 0),
            doubt=doubt_table(settings),
            relay_log=settings.relay_log,
            standing=reminder_parts.standing,
            lay_out=layout.lay_out,
            office=associations.office_name,
        )
    )
    if settings.redis_url:
        celery = celery_for(app, settings)
        app.extensions["celery"] = celery
        for job in JOBS:
            wake.wire(job.name, poke(celery, job.name))


def doubt_table(settings: Settings) -> dict[str, Doubt]:
    """Return what is done about each kind of mail in doubt.

    Raises:
        SettingsError: KHW_DOUBTFUL names a kind or a policy that is none.

    """
    kinds = sorted({*DOUBT, *PARTS, *ACCOUNT_MAILS})
    try:
        return table_from(settings.doubtful, DOUBT, kinds)
    except ValueError as error:
        msg = f"KHW_DOUBTFUL: «{error}» không hợp lệ; ví dụ letter=hold. Loại thư: {', '.join(kinds)}; cách xử lý: {', '.join(Doubt)}"
        raise SettingsError(msg) from None


def celery_for(app: Flask, settings: Settings) -> Celery:
    """Return the Celery application of this installation."""
    return create_celery(app, settings.redis_url or "redis://127.0.0.1:6379/0", JOBS, TIMETABLE)
