"""The associations in force, as the reader knows them: codes, names, short names, level."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from khworkflow.conclusions.reader.normalise import composed, matching_key

_EACH: Final = r"(?:các|mỗi|tất cả|từng|100%)\b"
_LEVEL: Final = r"\b(?:huyện|thị xã|thị|thành phố|thành|tp|quận)\b"
_JOINT: Final = r"(?:,? (?:và )?|\s?[-–/]\s?)"
#: Two levels of the district rank told together ("các huyện, thành Hội"), or the rank itself.
_GROUPS: Final = re.compile(rf"{_EACH}.*?(?:{_LEVEL}{_JOINT}{_LEVEL}|cấp huyện|huyện hội)|các hội huyện")
#: The ranks that are left since July 2025.
_COMMUNES: Final = re.compile(rf"{_EACH}.*?(?:\bxã\b{_JOINT}\bphường\b|\bphường\b{_JOINT}\bxã\b|cấp xã)")
_COMMUNE_TYPES: Final = frozenset(("xã", "phường", "thị trấn", "đặc khu"))
_TYPES: Final = ("thành phố", "thị xã", "huyện", "tp", "tx", "tỉnh", "xã", "phường", "thị trấn")


@dataclass(frozen=True)
class Entry:
    """One association: its ``code``, the type and name of its place ("huyện", "Lục Yên"), its level."""

    code: str
    place_type: str
    place: str
    level: str = "district"


@dataclass(frozen=True)
class Gazetteer:
    """The associations in force on the day of the text."""

    entries: tuple[Entry, ...] = ()
    _by_place: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the entries by the folded name of their place."""
        places: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            key = matching_key(composed(entry.place))
            places[key] = (*places.get(key, ()), entry)
        object.__setattr__(self, "_by_place", places)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Gazetteer:
        """Return the gazetteer of the entries."""
        return cls(tuple(entries))

    def codes(self, name: str) -> tuple[str, ...]:
        """Return the codes of the associations a name stands for, in the order it names them.

        A level group ("các huyện, thị, thành Hội") stands for all of the district level; a name that could be
        two associations stands for none: a person decides.
        """
        key = matching_key(composed(name))
        if self.is_level_group(name):
            return tuple(entry.code for entry in self.entries if entry.level == "district")
        if self._is_of_communes(key):
            return tuple(entry.code for entry in self.entries if matching_key(entry.place_type) in _COMMUNE_TYPES)
        if "xã " in key and "thị xã" not in key:
            return ()
        found: list[tuple[int, str]] = []
        for place, entries in self._by_place.items():
            at = key.find(place)
            if at < 0:
                continue
            typed = [entry for entry in entries if matching_key(composed(entry.place_type)) in key[:at]]
            before = next((kind for kind in _TYPES if key[:at].rstrip().endswith(kind)), None)
            if before == "tỉnh":
                continue
            chosen = typed or (list(entries) if len(entries) == 1 and before is None and "tỉnh" not in key else [])
            if len(chosen) == 1 and self._is_association(key):
                found.append((at, chosen[0].code))
        return tuple(code for _, code in sorted(found))

    def is_level_group(self, name: str) -> bool:
        """Return whether the name means all associations of the district level."""
        key = matching_key(composed(name))
        return bool(_GROUPS.search(key)) and ("hội" in key or "cấp huyện" in key) and not re.search(r"ubnd|ủy ban|sở", key)

    def _is_of_communes(self, key: str) -> bool:
        """Return whether the folded name means the associations of all communes, and they are known."""
        known = any(matching_key(entry.place_type) in _COMMUNE_TYPES for entry in self.entries)
        return known and bool(_COMMUNES.search(key)) and "hội" in key and self._is_association(key)

    @staticmethod
    def _is_association(key: str) -> bool:
        """Return whether the folded name is that of an association rather than of an office of the state."""
        return not re.search(r"ubnd|ủy ban|công an|phòng |sở |đảng|huyện ủy|thị ủy|thành ủy|mặt trận|trường", key)


#: The nine district-level associations of Yên Bái in 2019 (GSO codes of their districts are the codes).
YEN_BAI_2019: Final = Gazetteer.of((
    Entry("132", "thành phố", "Yên Bái"),
    Entry("133", "thị xã", "Nghĩa Lộ"),
    Entry("135", "huyện", "Lục Yên"),
    Entry("136", "huyện", "Văn Yên"),
    Entry("137", "huyện", "Mù Cang Chải"),
    Entry("138", "huyện", "Trấn Yên"),
    Entry("139", "huyện", "Trạm Tấu"),
    Entry("140", "huyện", "Văn Chấn"),
    Entry("141", "huyện", "Yên Bình"),
))  # fmt: skip
