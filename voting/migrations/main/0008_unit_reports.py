"""What units report, lights, money."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0008"
down_revision = "main_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'returned', 'accepted')", name=op.f("ck_report_state")
        ),
        sa.CheckConstraint("accepted <= version", name=op.f("ck_report_accepted")),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_report_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_report_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_report_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_report_congress_id_id")),
        sa.UniqueConstraint("round_id", "project_id", name=op.f("uq_report_round_id_project_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "report_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "report_id"],
            ["report.congress_id", "report.id"],
            name=op.f("fk_report_draft_congress_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_report_draft_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_report_draft_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_report_draft_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_draft")),
        sa.UniqueConstraint("congress_id", "report_id", name=op.f("uq_report_draft_congress_id_report_id")),
    )

    op.create_table(
        "report_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "report_id"],
            ["report.congress_id", "report.id"],
            name=op.f("fk_report_version_congress_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_report_version_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_report_version_congress_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_version_unit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_report_version_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint(
            "congress_id",
            "report_id",
            "version",
            name=op.f("uq_report_version_congress_id_report_id_version"),
        ),
        info={"append_only": True},
    )

    op.create_table(
        "money_figure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("allotted", sa.String(length=16), nullable=False),
        sa.Column("arrived", sa.String(length=16), nullable=False),
        sa.Column("paid", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_money_figure_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_money_figure_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_money_figure_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_money_figure_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_figure")),
        sa.UniqueConstraint(
            "round_id", "project_id", "version", name=op.f("uq_money_figure_round_id_project_id_version")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("money_figure", schema=None) as batch_op:
        batch_op.create_index("ix_money_figure_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "light_reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("money", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "colour IN ('none', 'blue', 'green', 'yellow', 'orange', 'red')",
            name=op.f("ck_light_reading_colour"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_light_reading_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_light_reading_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_light_reading_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_light_reading")),
        sa.UniqueConstraint(
            "round_id", "project_id", "version", name=op.f("uq_light_reading_round_id_project_id_version")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("light_reading", schema=None) as batch_op:
        batch_op.create_index(
            "ix_light_reading_project", ["congress_id", "project_id", "as_of"], unique=False
        )

    op.create_table(
        "light_override",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed", sa.String(length=8), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_light_override_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_light_override_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_light_override_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_light_override_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_light_override")),
        sa.UniqueConstraint(
            "round_id", "project_id", "version", name=op.f("uq_light_override_round_id_project_id_version")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("light_override", schema=None) as batch_op:
        batch_op.create_index("ix_light_override_project", ["congress_id", "project_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("light_override", schema=None) as batch_op:
        batch_op.drop_index("ix_light_override_project")

    op.drop_table("light_override")

    with op.batch_alter_table("light_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_light_reading_project")

    op.drop_table("light_reading")

    with op.batch_alter_table("money_figure", schema=None) as batch_op:
        batch_op.drop_index("ix_money_figure_project")

    op.drop_table("money_figure")

    op.drop_table("report_version")

    op.drop_table("report_draft")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_project")

    op.drop_table("report")
