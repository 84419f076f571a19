"""Special reports and questionings, what was handed to the government there, changes of projects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0011"
down_revision = "main_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hearing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=100), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('report', 'questioning')", name=op.f("ck_hearing_kind")),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_hearing_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_hearing_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_hearing_congress_id_id")),
    )

    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.create_index("ix_hearing_programme", ["congress_id", "programme_id"], unique=False)

    op.create_table(
        "hearing_paper",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("hearing_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "step IN ('draft', 'final', 'members', 'opinions', 'answer')", name=op.f("ck_hearing_paper_step")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "hearing_id"],
            ["hearing.congress_id", "hearing.id"],
            name=op.f("fk_hearing_paper_congress_id_hearing_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_hearing_paper_congress_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_hearing_paper_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_paper")),
        sa.UniqueConstraint(
            "congress_id",
            "hearing_id",
            "step",
            "version",
            name=op.f("uq_hearing_paper_congress_id_hearing_id_step_version"),
        ),
        info={"append_only": True},
    )

    op.create_table(
        "hearing_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("hearing_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(length=40), nullable=False),
        sa.Column("asked_of", sa.String(length=100), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "hearing_id"],
            ["hearing.congress_id", "hearing.id"],
            name=op.f("fk_hearing_question_congress_id_hearing_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_hearing_question_congress_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_hearing_question_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_question")),
        sa.UniqueConstraint(
            "congress_id",
            "hearing_id",
            "number",
            name=op.f("uq_hearing_question_congress_id_hearing_id_number"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_hearing_question_congress_id_id")),
        info={"append_only": True},
    )

    op.create_table(
        "hearing_reply",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "question_id"],
            ["hearing_question.congress_id", "hearing_question.id"],
            name=op.f("fk_hearing_reply_congress_id_question_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_hearing_reply_congress_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_hearing_reply_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_reply")),
        sa.UniqueConstraint(
            "congress_id",
            "question_id",
            "version",
            name=op.f("uq_hearing_reply_congress_id_question_id_version"),
        ),
        info={"append_only": True},
    )

    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("hearing_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_of", sa.String(length=100), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("question_id", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('opinion', 'promise')", name=op.f("ck_assignment_kind")),
        sa.ForeignKeyConstraint(
            ["congress_id", "hearing_id"],
            ["hearing.congress_id", "hearing.id"],
            name=op.f("fk_assignment_congress_id_hearing_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_assignment_congress_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_assignment_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "congress_id",
            "hearing_id",
            "kind",
            "number",
            name=op.f("uq_assignment_congress_id_hearing_id_kind_number"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_assignment_congress_id_id")),
    )

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_assignment_project_id"), ["project_id"], unique=False)

    op.create_table(
        "assignment_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('answer', 'confirm', 'hand_back')", name=op.f("ck_assignment_entry_kind")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "assignment_id"],
            ["assignment.congress_id", "assignment.id"],
            name=op.f("fk_assignment_entry_congress_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_assignment_entry_congress_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_assignment_entry_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_entry")),
        sa.UniqueConstraint(
            "congress_id",
            "assignment_id",
            "number",
            name=op.f("uq_assignment_entry_congress_id_assignment_id_number"),
        ),
        info={"append_only": True},
    )

    op.create_table(
        "change_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("plan_before", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(length=32), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("put_forward_on", sa.Date(), nullable=True),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=True),
        sa.Column("plan_after", sa.Integer(), nullable=True),
        sa.Column("notice_no", sa.String(length=40), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('adjust', 'suspend', 'resume', 'terminate')", name=op.f("ck_change_request_kind")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "decision_id"],
            ["body_decision.congress_id", "body_decision.id"],
            name=op.f("fk_change_request_congress_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "programme_id"],
            ["programme.congress_id", "programme.id"],
            name=op.f("fk_change_request_congress_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "project_id"],
            ["chosen_project.congress_id", "chosen_project.id"],
            name=op.f("fk_change_request_congress_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_change_request_congress_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_change_request_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_change_request_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id",
            "programme_id",
            "number",
            name=op.f("uq_change_request_congress_id_programme_id_number"),
        ),
    )

    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_change_request_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(op.f("ix_change_request_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.drop_index("ix_change_request_programme_id")
        batch_op.drop_index("ix_change_request_project_id")

    op.drop_table("change_request")

    op.drop_table("assignment_entry")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_project_id")

    op.drop_table("assignment")

    op.drop_table("hearing_reply")

    op.drop_table("hearing_question")

    op.drop_table("hearing_paper")

    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.drop_index("ix_hearing_programme")

    op.drop_table("hearing")
