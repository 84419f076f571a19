"""Long work with progress: queued in the main database, done by a process of its own, shown as a bar.

    enqueue(session, congress_id, kind, target_id, actor_id=, now=) -> job id
    latest(session, congress_id, kind, target_id) -> JobLine | None
    run_queued(databases, settings) -> int           do all that is queued, here and now (tests, command line)
    forget_old(session, now=) -> int                 delete what ended a month ago
    Starter(settings).wake()                         see to it that a process does so (web.wake_jobs)

Every domain module whose name ends in ``jobs`` holds ``WORKERS``: kind → worker(databases, settings, job,
report), where ``report(done, total)`` moves the bar. A worker may be called again for the same target after
a crash, so it must be able to begin anew. An expected refusal (VotingError) ends the job as failed; a crash
ends the process, and the next one does what else waits before it tries that job again.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from threading import Event, Lock, Thread
from typing import Any, cast

from sqlalchemy import CheckConstraint, CursorResult, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.config import ROOT, Settings
from voting.db import Base, Databases, across_congresses, in_congress, new_id, writing
from voting.domains import domain_modules
from voting.errors import VotingError

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
STATES = (QUEUED, RUNNING, DONE, FAILED)
MOST_TRIES = 3
# Seconds between two writes of the bar: often enough to be watched, seldom enough to hold nobody up.
REPORT_EVERY = 0.5
# Seconds after which a process looks for work though nobody asked: what must be deleted by a day is so.
A_DAY = 24 * 3600.0
# Seconds after which a process that crashed is followed by another, for what waits behind.
SOON = 5.0
# Seconds between two looks at the bell of the part for the internet.
LISTEN_EVERY = 2.0
CRASHED = "jobs.crashed"
KEPT_FOR = timedelta(days=30)


class Job(Base):
    """One piece of long work. ``failure`` is the code of the sentence that says why it failed."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_job_target", "congress_id", "kind", "target_id"),
        Index("ix_job_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default=QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(60), default="")
    asked_by: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


@dataclass(frozen=True)
class JobLine:
    """A job as it stands; ``done`` of ``total`` in the worker's own units."""

    id: str
    congress_id: str
    kind: str
    target_id: str
    state: str
    done: int
    total: int
    failure: str
    asked_by: str | None
    asked_at: datetime
    finished_at: datetime | None

    @property
    def over(self) -> bool:
        return self.state in (DONE, FAILED)


Report = Callable[[int, int], None]
Worker = Callable[[Databases, Settings, JobLine, Report], None]


def enqueue(
    session: Session, congress_id: str, kind: str, target_id: str, *, actor_id: str | None, now: datetime
) -> str:
    """Ask for a piece of work inside the caller's transaction; the same asked twice waits once."""
    with writing(session):
        waiting = session.scalars(
            select(Job.id).where(
                Job.congress_id == congress_id,
                Job.kind == kind,
                Job.target_id == target_id,
                Job.state == QUEUED,
            )
        ).first()
        if waiting:
            return waiting
        made = Job(
            id=new_id(),
            congress_id=congress_id,
            kind=kind,
            target_id=target_id,
            asked_by=actor_id,
            asked_at=now,
        )
        session.add(made)
        session.flush()
        return made.id


def latest(session: Session, congress_id: str, kind: str, target_id: str) -> JobLine | None:
    """The newest job of a kind on a target."""
    row = session.scalars(
        select(Job)
        .where(Job.congress_id == congress_id, Job.kind == kind, Job.target_id == target_id)
        .order_by(Job.asked_at.desc(), Job.id)
        .limit(1)
    ).first()
    return _line(row) if row else None


def _line(row: Job) -> JobLine:
    return JobLine(**{name: getattr(row, name) for name in JobLine.__dataclass_fields__})


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete jobs that ended a month ago; returns how many."""
    old = delete(Job).where(Job.finished_at < now - KEPT_FOR)
    with across_congresses(session), writing(session):
        return cast(CursorResult[Any], session.execute(old)).rowcount


# Doing it -------------------------------------------------------------------------------------


def run_queued(databases: Databases, settings: Settings) -> int:
    """Do everything that waits, oldest first, what crashed before last; returns how many jobs. Two callers
    never work at once."""
    workers: dict[str, Worker] = {}
    for module in (import_module("voting.picture_jobs"), *domain_modules("jobs")):
        workers |= module.WORKERS
    count = 0
    with _alone(settings) as alone:
        if alone:
            _take_back(databases)
        while alone and (line := _claim(databases)):
            _run(databases, settings, workers, line)
            count += 1
    return count


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Whether no other process works for this installation; the lock falls with the process."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    with (settings.instance / "jobs.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _take_back(databases: Databases) -> None:
    """What a process left behind when it died waits again, unless it fails every time."""
    with databases.main() as session, across_congresses(session), writing(session):
        left = update(Job).where(Job.state == RUNNING)
        crashed = {"state": FAILED, "failure": CRASHED, "finished_at": datetime.now(UTC)}
        session.execute(left.where(Job.tries >= MOST_TRIES).values(**crashed))
        session.execute(left.values(state=QUEUED))


def _claim(databases: Databases) -> JobLine | None:
    with databases.main() as session, across_congresses(session), writing(session):
        row = session.scalars(
            select(Job).where(Job.state == QUEUED).order_by(Job.tries, Job.asked_at, Job.id).limit(1)
        ).first()
        if row is None:
            return None
        row.state, row.tries = RUNNING, row.tries + 1
        session.flush()
        return _line(row)


def _run(databases: Databases, settings: Settings, workers: dict[str, Worker], line: JobLine) -> None:
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < REPORT_EVERY:
            return
        last = time.monotonic()
        _write(databases, line, done=done, total=total)

    try:
        workers[line.kind](databases, settings, line, report)
    except VotingError as refused:
        _write(databases, line, state=FAILED, failure=refused.code, finished_at=datetime.now(UTC))
    else:
        _write(databases, line, state=DONE, finished_at=datetime.now(UTC))


def _write(databases: Databases, line: JobLine, **values: object) -> None:
    with databases.main() as session, writing(in_congress(session, line.congress_id)):
        session.execute(update(Job).where(Job.id == line.id).values(**values))


class Starter:
    """Keeps ``voting.cli jobs`` running while there is work; that process ends when nothing waits.

    The part for the internet runs nothing: it rings, and the full process beside it hears that.
    """

    def __init__(self, settings: Settings) -> None:
        self._bell, self._rings_only = settings.instance / "jobs.bell", settings.public_part
        self._environment = {**os.environ, "VOTING_INSTANCE": str(settings.instance)}
        self._heard = self._rung()
        self._asked = Event()
        self._thread: Thread | None = None
        self._lock = Lock()

    def wake(self) -> None:
        """Call it after the job was committed."""
        if self._rings_only:
            self._bell.touch()
            return
        self._asked.set()
        with self._lock:
            if self._thread is None:  # at first use, after gunicorn has forked
                self._thread = Thread(target=self._serve, daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        # Asked again while it ran: it may have looked for work just before, so it runs once more.
        pause = A_DAY
        while True:
            self._wait(pause)
            self._asked.clear()
            ended = subprocess.run(
                [sys.executable, "-m", "voting.cli", "jobs"], cwd=ROOT, env=self._environment
            )
            pause = SOON if ended.returncode else A_DAY

    def _wait(self, pause: float) -> None:
        """Until asked, here or by the bell, or until the pause is over."""
        over = time.monotonic() + pause
        while not self._asked.wait(LISTEN_EVERY) and time.monotonic() < over and not self.hears():
            pass

    def hears(self) -> bool:
        """Has the bell been rung since this was last asked?"""
        before, self._heard = self._heard, self._rung()
        return self._heard != before

    def _rung(self) -> float:
        """When the bell was last rung; 0 for never."""
        return self._bell.stat().st_mtime if self._bell.exists() else 0.0
