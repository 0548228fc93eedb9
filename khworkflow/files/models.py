"""Files: bytes kept once under their SHA-256, and the names under which people gave them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from khworkflow.core.db import Model, fk, intpk


class File(Model):
    """A file somebody gave or the system made; its bytes lie in the store under ``sha256``."""

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", "sha256_is_hex"),
        CheckConstraint("size > 0", "size_positive"),
        Index("ix_file_sha256", "sha256"),
    )

    id: Mapped[intpk]
    sha256: Mapped[str]
    size: Mapped[int]  # bytes
    media_type: Mapped[str]
    name: Mapped[str]  # as shown: NFC, cleaned, at most 150 characters
    given_by_id: Mapped[int | None] = fk("user_account.id")
    given_at: Mapped[datetime]

    first_page: Mapped[FirstPage | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin="foreign(File.sha256) == FirstPage.sha256"
    )


class FirstPage(Model):
    """The first page of a PDF as a picture, which lies in the store beside it; or that it could not be drawn."""

    __tablename__ = "first_page"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: Mapped[intpk]
    sha256: Mapped[str]  # of the PDF
    picture_sha256: Mapped[str | None]
    drawn_at: Mapped[datetime]
