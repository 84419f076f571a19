"""a year's projects, plans and rounds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0006"
down_revision = "main_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_body_decision_congress_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_body_decision_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_decision")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_body_decision_congress_id_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("body_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_body_decision_subject", ["congress_id", "subject_kind", "subject_id"], unique=False
        )

    op.create_table(
        "holiday",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_holiday_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("congress_id", "day", name=op.f("uq_holiday_congress_id_day")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("ballots", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name=op.f("ck_programme_year")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_programme_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_programme_congress_id_id")),
        sa.UniqueConstraint("congress_id", "year", name=op.f("uq_programme_congress_id_year")),
    )
    op.create_table(
        "chosen_project",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("promise_digest", sa.String(length=64), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_chosen_project_number")),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_chosen_project_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_chosen_project_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chosen_project")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_chosen_project_congress_id_id")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_chosen_project_programme_id_number")),
        sa.UniqueConstraint("token", name=op.f("uq_chosen_project_token")),
    )
    with op.batch_alter_table("chosen_project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chosen_project_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_chosen_project_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("report_due", sa.Date(), nullable=False),
        sa.Column("inspect_due", sa.Date(), nullable=True),
        sa.Column("rating_due", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('monthly', 'quarterly', 'half_year', 'year_end')", name=op.f("ck_round_kind")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 12", name=op.f("ck_round_number")),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_round_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_round_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_round_congress_id_id")),
        sa.UniqueConstraint("programme_id", "kind", "number", name=op.f("uq_round_programme_id_kind_number")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=True),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_plan_version_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_plan_version_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_plan_version_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint(
            "congress_id",
            "project_id",
            "version",
            name=op.f("uq_plan_version_congress_id_project_id_version"),
        ),
        info={"append_only": True},
    )
    op.create_table(
        "project_unit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "part IN ('lead', 'responsible', 'support', 'owner')", name=op.f("ck_project_unit_part")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_project_unit_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_project_unit_congress_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_unit")),
        sa.UniqueConstraint(
            "congress_id",
            "project_id",
            "unit_id",
            "part",
            name=op.f("uq_project_unit_congress_id_project_id_unit_id_part"),
        ),
    )
    with op.batch_alter_table("project_unit", schema=None) as batch_op:
        batch_op.create_index("ix_project_unit_unit", ["congress_id", "unit_id"], unique=False)

    op.create_table(
        "round_seal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.String(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_round_seal_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_round_seal_congress_id")),
        sa.ForeignKeyConstraint(["sealed_by"], ["person.id"], name=op.f("fk_round_seal_sealed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_seal")),
        sa.UniqueConstraint("congress_id", "round_id", name=op.f("uq_round_seal_congress_id_round_id")),
        sa.UniqueConstraint("congress_id", "seq", name=op.f("uq_round_seal_congress_id_seq")),
        info={"append_only": True},
    )


def downgrade() -> None:
    op.drop_table("round_seal")
    with op.batch_alter_table("project_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_project_unit_unit")

    op.drop_table("project_unit")
    op.drop_table("plan_version")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_programme_id"))

    op.drop_table("round")
    with op.batch_alter_table("chosen_project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chosen_project_programme_id"))
        batch_op.drop_index(batch_op.f("ix_chosen_project_draft_id"))

    op.drop_table("chosen_project")
    op.drop_table("programme")
    op.drop_table("holiday")
    with op.batch_alter_table("body_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_body_decision_subject")

    op.drop_table("body_decision")
