"""What the board's database refuses of a poll by itself, whoever holds the connection.

    POLL_GUARDS     for voting.triggers.guarded

A poll begins as a draft; what was fixed stays, and as it is; it opens only through the gate (gate.py), which
is stated here once more over the rows alone: adopted, numbers frozen, method frozen, each seat's share proof
and zero report in the side log, recovery rehearsed with these keys. A rehearsal needs t seats and no more.
"""

from __future__ import annotations

from voting.triggers import Guard

BEFORE_OPENING = "('draft', 'ready', 'adopted')"
# Where a poll may go from there: through the gate, or nowhere.
NEXT = "('draft', 'ready', 'adopted', 'open', 'taken_back', 'terminated')"
FIXED = (
    "sitting_id", "uuid", "kind", "title", "method", "projects", "ceremony_id", "method_digest",
    "fingerprint", "election", "trustees", "timestamp", "setup_event",
)  # fmt: skip
FROZEN_AT_OPENING = ("all_deputies", "present")


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def _contains(dialect: str, column: str, text: str) -> str:
    """Whether the bytes of ``column`` contain a text (an SQL expression)."""
    if dialect == "sqlite":
        return f"instr(CAST({column} AS TEXT), {text}) > 0"
    return f"position(convert_to({text}, 'UTF8') IN {column}) > 0"


def _seats_with(kind: str) -> str:
    """How many seats of the poll's ceremony have a side record of this kind (seat i is owner i + 1)."""
    return (
        "(SELECT count(*) FROM seat WHERE seat.ceremony_id = NEW.ceremony_id AND EXISTS ("
        "SELECT 1 FROM side_record WHERE side_record.poll_id = NEW.id "
        f"AND side_record.kind = '{kind}' AND side_record.owner = seat.number + 1))"
    )


SEATS = "(SELECT count(*) FROM seat WHERE seat.ceremony_id = NEW.ceremony_id)"
THRESHOLD = "(SELECT threshold FROM ceremony WHERE ceremony.id = NEW.ceremony_id)"


def _sitting(column: str) -> str:
    return f"(SELECT {column} FROM sitting WHERE sitting.id = NEW.sitting_id)"


def _sealed_by(number: str) -> str:
    return f"{_seats_with('share')} >= {number} AND {_seats_with('zero')} >= {number}"


def _not_a_draft(dialect: str) -> str:
    return "NEW.state <> 'draft'"


def _was_fixed(dialect: str) -> str:
    return "OLD.state <> 'draft'"


def _fixed_changed(dialect: str) -> str:
    return (
        f"(OLD.state <> 'draft' AND ({_changed(*FIXED)})) OR "
        f"(OLD.state NOT IN {BEFORE_OPENING} AND ({_changed(*FROZEN_AT_OPENING)}))"
    )


def _past_the_gate(dialect: str) -> str:
    rehearsal = _contains(dialect, "NEW.method", '\'"purpose":"rehearsal"\'')
    rehearsed = f"({rehearsal} AND OLD.state = 'ready' AND {_sealed_by(THRESHOLD)})"
    real = (
        f"(NOT ({rehearsal}) AND OLD.state = 'adopted' AND {_sealed_by(SEATS)} "
        "AND EXISTS (SELECT 1 FROM adoption WHERE adoption.poll_id = NEW.id) "
        f"AND {_sitting('rehearsed')} = NEW.ceremony_id)"
    )
    met = (
        f"NEW.all_deputies IS NOT NULL AND NEW.present IS NOT NULL AND {SEATS} > 0 "
        f"AND {_sitting('ceremony_id')} = NEW.ceremony_id "
        f"AND {_contains(dialect, 'NEW.election', 'NEW.method_digest')} AND ({rehearsed} OR {real})"
    )
    return (
        f"OLD.state IN {BEFORE_OPENING} AND (NEW.state NOT IN {NEXT} "
        f"OR (NEW.state = 'open' AND NOT COALESCE({met}, FALSE)))"
    )


def _reopened(dialect: str) -> str:
    return (
        f"OLD.state NOT IN {BEFORE_OPENING} AND NEW.state <> OLD.state "
        f"AND (NEW.state IN {BEFORE_OPENING} OR NEW.state = 'open')"
    )


POLL_GUARDS = (
    Guard("poll_begins_as_draft", "INSERT", _not_a_draft),
    Guard("poll_stays_as_fixed", "UPDATE", _fixed_changed),
    Guard("poll_opens_through_the_gate", "UPDATE", _past_the_gate),
    Guard("poll_never_goes_back", "UPDATE", _reopened),
    Guard("poll_does_not_vanish", "DELETE", _was_fixed),
)
