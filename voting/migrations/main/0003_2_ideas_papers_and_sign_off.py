"""the model of ideas, calls and candidates: second part"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0003_2"
down_revision = "main_0003_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
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


def downgrade() -> None:
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
