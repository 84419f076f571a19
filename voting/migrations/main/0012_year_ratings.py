"""Ratings of a year's projects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0012"
down_revision = "main_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("raters", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("again_of", sa.String(length=32), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("form IN ('secret', 'named')", name=op.f("ck_evaluation_form")),
        sa.CheckConstraint(
            "raters IN ('deputies', 'committee', 'group', 'assembly')", name=op.f("ck_evaluation_raters")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_evaluation_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "round_id"],
            ["round.congress_id", "round.id"],
            name=op.f("fk_evaluation_congress_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_evaluation_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_evaluation_congress_id_id")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_evaluation_programme_id_number")),
    )

    op.create_table(
        "rating_site",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("hourly", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("way IN ('site', 'web')", name=op.f("ck_rating_site_way")),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_rating_site_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_rating_site_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_site")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_rating_site_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "project_id", "name", name=op.f("uq_rating_site_congress_id_project_id_name")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_rating_site_token")),
    )

    op.create_table(
        "survey_count",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=32), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_survey_count_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_survey_count_congress_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_survey_count_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_count")),
        info={"append_only": True},
    )

    with op.batch_alter_table("survey_count", schema=None) as batch_op:
        batch_op.create_index("ix_survey_count_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "evaluation_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "evaluation_id"],
            ["evaluation.congress_id", "evaluation.id"],
            name=op.f("fk_evaluation_item_congress_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_evaluation_item_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_evaluation_item_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_item")),
        sa.UniqueConstraint(
            "congress_id",
            "evaluation_id",
            "number",
            name=op.f("uq_evaluation_item_congress_id_evaluation_id_number"),
        ),
    )

    with op.batch_alter_table("evaluation_item", schema=None) as batch_op:
        batch_op.create_index("ix_evaluation_item_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "evaluation_result",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("poll_uuid", sa.String(length=22), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "evaluation_id"],
            ["evaluation.congress_id", "evaluation.id"],
            name=op.f("fk_evaluation_result_congress_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_evaluation_result_congress_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_evaluation_result_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_result")),
        sa.UniqueConstraint(
            "congress_id", "evaluation_id", name=op.f("uq_evaluation_result_congress_id_evaluation_id")
        ),
        info={"append_only": True},
    )

    op.create_table(
        "rater",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "evaluation_id"],
            ["evaluation.congress_id", "evaluation.id"],
            name=op.f("fk_rater_congress_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_rater_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rater_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rater")),
        sa.UniqueConstraint(
            "congress_id",
            "evaluation_id",
            "person_id",
            name=op.f("uq_rater_congress_id_evaluation_id_person_id"),
        ),
    )

    with op.batch_alter_table("rater", schema=None) as batch_op:
        batch_op.create_index("ix_rater_person", ["congress_id", "person_id"], unique=False)

    op.create_table(
        "rating_sheet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "evaluation_id"],
            ["evaluation.congress_id", "evaluation.id"],
            name=op.f("fk_rating_sheet_congress_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_rating_sheet_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_sheet_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_sheet")),
        sa.UniqueConstraint(
            "congress_id",
            "evaluation_id",
            "person_id",
            "number",
            name=op.f("uq_rating_sheet_congress_id_evaluation_id_person_id_number"),
        ),
        info={"append_only": True},
    )

    op.create_table(
        "rectification",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("item_number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("again_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "evaluation_id"],
            ["evaluation.congress_id", "evaluation.id"],
            name=op.f("fk_rectification_congress_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_rectification_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_rectification_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint(
            "congress_id",
            "evaluation_id",
            "item_number",
            name=op.f("uq_rectification_congress_id_evaluation_id_item_number"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_rectification_congress_id_id")),
    )

    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index("ix_rectification_project", ["congress_id", "project_id"], unique=False)

    op.create_table(
        "resident_rating",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.String(length=100), nullable=False),
        sa.Column("sentence_state", sa.String(length=8), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("flag", sa.String(length=8), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "sentence_state IN ('none', 'waiting', 'public', 'kept')",
            name=op.f("ck_resident_rating_sentence_state"),
        ),
        sa.CheckConstraint("grade BETWEEN 0 AND 2", name=op.f("ck_resident_rating_grade")),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_resident_rating_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "site_id"],
            ["rating_site.congress_id", "rating_site.id"],
            name=op.f("fk_resident_rating_congress_id_site_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_resident_rating_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_rating")),
        sa.UniqueConstraint(
            "congress_id",
            "project_id",
            "device",
            name=op.f("uq_resident_rating_congress_id_project_id_device"),
        ),
    )

    with op.batch_alter_table("resident_rating", schema=None) as batch_op:
        batch_op.create_index("ix_resident_rating_line", ["congress_id", "line", "minute"], unique=False)

    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_table("resident_rating")
    op.drop_table("rectification")
    op.drop_table("rating_sheet")
    op.drop_table("rater")
    op.drop_table("evaluation_result")
    op.drop_table("evaluation_item")
    op.drop_table("survey_count")
    op.drop_table("rating_site")
    op.drop_table("evaluation")
