"""What the secret ballot said of a listed candidate, once it was announced and never before.

outcomes(board, congress_session_id, taken) -> dict[project name, CHOSEN | NOT_CHOSEN | PENDING]

The ballot keeps names and texts and knows nobody's ids; within one list a name is unique.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from voting.errors import N_
from voting.polling.announced import announced

CHOSEN, NOT_CHOSEN, PENDING = "chosen", "not_chosen", "pending"
WORDS: dict[str, str] = {
    CHOSEN: N_("票决确定为民生实事项目"),
    NOT_CHOSEN: N_("未列入项目（入储备库）"),
    PENDING: N_("等待票决结果"),
}


def outcomes(board: Session, session_id: str, taken: Collection[str]) -> dict[str, str]:
    """``taken`` are the ballots that were preliminary ones: they decide nothing. Of several rounds one that
    chose the project stands; while a further round is to come, the rest wait for it."""
    found: dict[str, str] = {}
    for ballot in announced(board, session_id):
        if ballot.uuid in taken:
            continue
        for project in ballot.projects:
            if project.chosen:
                found[project.name] = CHOSEN
            elif found.get(project.name) != CHOSEN:
                found[project.name] = PENDING if ballot.open_ended else NOT_CHOSEN
        if not ballot.open_ended:
            found = {name: NOT_CHOSEN if said == PENDING else said for name, said in found.items()}
    return found
