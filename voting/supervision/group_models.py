"""Tables of the supervision groups (监督小组): members, plans, sites and draws, visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id
from voting.triggers import Guard, guarded

MEMBER_PARTS = ("lead", "deputy_lead", "member")
VERDICTS = ("good", "fair", "bad")
VISIT_STATES = ("entered", "confirmed", "withdrawn")


class SupervisionGroup(Base):
    """The one group of a project; ``secretary`` is the committee (专工委) that does its paperwork."""

    __tablename__ = "supervision_group"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "project_id"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    secretary: Mapped[str] = mapped_column(String(40), default="")


class GroupMember(Base):
    """A deputy in a group, by the name that he had on joining; who leaves keeps the row (``left_on``).

    ``deputy_id`` is an entry of the roster, without a key: an entry made by mistake may be taken out there.
    """

    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("congress_id", "group_id", "deputy_id", "joined_on"),
        ForeignKeyConstraint(
            ["congress_id", "group_id"], ["supervision_group.congress_id", "supervision_group.id"]
        ),
        CheckConstraint(f"part IN {MEMBER_PARTS}", name="part"),
        Index("ix_group_member_deputy", "congress_id", "deputy_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    group_id: Mapped[str] = mapped_column(String(32))
    deputy_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(12))
    trade: Mapped[str] = mapped_column(String(40), default="")
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


@append_only
class GroupPlan(Base):
    """One wording of a group's 督办工作方案; a BodyDecision about it (kind ``group_plan``) adopts it."""

    __tablename__ = "group_plan"
    __table_args__ = (
        UniqueConstraint("congress_id", "group_id", "version"),
        ForeignKeyConstraint(
            ["congress_id", "group_id"], ["supervision_group.congress_id", "supervision_group.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    group_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


class ProjectSite(Base):
    """An address at which a project is built (实施地点); ``removed_at`` takes it out of later draws."""

    __tablename__ = "project_site"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        Index("ix_project_site_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    removed_at: Mapped[datetime | None]


@append_only
class SiteDraw(Base):
    """Sites drawn at random (随机抽点): ``sites`` as the list stood, ``drawn`` their places in it.

    Anybody who has seed and list draws the same (draws.order). Every draw stays, so that nobody draws until
    he likes the outcome without its being seen.
    """

    __tablename__ = "site_draw"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        Index("ix_site_draw_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    visit_day: Mapped[date]
    seed: Mapped[str] = mapped_column(String(64))
    sites: Mapped[list[str]] = mapped_column(JSON)
    drawn: Mapped[list[int]] = mapped_column(JSON)
    drawn_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    drawn_at: Mapped[datetime]


@guarded(
    # What a deputy has confirmed is not touched any more; what was withdrawn stays as it was.
    Guard("visit_settled_kept", "UPDATE", lambda _dialect: "OLD.state <> 'entered'"),
    Guard("visit_kept", "DELETE", lambda _dialect: "1 = 1"),
)
class Visit(Base):
    """A visit (视察记录). ``id`` is drawn by the device that wrote it, so that sending it again adds nothing.

    ``round_id`` is the round that was open when it was confirmed. ``digest`` is over what was sent, pictures
    included: the same id with other content is refused.
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        CheckConstraint(f"state IN {VISIT_STATES}", name="state"),
        Index("ix_visit_project", "congress_id", "project_id"),
        Index("ix_visit_round", "congress_id", "round_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(10), default="entered")
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(100))
    verdict: Mapped[str] = mapped_column(String(4))
    sentence: Mapped[str] = mapped_column(String(200), default="")
    suggestion: Mapped[str] = mapped_column(String(200), default="")
    recheck: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    confirmed_as: Mapped[str | None] = mapped_column(String(32))  # the deputy's entry in the roster
    confirmed_at: Mapped[datetime | None]


@append_only
@guarded(
    Guard(
        "visit_guest_before_settled",
        "INSERT",
        lambda _dialect: (
            "EXISTS (SELECT 1 FROM visit WHERE visit.id = NEW.visit_id AND visit.state <> 'entered')"
        ),
    ),
)
class VisitGuest(Base):
    """A deputy who took part in a visit, by the name in the group then."""

    __tablename__ = "visit_guest"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "visit_id"], ["visit.congress_id", "visit.id"]),
        Index("ix_visit_guest_deputy", "congress_id", "deputy_id"),
    )

    congress_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    visit_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    deputy_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


def as_data(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The named columns as JSON holds them."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }
