"""Whether our own mail exchanger says that a mail comes from whom it says (RFC 8601).

Only the topmost result under the name of our own exchanger counts: what lies below came with the
mail, and anybody can write it. An exchanger must take foreign results of its name out (RFC 8601, section 5).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*(\w+)(.*)$", re.IGNORECASE | re.DOTALL)
_OF: Final = re.compile(r"(header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def is_proven(results: Sequence[str], authserv_id: str | None, from_address: str) -> bool | None:
    """Return whether the sender is proven; None when no exchanger of ours is named, so that nothing was checked.

    Args:
        results: the values of Authentication-Results, topmost first.
        authserv_id: the name under which our exchanger writes them.
        from_address: whom the mail says it is from.

    """
    if not authserv_id:
        return None
    ours = next((value for value in results if _name(value) == authserv_id.lower()), None)
    domain = from_address.rpartition("@")[2].lower()
    if ours is None or not domain:
        return False
    found = [one.groups() for one in map(_RESULT.match, _COMMENT.sub(" ", ours).split(";")[1:]) if one]
    verdicts = {method.lower(): verdict.lower() for method, verdict, _rest in reversed(found)}
    if verdicts.get("dmarc") in ("pass", "fail"):
        return verdicts["dmarc"] == "pass"
    return any(verdict.lower() == "pass" and _is_aligned(rest, domain) for _method, verdict, rest in found)


def _name(value: str) -> str:
    said = _COMMENT.sub(" ", value).partition(";")[0].split()
    return said[0].lower() if said else ""


def _is_aligned(rest: str, domain: str) -> bool:
    """Return whether what was proven is the domain of the sender, or one above or below it (RFC 7489, 3.1, relaxed)."""
    for _property, value in _OF.findall(rest):
        proven = value.rpartition("@")[2].lower().strip(".")
        if "." in proven and (proven == domain or domain.endswith("." + proven) or proven.endswith("." + domain)):
            return True
    return False
