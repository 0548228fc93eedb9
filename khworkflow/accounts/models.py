"""People and how they come in: accounts, one-time links, sign-ins, failed tries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from khworkflow.core.db import Model, fk, intpk, version


class User(Model):
    """A person. The e-mail may be absent, or one mailbox shared by several; the username is his own."""

    __tablename__ = "user_account"

    id: Mapped[intpk]
    username: Mapped[str] = mapped_column(unique=True)  # as typed to sign in, lower case: an address, a phone number
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # core.text.given_name_first
    email: Mapped[str | None]
    phone: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="vi")
    password_hash: Mapped[str | None]  # None until the invitation is taken up
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = version()

    __mapper_args__ = {"version_id_col": version}


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, no secret


class OneTimeLink(Model):
    """A link that lets its holder set a password once; only the token's hash is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[intpk]
    user_id: Mapped[int] = fk("user_account.id")
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Model):
    """One signed-in browser; deleting the row ends it at once."""

    __tablename__ = "sign_in"

    id: Mapped[intpk]
    user_id: Mapped[int] = fk("user_account.id")
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str]  # of the network, as seen by the server
    agent: Mapped[str]


class FailedSignIn(Model):
    """A try that failed; counted to slow the next one down, never to lock the owner out."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        CheckConstraint("length(username) <= 200", "username_cut"),
        Index("ix_failed_sign_in_username_network_at", "username", "network", "at"),
        Index("ix_failed_sign_in_network_at", "network", "at"),
    )

    id: Mapped[intpk]
    username: Mapped[str]
    network: Mapped[str]  # /24 or /64 of the address
    at: Mapped[datetime]
