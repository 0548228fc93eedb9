"""What every event is: a frozen dataclass with a kind that never changes once shipped."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Final, Self

#: Every kind of event there is; filled as the classes are defined.
EVENTS: Final[dict[str, type[Event]]] = {}


@dataclass(frozen=True)
class Event:
    """Something that happened, named in the past tense, the thing first: ``TaskSubmitted``.

    Fields are words, numbers and tuples or dicts of them; a day is written in ISO 8601.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        """Enter the class under its kind, so that the log can be read back."""
        super().__init_subclass__(**options)
        if EVENTS.setdefault(cls.kind, cls) is not cls and EVENTS[cls.kind].__qualname__ != cls.__qualname__:
            msg = f"two events are called {cls.kind}"
            raise TypeError(msg)

    def body(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Return the event that was written; fields that came later take their defaults."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in body.items() if name in known})


def _plain(value: Any) -> Any:
    """Return the value as JSON gives it back: a tuple as a list, whatever is in it."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
