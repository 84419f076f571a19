"""Tables of what residents say of a project beside it: advisory, counted apart, without accounts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id

WAYS = ("site", "web")
SENTENCE_STATES = ("none", "waiting", "public", "kept")


def _of_project() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
    )


class RatingSite(Base):
    """A place (or the web) where residents rate a project; ``token`` stands in its QR code."""

    __tablename__ = "rating_site"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "project_id", "name"),
        _of_project(),
        CheckConstraint(f"way IN {WAYS}", name="way"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    way: Mapped[str] = mapped_column(String(4), default="site")
    name: Mapped[str] = mapped_column(String(40))
    token: Mapped[str] = mapped_column(String(16), unique=True)
    hourly: Mapped[int] = mapped_column(default=60)
    begins: Mapped[date]
    ends: Mapped[date]
    closed_at: Mapped[datetime | None]


class ResidentRating(Base):
    """One device's opinion of one project; a later one of the same device takes its place.

    ``grade`` is 0 满意, 1 基本满意, 2 不满意. ``device`` and ``line`` are keyed digests that lead back to
    nobody; that of the line changes every day. ``flag`` says why the office should look (burst, daily, unit);
    ``set_aside`` that it did and left it out of the counts. ``minute`` is when.
    """

    __tablename__ = "resident_rating"
    __table_args__ = (
        UniqueConstraint("congress_id", "project_id", "device"),
        _of_project(),
        ForeignKeyConstraint(["congress_id", "site_id"], ["rating_site.congress_id", "rating_site.id"]),
        CheckConstraint("grade BETWEEN 0 AND 2", name="grade"),
        CheckConstraint(f"sentence_state IN {SENTENCE_STATES}", name="sentence_state"),
        Index("ix_resident_rating_line", "congress_id", "line", "minute"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    site_id: Mapped[str] = mapped_column(String(32))
    grade: Mapped[int]
    sentence: Mapped[str] = mapped_column(String(100), default="")
    sentence_state: Mapped[str] = mapped_column(String(8), default="none")
    device: Mapped[str] = mapped_column(String(64))
    line: Mapped[str] = mapped_column(String(64))
    flag: Mapped[str] = mapped_column(String(8), default="")
    set_aside: Mapped[bool] = mapped_column(default=False)
    minute: Mapped[datetime]


@append_only
class SurveyCount(Base):
    """What another group said, counted elsewhere (door survey, poll of residents), with its source.

    The latest entry of a project and ``name`` stands.
    """

    __tablename__ = "survey_count"
    __table_args__ = (_of_project(), Index("ix_survey_count_project", "congress_id", "project_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(40))
    satisfied: Mapped[int]
    fair: Mapped[int]
    dissatisfied: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    entered_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
