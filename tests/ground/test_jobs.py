"""Long work: waits once, is done in order, survives a dead process, and says why it failed."""

from __future__ import annotations

import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.halls import NOW, Hall, open_hall
from voting import jobs
from voting.config import Settings
from voting.db import writing
from voting.errors import Invalid


@pytest.fixture
def hall(tmp_path: Path, sqlite_urls):
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path / "jobs", main_url="", board_url="", secret_key=b"")


class Bench:
    """Workers for these tests: they note what they did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        module = type("bench", (), {"WORKERS": {"good": self.good, "bad": self.bad}})
        monkeypatch.setattr(jobs, "domain_modules", lambda ending: [module])

    def good(self, databases, settings, line, report) -> None:
        for step in range(1, 4):
            report(step, 3)
        self.done.append(line.target_id)

    def bad(self, databases, settings, line, report) -> None:
        raise Invalid("jobs.crashed")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def ask(hall: Hall, target: str, kind: str = "good", minutes: int = 0) -> str:
    at = NOW + timedelta(minutes=minutes)
    return jobs.enqueue(hall.session, hall.congress_id, kind, target, actor_id=None, now=at)


def latest(hall: Hall, target: str, kind: str = "good") -> jobs.JobLine:
    hall.session.rollback()
    found = jobs.latest(hall.session, hall.congress_id, kind, target)
    assert found is not None
    return found


def test_jobs_are_done_in_the_order_of_asking(hall: Hall, settings: Settings, bench: Bench):
    ask(hall, "second", minutes=1)
    ask(hall, "first")
    assert jobs.run_queued(hall.databases, settings) == 2
    assert bench.done == ["first", "second"]
    found = latest(hall, "first")
    assert (found.state, found.done, found.total, found.over) == (jobs.DONE, 3, 3, True)


def test_the_same_work_asked_twice_waits_once(hall: Hall, settings: Settings, bench: Bench):
    assert ask(hall, "one") == ask(hall, "one", minutes=5)
    assert jobs.run_queued(hall.databases, settings) == 1
    ask(hall, "one", minutes=9)
    assert jobs.run_queued(hall.databases, settings) == 1


def test_a_refusal_ends_the_job_with_its_code(hall: Hall, settings: Settings, bench: Bench):
    ask(hall, "one", kind="bad")
    ask(hall, "two", minutes=1)
    assert jobs.run_queued(hall.databases, settings) == 2
    found = latest(hall, "one", kind="bad")
    assert (found.state, found.failure) == (jobs.FAILED, "jobs.crashed")
    assert bench.done == ["two"]


def test_what_a_dead_process_left_is_done_again_but_not_for_ever(
    hall: Hall, settings: Settings, bench: Bench
):
    ask(hall, "one")
    for tries, ending in ((1, jobs.DONE), (jobs.MOST_TRIES, jobs.FAILED)):
        with writing(hall.session):
            hall.session.execute(
                update(jobs.Job)
                .where(jobs.Job.congress_id == hall.congress_id)
                .values(state=jobs.RUNNING, tries=tries)
            )
        jobs.run_queued(hall.databases, settings)
        assert latest(hall, "one").state == ending
    assert bench.done == ["one"]


def test_what_crashed_too_often_has_ended_and_is_forgotten_with_the_others(
    hall: Hall, settings: Settings, bench: Bench
):
    ask(hall, "one")
    with writing(hall.session):
        values = {"state": jobs.RUNNING, "tries": jobs.MOST_TRIES}
        mine = jobs.Job.congress_id == hall.congress_id
        hall.session.execute(update(jobs.Job).where(mine).values(**values))
    jobs.run_queued(hall.databases, settings)
    found = latest(hall, "one")
    assert (found.failure, found.over) == (jobs.CRASHED, True)
    hall.session.rollback()
    assert jobs.forget_old(hall.session, now=found.finished_at + timedelta(days=31)) == 1


def test_what_crashed_is_tried_again_after_all_that_waits_behind_it(
    hall: Hall, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    ask(hall, "crashes")
    ask(hall, "waits", minutes=1)
    done: list[str] = []

    def work(databases, settings, line, report) -> None:
        done.append(line.target_id)
        if line.target_id == "crashes":
            raise RuntimeError("a defect")

    module = type("bench", (), {"WORKERS": {"good": work}})
    monkeypatch.setattr(jobs, "domain_modules", lambda ending: [module])
    for _ in range(jobs.MOST_TRIES):
        with pytest.raises(RuntimeError):
            jobs.run_queued(hall.databases, settings)
    assert jobs.run_queued(hall.databases, settings) == 0
    assert done == ["crashes", "waits", "crashes", "crashes"]
    assert (latest(hall, "crashes").state, latest(hall, "waits").state) == (jobs.FAILED, jobs.DONE)


def test_a_process_that_crashed_is_followed_by_another(settings: Settings, monkeypatch):
    codes, ended = [1, 0], threading.Event()

    def run(command, **_rest):
        code = codes.pop(0)
        if not codes:
            ended.set()
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(jobs.subprocess, "run", run)
    monkeypatch.setattr(jobs, "SOON", 0.01)
    jobs.Starter(settings).wake()  # once; nobody asks again
    assert ended.wait(30)


def test_two_processes_never_work_at_once(hall: Hall, settings: Settings, bench: Bench):
    ask(hall, "one")
    with jobs._alone(settings) as alone:
        assert alone
        assert jobs.run_queued(hall.databases, settings) == 0
    assert jobs.run_queued(hall.databases, settings) == 1


def test_what_ended_a_month_ago_is_forgotten(hall: Hall, settings: Settings, bench: Bench):
    ask(hall, "one")
    jobs.run_queued(hall.databases, settings)
    ended = latest(hall, "one").finished_at
    ask(hall, "two", minutes=1)
    hall.session.rollback()
    assert jobs.forget_old(hall.session, now=ended + timedelta(days=29)) == 0
    assert jobs.forget_old(hall.session, now=ended + timedelta(days=31)) == 1
    assert jobs.latest(hall.session, hall.congress_id, "good", "one") is None
    assert latest(hall, "two").state == jobs.QUEUED
