"""Templates where there is no page and no request: mails."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from khworkflow.core import i18n


@cache
def environment() -> Environment:
    """Return the environment: what ends in ``.html`` is escaped, ``.txt`` is not."""
    made = Environment(
        loader=PackageLoader("khworkflow", "templates"),
        autoescape=select_autoescape(["html"], default=False),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True  # a sentence is one, however the template wraps it
    made.install_gettext_callables(i18n.plain_gettext, i18n.plain_ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(day=i18n.day, long_day=i18n.long_day, moment=i18n.moment)
    made.globals["locale"] = i18n.locale
    return made


def render(name: str, **known: Any) -> str:
    """Return the template, filled in, in the language spoken in this context."""
    return environment().get_template(name).render(**known)
