"""Processing pictures after the answer; the target is the congress, whose waiting pictures are all done."""

from __future__ import annotations

from voting import jobs, pictures
from voting.config import Settings
from voting.db import Databases, in_congress


def process_pictures(
    databases: Databases, settings: Settings, job: jobs.JobLine, report: jobs.Report
) -> None:
    with databases.main() as session:
        pictures.process(in_congress(session, job.congress_id), settings, job.congress_id, report)


WORKERS: dict[str, jobs.Worker] = {pictures.JOB: process_pictures}
