"""Processing pictures after the answer; the target is the congress, whose waiting pictures are all done.
What was left by a record that was never kept is deleted with it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from voting import jobs, picture_store, pictures
from voting.config import Settings
from voting.db import Databases, across_congresses, in_congress
from voting.picture_models import WAITING, Picture


def process_pictures(
    databases: Databases, settings: Settings, job: jobs.JobLine, report: jobs.Report
) -> None:
    with databases.main() as session:
        pictures.process(in_congress(session, job.congress_id), settings, job.congress_id, report)
        with across_congresses(session):
            waiting = set(session.scalars(select(Picture.id).where(Picture.state == WAITING)))
    picture_store.forget_left(settings, waiting, now=datetime.now(UTC))


WORKERS: dict[str, jobs.Worker] = {pictures.JOB: process_pictures}
