"""What may go wrong in a feature; the edges turn each into an answer for a person."""

from __future__ import annotations


class KhworkflowError(Exception):
    """The root of every refusal of this product."""


class NotFound(KhworkflowError):
    """The thing does not exist, or the actor may not know that it does (404)."""


class Forbidden(KhworkflowError):
    """The actor sees the thing but may not do this to it (403); carries the policy's name."""


class InvalidTransition(KhworkflowError):
    """The action is not possible from the present state (409)."""


class Conflict(KhworkflowError):
    """Somebody else changed the thing in the meantime (409)."""


class Refused(KhworkflowError):
    """What was given cannot be accepted (422); the message tells the reader what to do.

    Args:
        message: a translated sentence for the reader.
        field: the form field it is about, where there is one.

    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class TooMuch(Refused):
    """More was given than is taken at once (413)."""
