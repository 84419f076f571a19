"""the model of ideas, calls and candidates: first part"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0003_1"
down_revision = "main_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state", ["state"], unique=False)
        batch_op.create_index("ix_job_target", ["congress_id", "kind", "target_id"], unique=False)
    op.create_table(
        "author_access",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_author_access_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_access")),
        info={"append_only": True},
    )
    with op.batch_alter_table("author_access", schema=None) as batch_op:
        batch_op.create_index("ix_author_access_idea", ["congress_id", "idea_id"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("previous_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("initiator", sa.String(length=20), nullable=False),
        sa.Column("initiator_name", sa.String(length=100), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("all_year", sa.Boolean(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("privacy_notice", sa.Text(), nullable=False),
        sa.Column("privacy_version", sa.Integer(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("public_reasons", sa.Boolean(), nullable=False),
        sa.Column("public_lists", sa.Boolean(), nullable=False),
        sa.Column("support_counts", sa.Boolean(), nullable=False),
        sa.Column("name_required", sa.Boolean(), nullable=False),
        sa.Column("phone_required", sa.Boolean(), nullable=False),
        sa.Column("photos_most", sa.Integer(), nullable=False),
        sa.Column("device_daily", sa.Integer(), nullable=False),
        sa.Column("station_hourly", sa.Integer(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_call_desk")),
        sa.CheckConstraint(
            "initiator IN ('government_office', 'development_bureau', 'both_offices', 'congress')",
            name=op.f("ck_call_initiator"),
        ),
        sa.CheckConstraint(
            "all_year OR (begins IS NOT NULL AND ends IS NOT NULL)", name=op.f("ck_call_period")
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name=op.f("ck_call_year")),
        sa.ForeignKeyConstraint(
            ["congress_id", "previous_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_call_congress_id_previous_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_call_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_call_congress_id_id")),
    )
    op.create_table(
        "station",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("hours", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('centre', 'community', 'industry', 'mobile')", name=op.f("ck_station_kind")
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_station_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_station_congress_id_id")),
        sa.UniqueConstraint("congress_id", "name", name=op.f("uq_station_congress_id_name")),
        sa.UniqueConstraint("token", name=op.f("uq_station_token")),
    )
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_synonym_group_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
    )
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_synonym_group_congress_id"), ["congress_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("short", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('department', 'township', 'other')", name=op.f("ck_unit_kind")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_unit_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_unit_congress_id_id")),
        sa.UniqueConstraint("congress_id", "name", name=op.f("uq_unit_congress_id_name")),
    )
    op.create_table(
        "advisory_poll",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("begins", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.CheckConstraint("most > 0", name=op.f("ck_advisory_poll_most")),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_advisory_poll_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_advisory_poll_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_poll")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_advisory_poll_congress_id_id")),
    )
    with op.batch_alter_table("advisory_poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advisory_poll_call_id"), ["call_id"], unique=False)
    op.create_table(
        "candidate_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("candidate_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_candidate_draft_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "parent_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_candidate_draft_congress_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_candidate_draft_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_draft")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_candidate_draft_congress_id_id")),
        sa.UniqueConstraint("token", name=op.f("uq_candidate_draft_token")),
    )
    with op.batch_alter_table("candidate_draft", schema=None) as batch_op:
        batch_op.create_index("ix_candidate_draft_call", ["congress_id", "call_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_draft_candidate_id"), ["candidate_id"], unique=False)
    op.create_table(
        "candidate_notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_candidate_notice_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_candidate_notice_congress_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_candidate_notice_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_notice")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_candidate_notice_congress_id_id")),
    )
    with op.batch_alter_table("candidate_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_notice_call_id"), ["call_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=True),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('suggestion_letter', 'assessment_task', 'adoption_table', 'bill', 'review', "
            "'assignment')",
            name=op.f("ck_handover_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_handover_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_handover_congress_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_handover_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint(
            "congress_id",
            "call_id",
            "kind",
            "document_no",
            "version",
            name=op.f("uq_handover_congress_id_call_id_kind_document_no_version"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_handover_congress_id_id")),
        info={"append_only": True},
    )
    op.create_table(
        "idea",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("station_id", sa.String(length=32), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("deputy_id", sa.String(length=32), nullable=True),
        sa.Column("entered_by", sa.String(length=32), nullable=True),
        sa.Column("handler_id", sa.String(length=32), nullable=True),
        sa.Column("import_id", sa.String(length=32), nullable=True),
        sa.Column("split_from", sa.String(length=32), nullable=True),
        sa.Column("origin_congress_id", sa.String(length=32), nullable=True),
        sa.Column("origin_id", sa.String(length=32), nullable=True),
        sa.Column("follow_digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("listed_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("compared_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('form', 'paper', 'phone', 'letter', 'hotline', "
            "'deputy', 'department', 'excel', 'library', 'handover', 'level')",
            name=op.f("ck_idea_channel"),
        ),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_idea_desk")),
        sa.CheckConstraint("kind IN ('original', 'merged', 'part')", name=op.f("ck_idea_kind")),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_idea_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "split_from"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_congress_id_split_from"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "station_id"],
            ["station.congress_id", "station.id"],
            name=op.f("fk_idea_congress_id_station_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "unit_id"],
            ["unit.congress_id", "unit.id"],
            name=op.f("fk_idea_congress_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_congress_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_idea_entered_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["person.id"], name=op.f("fk_idea_handler_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_idea_congress_id_id")),
        sa.UniqueConstraint("congress_id", "number", name=op.f("uq_idea_congress_id_number")),
    )
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index("ix_idea_category", ["congress_id", "call_id", "category"], unique=False)
        batch_op.create_index("ix_idea_import", ["congress_id", "import_id"], unique=False)
        batch_op.create_index(
            "ix_idea_inbox", ["congress_id", "call_id", "desk", "state", "number"], unique=False
        )
        batch_op.create_index("ix_idea_split", ["congress_id", "split_from"], unique=False)
        batch_op.create_index("ix_idea_station", ["congress_id", "station_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_station")
        batch_op.drop_index("ix_idea_split")
        batch_op.drop_index("ix_idea_inbox")
        batch_op.drop_index("ix_idea_import")
        batch_op.drop_index("ix_idea_category")
    op.drop_table("idea")
    op.drop_table("handover")
    with op.batch_alter_table("candidate_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_notice_call_id"))
    op.drop_table("candidate_notice")
    with op.batch_alter_table("candidate_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_draft_candidate_id"))
        batch_op.drop_index("ix_candidate_draft_call")
    op.drop_table("candidate_draft")
    with op.batch_alter_table("advisory_poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advisory_poll_call_id"))
    op.drop_table("advisory_poll")
    op.drop_table("unit")
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_synonym_group_congress_id"))
    op.drop_table("synonym_group")
    op.drop_table("station")
    op.drop_table("call")
    with op.batch_alter_table("author_access", schema=None) as batch_op:
        batch_op.drop_index("ix_author_access_idea")
    op.drop_table("author_access")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_target")
        batch_op.drop_index("ix_job_state")
    op.drop_table("job")
