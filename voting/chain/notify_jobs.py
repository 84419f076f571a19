"""Telling authors of each step, as a job: what is new is noted first, then sent. Target: a congress."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from voting import jobs
from voting.chain.fate import fates
from voting.chain.outcome import CHOSEN, NOT_CHOSEN
from voting.collection import ideas, telling
from voting.config import Settings
from voting.congress.services import congress_of
from voting.db import Databases, in_congress
from voting.senders import senders


def tell_authors(databases: Databases, settings: Settings, job: jobs.JobLine, report: jobs.Report) -> None:
    """Does nothing where no sender is set up."""
    offered = senders(settings)
    if not offered:
        return
    now = datetime.now(UTC)
    with databases.main() as main, databases.board() as board:
        in_congress(main, job.congress_id)
        in_congress(board, job.congress_id)
        reached = telling.reachable(main, job.congress_id, {sender.reach for sender in offered})
        for at, idea_id in enumerate(reached, start=1):
            for step in steps_of(main, board, job.congress_id, idea_id):
                telling.note(main, job.congress_id, idea_id, step, now=now)
            report(at, len(reached))
        code = congress_of(main, job.congress_id).code
        page = f"{settings.public_url}/c/{code}/follow"
        telling.send_waiting(main, offered, job.congress_id, page, now=now)


def steps_of(main: Session, board: Session, congress_id: str, idea_id: str) -> list[str]:
    """What has happened to an idea that its author is told of, as far as it is public."""
    found = [telling.ANSWERED] if ideas.get(main, congress_id, idea_id).answered_at else []
    told = fates(main, board, congress_id, idea_id)
    if any(fate.draft.state == "listed" for fate in told):
        found.append(telling.LISTED)
    outcomes = {fate.outcome for fate in told}
    if CHOSEN in outcomes:
        found.append(telling.CHOSEN)
    elif NOT_CHOSEN in outcomes:
        found.append(telling.NOT_CHOSEN)
    return found


WORKERS: dict[str, jobs.Worker] = {telling.JOB: tell_authors}
