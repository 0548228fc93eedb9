"""The fixed cast: who is who in every test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import has_app_context

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations, queries
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Association, Level
from khworkflow.core.authz import SYSTEM, Actor, Role
from khworkflow.core.db import database

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from khworkflow.accounts.models import User

PASSWORD = "Một câu đủ dài để thử"
NINE = (
    ("Thành hội Yên Bái", "thành phố Yên Bái", "TP Yên Bái", "132"),
    ("Thị hội Nghĩa Lộ", "thị xã Nghĩa Lộ", "Nghĩa Lộ", "133"),
    ("Huyện hội Lục Yên", "huyện Lục Yên", "Lục Yên", "135"),
    ("Huyện hội Mù Cang Chải", "huyện Mù Cang Chải", "Mù Cang Chải", "137"),
    ("Huyện hội Trạm Tấu", "huyện Trạm Tấu", "Trạm Tấu", "139"),
    ("Huyện hội Trấn Yên", "huyện Trấn Yên", "Trấn Yên", "138"),
    ("Huyện hội Văn Chấn", "huyện Văn Chấn", "Văn Chấn", "140"),
    ("Huyện hội Văn Yên", "huyện Văn Yên", "Văn Yên", "136"),
    ("Huyện hội Yên Bình", "huyện Yên Bình", "Yên Bình", "141"),
)


@dataclass(frozen=True)
class Person:
    """Somebody of the cast."""

    id: int
    username: str

    @property
    def user(self) -> User:
        """His row, in the present session."""
        from khworkflow.accounts.models import User

        return database.session.get_one(User, self.id)

    @property
    def actor(self) -> Actor:
        """Who he is to every policy, now."""
        return queries.actor_for(self.user)


@dataclass(frozen=True)
class Cast:
    """Hoa and Kiên of the province, Lan and Minh of Lục Yên, Vân of Văn Yên, An the administrator."""

    province_id: int
    nine_ids: tuple[int, ...]
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        """Return the person of that name."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def province(self) -> Association:
        """Hội Khuyến học tỉnh Yên Bái."""
        return database.session.get_one(Association, self.province_id)

    @property
    def nine(self) -> list[Association]:
        """The nine associations of 2019, in their order."""
        return [database.session.get_one(Association, number) for number in self.nine_ids]

    @property
    def city(self) -> Association:
        """Hội Khuyến học thành phố Yên Bái."""
        return self.nine[0]

    @property
    def luc_yen(self) -> Association:
        """Hội Khuyến học huyện Lục Yên."""
        return self.nine[2]

    @property
    def van_yen(self) -> Association:
        """Hội Khuyến học huyện Văn Yên."""
        return self.nine[7]


def make_cast() -> Cast:
    """Make the province, its nine associations and their people; every chair has an address."""
    province = associations.create(
        SYSTEM, None, Particulars("Hội Khuyến học tỉnh Yên Bái", "Tỉnh hội", "Yên Bái", Level.PROVINCE, "15")
    )
    nine = [
        associations.create(
            SYSTEM, province, Particulars(f"Hội Khuyến học {full}", short, territory, Level.DISTRICT, code, place)
        )
        for place, (short, full, territory, code) in enumerate(NINE, 1)
    ]
    people = {
        "hoa": _person("Nguyễn Thị Hòa", "hoa", province, Role.COMMITTEE, "Chủ tịch"),
        "kien": _person("Lê Trung Kiên", "kien", province, Role.INSPECTOR, "Trưởng ban Kiểm tra"),
        "thu": _person("Trần Thị Thu", "thu", province, Role.CLERK, "Văn phòng"),
        "binh": _person("Phạm Văn Bình", "binh", province, Role.OBSERVER, "Ban Tuyên giáo Tỉnh ủy"),
        "an": _person("Đỗ Văn An", "an", province, Role.ADMINISTRATOR, "Quản trị"),
        "lan": _person("Hoàng Thị Lan", "lan", nine[2], Role.CHAIR, "Chủ tịch"),
        "minh": _person("Vũ Đức Minh", "minh", nine[2], Role.OFFICER, "Ủy viên Thường trực"),
        "van": _person("Bùi Thị Vân", "van", nine[7], Role.CHAIR, "Chủ tịch"),
    }
    for number, association in enumerate(nine):
        if association not in (nine[2], nine[7]):
            _person(f"Chủ tịch {association.territory}", f"chair{number}", association, Role.CHAIR, "Chủ tịch")
    return Cast(province.id, tuple(one.id for one in nine), people)


def make_communes(cast: Cast) -> list[Association]:
    """Make three communes of Lục Yên, the first two with a chair: Tâm of Tân Lĩnh, Dung of Mường Lai."""
    made = [
        associations.create(
            SYSTEM, cast.luc_yen, Particulars(f"Hội Khuyến học xã {name}", f"Hội xã {name}", name, Level.COMMUNE, None, place)
        )
        for place, name in enumerate(("Tân Lĩnh", "Mường Lai", "Minh Xuân"), 1)
    ]
    cast.people["tam"] = _person("Hoàng Văn Tâm", "tam", made[0], Role.CHAIR, "Chủ tịch")
    cast.people["dung"] = _person("Lý Thị Dung", "dung", made[1], Role.CHAIR, "Chủ tịch")
    database.session.commit()
    return made


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Open a session for the person by the real sign-in page; return the same browser."""
    if has_app_context():
        database.session.commit()  # what the test arranged is true before anybody signs in
    with client.application.app_context():
        user = person.user
        if user.password_hash is None:
            token = accounts.reset_link(user, now=datetime.now(UTC))
            accounts.set_password(token, PASSWORD, now=datetime.now(UTC))
            database.session.commit()
    page = client.get("/sign-in")
    from tests.pages import token_of

    answer = client.post("/sign-in", data={"csrf_token": token_of(page.text), "username": person.username, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def _person(name: str, username: str, association: Association, role: Role, position: str) -> Person:
    user = accounts.create(name, username, email=f"{username}@example.test")
    associations.seat(SYSTEM, user, association, role, position)
    return Person(user.id, username)
