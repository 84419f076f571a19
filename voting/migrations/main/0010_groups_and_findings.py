"""Groups, visits, findings, letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0010"
down_revision = "main_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supervision_group",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("secretary", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_supervision_group_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_supervision_group_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_group")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_supervision_group_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "project_id", name=op.f("uq_supervision_group_congress_id_project_id")
        ),
    )

    op.create_table(
        "group_member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("deputy_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("trade", sa.String(length=40), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("part IN ('lead', 'deputy_lead', 'member')", name=op.f("ck_group_member_part")),
        sa.ForeignKeyConstraint(
            ["congress_id", "group_id"],
            ["supervision_group.congress_id", "supervision_group.id"],
            name=op.f("fk_group_member_congress_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_group_member_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint(
            "congress_id",
            "group_id",
            "deputy_id",
            "joined_on",
            name=op.f("uq_group_member_congress_id_group_id_deputy_id_joined_on"),
        ),
    )

    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index("ix_group_member_deputy", ["congress_id", "deputy_id"], unique=False)

    op.create_table(
        "group_plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "group_id"],
            ["supervision_group.congress_id", "supervision_group.id"],
            name=op.f("fk_group_plan_congress_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_group_plan_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_group_plan_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_plan")),
        sa.UniqueConstraint(
            "congress_id", "group_id", "version", name=op.f("uq_group_plan_congress_id_group_id_version")
        ),
        info={"append_only": True},
    )

    op.create_table(
        "project_site",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_project_site_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_project_site_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_site")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_project_site_congress_id_id")),
    )

    with op.batch_alter_table("project_site", schema=None) as batch_op:
        batch_op.create_index("ix_project_site_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "site_draw",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("visit_day", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_by", sa.String(length=32), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_site_draw_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_site_draw_congress_id")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_site_draw_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_draw")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_site_draw_congress_id_id")),
        info={"append_only": True},
    )

    with op.batch_alter_table("site_draw", schema=None) as batch_op:
        batch_op.create_index("ix_site_draw_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=4), nullable=False),
        sa.Column("sentence", sa.String(length=200), nullable=False),
        sa.Column("suggestion", sa.String(length=200), nullable=False),
        sa.Column("recheck", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(length=32), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.Column("confirmed_as", sa.String(length=32), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('entered', 'confirmed', 'withdrawn')", name=op.f("ck_visit_state")),
        sa.CheckConstraint("verdict IN ('good', 'fair', 'bad')", name=op.f("ck_visit_verdict")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_visit_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_visit_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_visit_congress_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_visit_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_visit_congress_id_id")),
    )

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_project", ["congress_id", "project_id"], unique=False)
        batch_op.create_index("ix_visit_round", ["congress_id", "round_id"], unique=False)

    op.create_table(
        "visit_guest",
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("deputy_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "visit_id"],
            ["visit.congress_id", "visit.id"],
            name=op.f("fk_visit_guest_congress_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("congress_id", "visit_id", "deputy_id", name=op.f("pk_visit_guest")),
        info={"append_only": True},
    )

    with op.batch_alter_table("visit_guest", schema=None) as batch_op:
        batch_op.create_index("ix_visit_guest_deputy", ["congress_id", "deputy_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('supervision', 'assignment')", name=op.f("ck_letter_kind")),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_letter_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "unit_id"],
            ["unit.congress_id", "unit.id"],
            name=op.f("fk_letter_congress_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_letter_congress_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_letter_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("congress_id", "document_no", name=op.f("uq_letter_congress_id_document_no")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_letter_congress_id_id")),
        info={"append_only": True},
    )

    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("demand", sa.String(length=300), nullable=False),
        sa.Column("letter_id", sa.String(length=32), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("came_back", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'issued', 'answered', 'closed', 'dropped')", name=op.f("ck_finding_state")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_finding_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "unit_id"],
            ["unit.congress_id", "unit.id"],
            name=op.f("fk_finding_congress_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "visit_id"],
            ["visit.congress_id", "visit.id"],
            name=op.f("fk_finding_congress_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_finding_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_finding_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "programme_id", "number", name=op.f("uq_finding_congress_id_programme_id_number")
        ),
    )

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_project", ["congress_id", "project_id"], unique=False)
        batch_op.create_index("ix_finding_unit", ["congress_id", "unit_id"], unique=False)

    op.create_table(
        "finding_step",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("finding_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.String(length=32), nullable=True),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("deputy_id", sa.String(length=32), nullable=True),
        sa.Column("round_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('raised', 'issued', 'answered', 'returned', 'closed', 'escalated', 'dropped')",
            name=op.f("ck_finding_step_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "finding_id"],
            ["finding.congress_id", "finding.id"],
            name=op.f("fk_finding_step_congress_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_finding_step_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_step")),
        sa.UniqueConstraint(
            "congress_id", "finding_id", "seq", name=op.f("uq_finding_step_congress_id_finding_id_seq")
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_finding_step_congress_id_id")),
        info={"append_only": True},
    )

    with op.batch_alter_table("finding_step", schema=None) as batch_op:
        batch_op.create_index("ix_finding_step_deputy", ["congress_id", "deputy_id"], unique=False)
        batch_op.create_index("ix_finding_step_round", ["congress_id", "round_id"], unique=False)

    op.create_table(
        "step_file",
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("step_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "step_id"],
            ["finding_step.congress_id", "finding_step.id"],
            name=op.f("fk_step_file_congress_id_step_id"),
        ),
        sa.PrimaryKeyConstraint("congress_id", "step_id", "digest", name=op.f("pk_step_file")),
        info={"append_only": True},
    )


def downgrade() -> None:
    op.drop_table("step_file")
    op.drop_table("finding_step")
    op.drop_table("finding")
    op.drop_table("letter")
    op.drop_table("visit_guest")
    op.drop_table("visit")
    op.drop_table("site_draw")
    op.drop_table("project_site")
    op.drop_table("group_plan")
    op.drop_table("group_member")
    op.drop_table("supervision_group")
