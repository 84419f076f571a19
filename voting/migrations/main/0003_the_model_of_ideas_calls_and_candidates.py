"""the model of ideas calls and candidates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0003"
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

    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_publication_desk")),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_publication_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_publication_congress_id")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_publication_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint(
            "congress_id",
            "call_id",
            "desk",
            "number",
            name=op.f("uq_publication_congress_id_call_id_desk_number"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_publication_congress_id_id")),
    )
    op.create_table(
        "scope_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.CheckConstraint("side IN ('positive', 'negative')", name=op.f("ck_scope_item_side")),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_scope_item_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_scope_item_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_item")),
        sa.UniqueConstraint(
            "congress_id",
            "call_id",
            "side",
            "position",
            name=op.f("uq_scope_item_congress_id_call_id_side_position"),
        ),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_scope_item_congress_id_id")),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("outcome IN ('agreed', 'changed', 'returned')", name=op.f("ck_sign_off_outcome")),
        sa.CheckConstraint(
            "step IN ('consultation', 'joint_meeting', 'government_meeting', 'party_committee', "
            "'standing_committee', 'presidium')",
            name=op.f("ck_sign_off_step"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_sign_off_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_sign_off_congress_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_sign_off_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_sign_off_congress_id_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_call", ["congress_id", "call_id"], unique=False)

    op.create_table(
        "station_deputy",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("station_id", sa.String(length=32), nullable=False),
        sa.Column("deputy_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "station_id"],
            ["station.congress_id", "station.id"],
            name=op.f("fk_station_deputy_congress_id_station_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_station_deputy_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_deputy")),
        sa.UniqueConstraint(
            "congress_id",
            "station_id",
            "deputy_id",
            name=op.f("uq_station_deputy_congress_id_station_id_deputy_id"),
        ),
    )
    op.create_table(
        "station_officer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("station_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "station_id"],
            ["station.congress_id", "station.id"],
            name=op.f("fk_station_officer_congress_id_station_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_station_officer_congress_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_station_officer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_officer")),
        sa.UniqueConstraint(
            "congress_id",
            "station_id",
            "person_id",
            name=op.f("uq_station_officer_congress_id_station_id_person_id"),
        ),
    )
    with op.batch_alter_table("station_officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_officer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "unit_member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "unit_id"],
            ["unit.congress_id", "unit.id"],
            name=op.f("fk_unit_member_congress_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_unit_member_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unit_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_member")),
        sa.UniqueConstraint(
            "congress_id", "unit_id", "person_id", name=op.f("uq_unit_member_congress_id_unit_id_person_id")
        ),
    )
    with op.batch_alter_table("unit_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "advisory_count",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_advisory_count_count")),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_advisory_count_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["advisory_poll.congress_id", "advisory_poll.id"],
            name=op.f("fk_advisory_count_congress_id_poll_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_advisory_count_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_count")),
        sa.UniqueConstraint(
            "congress_id", "poll_id", "draft_id", name=op.f("uq_advisory_count_congress_id_poll_id_draft_id")
        ),
    )
    op.create_table(
        "advisory_device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["advisory_poll.congress_id", "advisory_poll.id"],
            name=op.f("fk_advisory_device_congress_id_poll_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_advisory_device_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_device")),
        sa.UniqueConstraint(
            "congress_id",
            "poll_id",
            "device_digest",
            name=op.f("uq_advisory_device_congress_id_poll_id_device_digest"),
        ),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("opinion", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("estimate", sa.String(length=16), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_assessment_desk")),
        sa.CheckConstraint(
            "opinion = '' OR opinion IN ('feasible', 'conditional', 'infeasible', 'under_way', 'not_ours')",
            name=op.f("ck_assessment_opinion"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_assessment_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_assessment_asked_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_assessment_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "unit_id"],
            ["unit.congress_id", "unit.id"],
            name=op.f("fk_assessment_congress_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_assessment_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "unit_id", name=op.f("uq_assessment_congress_id_idea_id_unit_id")
        ),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessment_unit", ["congress_id", "unit_id", "answered_at", "due"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("referred_to", sa.String(length=60), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("publication_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "outcome = 'adopt' OR (reason_code <> '' AND sentence <> '')", name=op.f("ck_decision_reason")
        ),
        sa.CheckConstraint(
            "outcome IN ('adopt', 'keep', 'refer', 'postpone')", name=op.f("ck_decision_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_decision_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "publication_id"],
            ["publication.congress_id", "publication.id"],
            name=op.f("fk_decision_congress_id_publication_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_decision_congress_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_decision_prepared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_publication", ["congress_id", "publication_id"], unique=False)
        batch_op.create_index(
            "uq_decision_pending",
            ["congress_id", "idea_id"],
            unique=True,
            sqlite_where=sa.text("publication_id IS NULL"),
            postgresql_where=sa.text("publication_id IS NULL"),
        )

    op.create_table(
        "draft_source",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_draft_source_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_draft_source_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_draft_source_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_source")),
        sa.UniqueConstraint(
            "congress_id", "draft_id", "idea_id", name=op.f("uq_draft_source_congress_id_draft_id_idea_id")
        ),
    )
    with op.batch_alter_table("draft_source", schema=None) as batch_op:
        batch_op.create_index("ix_draft_source_idea", ["congress_id", "idea_id"], unique=False)

    op.create_table(
        "draft_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_draft_version_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_draft_version_congress_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_draft_version_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint(
            "congress_id", "draft_id", "version", name=op.f("uq_draft_version_congress_id_draft_id_version")
        ),
        info={"append_only": True},
    )
    op.create_table(
        "handover_receipt",
        sa.Column("handover_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("signed_for", sa.String(length=60), nullable=False),
        sa.Column("received_by", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "handover_id"],
            ["handover.congress_id", "handover.id"],
            name=op.f("fk_handover_receipt_congress_id_handover_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_handover_receipt_congress_id")
        ),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_handover_receipt_received_by")),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover_receipt")),
        info={"append_only": True},
    )
    op.create_table(
        "idea_author",
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("erase_after", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_author_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_author_congress_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_author")),
    )
    with op.batch_alter_table("idea_author", schema=None) as batch_op:
        batch_op.create_index("ix_idea_author_kept", ["congress_id", "erase_after"], unique=False)

    op.create_table(
        "idea_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_idea_note_desk")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_note_author_id")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_note_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_note_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_note")),
    )
    with op.batch_alter_table("idea_note", schema=None) as batch_op:
        batch_op.create_index("ix_idea_note_idea", ["congress_id", "idea_id"], unique=False)

    op.create_table(
        "idea_photo",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("upload_sha", sa.String(length=64), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("small_sha", sa.String(length=64), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_idea_photo_state")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_photo_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_photo_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_photo")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "position", name=op.f("uq_idea_photo_congress_id_idea_id_position")
        ),
    )
    with op.batch_alter_table("idea_photo", schema=None) as batch_op:
        batch_op.create_index("ix_idea_photo_state", ["state"], unique=False)

    op.create_table(
        "library_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by_call", sa.String(length=32), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_library_entry_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "taken_by_call"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_library_entry_congress_id_taken_by_call"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_library_entry_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_entry")),
        sa.UniqueConstraint("congress_id", "idea_id", name=op.f("uq_library_entry_congress_id_idea_id")),
    )
    op.create_table(
        "merging",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("head_id", sa.String(length=32), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("merged_by", sa.String(length=32), nullable=False),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "head_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_merging_congress_id_head_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_merging_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_merging_congress_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["person.id"], name=op.f("fk_merging_merged_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_merging_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merging")),
    )
    with op.batch_alter_table("merging", schema=None) as batch_op:
        batch_op.create_index("ix_merging_head", ["congress_id", "head_id"], unique=False)
        batch_op.create_index(
            "uq_merging_live",
            ["congress_id", "idea_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("follow_digest", sa.String(length=64), nullable=False),
        sa.Column("erase_after", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_objection_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "notice_id"],
            ["candidate_notice.congress_id", "candidate_notice.id"],
            name=op.f("fk_objection_congress_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_objection_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("congress_id", "number", name=op.f("uq_objection_congress_id_number")),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no', 'unsure')", name=op.f("ck_screening_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_screening_answered_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_screening_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "item_id"],
            ["scope_item.congress_id", "scope_item.id"],
            name=op.f("fk_screening_congress_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_screening_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "item_id", name=op.f("uq_screening_congress_id_idea_id_item_id")
        ),
    )
    op.create_table(
        "sign_off_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sign_off_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('kept', 'changed', 'dropped')", name=op.f("ck_sign_off_item_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_sign_off_item_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "sign_off_id"],
            ["sign_off.congress_id", "sign_off.id"],
            name=op.f("fk_sign_off_item_congress_id_sign_off_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_sign_off_item_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_item")),
        sa.UniqueConstraint(
            "congress_id",
            "sign_off_id",
            "draft_id",
            name=op.f("uq_sign_off_item_congress_id_sign_off_id_draft_id"),
        ),
        info={"append_only": True},
    )
    op.create_table(
        "similar_pair",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("first_id", sa.String(length=32), nullable=False),
        sa.Column("second_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("judged_by", sa.String(length=32), nullable=True),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("verdict IN ('open', 'same', 'different')", name=op.f("ck_similar_pair_verdict")),
        sa.ForeignKeyConstraint(
            ["congress_id", "first_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_similar_pair_congress_id_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "second_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_similar_pair_congress_id_second_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_similar_pair_congress_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_similar_pair_judged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_pair")),
        sa.UniqueConstraint(
            "congress_id",
            "first_id",
            "second_id",
            name=op.f("uq_similar_pair_congress_id_first_id_second_id"),
        ),
    )
    with op.batch_alter_table("similar_pair", schema=None) as batch_op:
        batch_op.create_index(
            "ix_similar_pair_call", ["congress_id", "call_id", "verdict", "score"], unique=False
        )
        batch_op.create_index("ix_similar_pair_second", ["congress_id", "second_id"], unique=False)

    op.create_table(
        "support",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_support_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_support_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint(
            "congress_id",
            "idea_id",
            "device_digest",
            name=op.f("uq_support_congress_id_idea_id_device_digest"),
        ),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index("ix_act_object", ["congress_id", "object_kind", "object_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.drop_index("ix_act_object")

    op.drop_table("support")
    with op.batch_alter_table("similar_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_similar_pair_second")
        batch_op.drop_index("ix_similar_pair_call")

    op.drop_table("similar_pair")
    op.drop_table("sign_off_item")
    op.drop_table("screening")
    op.drop_table("objection")
    with op.batch_alter_table("merging", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_merging_live",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("ix_merging_head")

    op.drop_table("merging")
    op.drop_table("library_entry")
    with op.batch_alter_table("idea_photo", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_photo_state")

    op.drop_table("idea_photo")
    with op.batch_alter_table("idea_note", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_note_idea")

    op.drop_table("idea_note")
    with op.batch_alter_table("idea_author", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_author_kept")

    op.drop_table("idea_author")
    op.drop_table("handover_receipt")
    op.drop_table("draft_version")
    with op.batch_alter_table("draft_source", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_source_idea")

    op.drop_table("draft_source")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decision_pending",
            sqlite_where=sa.text("publication_id IS NULL"),
            postgresql_where=sa.text("publication_id IS NULL"),
        )
        batch_op.drop_index("ix_decision_publication")

    op.drop_table("decision")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_unit")

    op.drop_table("assessment")
    op.drop_table("advisory_device")
    op.drop_table("advisory_count")
    with op.batch_alter_table("unit_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_member_person_id"))

    op.drop_table("unit_member")
    with op.batch_alter_table("station_officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_officer_person_id"))

    op.drop_table("station_officer")
    op.drop_table("station_deputy")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_off_call")

    op.drop_table("sign_off")
    op.drop_table("scope_item")
    op.drop_table("publication")
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
