"""A flood on the public form, four in ten with three photos of 4 MB, while ballots are cast on the same box.

Submissions leave on time whatever the server does (an open loop), from this process; their proofs were made
before the clock starts. Ten a second is 36,000 an hour.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from tests.collection.proving import challenge_in, prove
from tests.load.election import Sample
from tests.load.processes import children
from tests.load.rows import Row, say
from tests.load.surge import NEEDED, post
from voting.collection import calls, stations
from voting.collection.idea_models import Idea
from voting.collection.stations import StationForm
from voting.config import load_settings
from voting.congress import people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import across_congresses, in_congress, open_databases
from voting.picture_models import READY, Picture
from voting.serving import free_port, local, running

SUBMISSIONS, A_SECOND, WITH_PHOTOS, CASTS = 200, 10, 0.4, 20
PHOTO = (3000, 2000)
ANSWER_SECONDS, MEMORY_MB, SLOWER = 2.0, 1024, 2.0
PROMISED = 10_000 * WITH_PHOTOS * 3 / 3600  # photos of a second, where 10,000 submit in an hour
CODE = "flood"


@dataclass(frozen=True)
class Door:
    """The server's port and the path of the form."""

    port: int
    path: str

    def ask(self, method: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, self.path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


def rows(sample: Sample) -> Iterator[Row]:
    folder = sample.folder / "flood"
    shutil.copytree(sample.stage.instance, folder)
    path = open_call(folder)
    serving = local(free_port())
    cast = f"{serving.own_url}/v/{sample.stage.poll().uuid}/cast"
    bodies = sample.bodies[NEEDED : NEEDED + 2 * CASTS]
    with ExitStack() as until_done:
        server = until_done.enter_context(running(serving, {**os.environ, "VOTING_INSTANCE": str(folder)}))
        (worker,) = children(server.pid)
        door = Door(serving.port, path)
        say(f"{SUBMISSIONS} forms are filled in")
        forms = filled(door)
        alone = median(post(cast, bodies[:CASTS], sample.folder, 1).seconds)
        pool = until_done.enter_context(ThreadPoolExecutor(32))
        photo = picture()
        began = time.monotonic() + 1
        sent = [
            pool.submit(send, door, fields, photo if n % 5 < 5 * WITH_PHOTOS else None, began + n / A_SECOND)
            for n, fields in enumerate(forms)
        ]
        beside = median(post(cast, bodies[CASTS:], sample.folder, 1).seconds)
        answers = [each.result() for each in sent]
        memory = peak(worker)
    processed = wait_for_worker(folder, began)
    took = sorted(seconds for _, seconds in answers)
    lost = [status for status, _ in answers if status != 200]
    kept, photos = stored(folder)
    yield Row("a submission's answer, 95 % within", took[int(0.95 * len(took))], " s", ANSWER_SECONDS, False)
    yield Row("submissions answered but not stored, or refused", SUBMISSIONS - kept + len(lost), "", 0, False)
    yield Row("photos not made ready", SUBMISSIONS * WITH_PHOTOS * 3 - photos, "", 0, False)
    yield Row(f"until all {photos} photos were processed, from the first submission", processed, " s")
    yield Row("photos processed a second, the flood itself included", photos / processed, "/s", PROMISED)
    yield Row("memory of the serving process at its most", memory, " MB", MEMORY_MB, False)
    yield Row("a cast beside the flood ÷ alone, medians", beside / alone, "×", SLOWER, False)


def open_call(instance: Path) -> str:
    """A congress with a call and a station; the path of its form."""
    settings, now = load_settings(instance, {}), datetime.now(UTC)
    databases = open_databases(settings)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code=CODE, name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        role = Role.GOVERNMENT_DESK
        clerk = people.create_person(
            session, SYSTEM, made.id, login="flood-clerk", name="王敏", roles=[role], now=now
        )
        here = (session, Actor(clerk.id, clerk.name, frozenset([role])), made.id)
        form = calls.CallForm(
            year=2027, title="2027年度征集", initiator="government_office", initiator_name="县政府办",
            desk="government", begins=now.date() - timedelta(days=2), ends=now.date() + timedelta(days=9),
            station_hourly=100_000,
        )  # fmt: skip
        call_id = calls.create(*here, form, now=now)
        calls.move(*here, call_id, "publish", now=now)
        station_id = stations.add(*here, StationForm("城东社区联络站", "community"), now=now)
        token = stations.get(session, made.id, station_id).token
    databases.close()
    return f"/c/{CODE}/i/{token}"


def filled(door: Door) -> list[dict[str, str]]:
    """The fields of every submission, each with work of its own."""
    return [
        {
            "category": "教育",
            "title": f"第{number}条建议",
            "text": "字" * 200,
            "device": f"{number:032x}",
            "proof": prove(challenge_in(door.ask("GET")[1])),
        }
        for number in range(SUBMISSIONS)
    ]


def encoded(fields: dict[str, str], photo: bytes | None) -> tuple[bytes, str]:
    """(body, content type), with three photos or none."""
    given: dict[str, object] = dict(fields)
    if photo:
        given["photo"] = [(io.BytesIO(photo), f"{at}.jpg", "image/jpeg") for at in range(3)]
    request = EnvironBuilder(method="POST", data=given).get_request()
    return request.get_data(), request.content_type or ""


def picture() -> bytes:
    """A JPEG of about 4 MB."""
    buffer = io.BytesIO()
    Image.effect_noise(PHOTO, 60).convert("RGB").save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def send(door: Door, fields: dict[str, str], photo: bytes | None, due: float) -> tuple[int, float]:
    """(status, seconds from when it was due to its answer)."""
    time.sleep(max(0.0, due - time.monotonic()))
    status, _ = door.ask("POST", *encoded(fields, photo))
    return status, time.monotonic() - due


def stored(instance: Path) -> tuple[int, int]:
    """Ideas, and pictures that are ready, in the database."""
    databases = open_databases(load_settings(instance, {}))
    with databases.main() as session, across_congresses(session):
        ideas = session.scalar(select(func.count()).select_from(Idea)) or 0
        kept = select(func.count()).select_from(Picture).where(Picture.state == READY)
        photos = session.scalar(kept) or 0
    databases.close()
    return ideas, photos


def wait_for_worker(instance: Path, began: float) -> float:
    """Wait until nobody processes pictures any more; seconds since ``began``."""
    with (instance / "jobs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    return time.monotonic() - began


def peak(process: int) -> float:
    """The most memory that a running process had, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
