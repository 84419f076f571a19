"""Processing pictures in two children instead of one, and finding a re-used one among 100,000."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.load import flood
from tests.load.election import Sample
from tests.load.rows import Row, say
from tests.postgresql import Cluster
from voting import migrations, picture_flags
from voting.config import load_settings
from voting.congress import services
from voting.congress.roles import SYSTEM
from voting.db import in_congress, new_id, open_databases, writing
from voting.picture_models import Picture
from voting.picture_prints import LIMIT, bands, distance
from voting.picture_process import Processors, Work

PICTURES, MANY, ASKED = 24, 100_000, 50
SEARCH_MS = 50.0
# Of two cores the promise then takes two thirds at most, starting the children included.
CPU_SECONDS = 0.4


def rows(_sample: Sample) -> Iterator[Row]:
    photo = flood.picture()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    one, two = (processed(photo, children) for children in (1, 2))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield Row(
        f"CPU of a photo of {len(photo) / 1e6:.1f} MB", spent / (2 * PICTURES), " s", CPU_SECONDS, False
    )
    yield Row("photos a second with one child", one, "/s")
    yield Row("photos a second with two children", two, "/s", flood.PROMISED)
    yield Row("two children ÷ one", two / one, "×")
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        urls = {"VOTING_MAIN_URL": cluster.create_database(), "VOTING_BOARD_URL": cluster.create_database()}
        for kind, environment in (("SQLite", {}), ("PostgreSQL", urls)):
            indexed, all_ = searched(Path(folder), environment)
            yield Row(f"finding those alike among {MANY:,}, {kind}", indexed, " ms", SEARCH_MS, False)
            yield Row(f"comparing with all ÷ with the index, {kind}", all_ / indexed, "×")


def processed(photo: bytes, children: int) -> float:
    """Pictures a second, once the children run."""
    with tempfile.TemporaryDirectory() as name, Processors(children) as processors:
        folder, works = Path(name), {}
        for at in range(PICTURES):
            (folder / f"{at}.upload").write_bytes(photo)
            works[str(at)] = Work(folder / f"{at}.upload", folder / f"{at}.l.jpg", folder / f"{at}.s.jpg")
        list(processors.each({str(at): works[str(at)] for at in range(children)}))
        began = time.monotonic()
        failures = [made.failure for _, made in processors.each(works) if made.failure]
        if failures:
            raise RuntimeError(f"pictures were refused: {failures}")
        return PICTURES / (time.monotonic() - began)


def searched(folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds of a search by the index and by comparing with all, medians."""
    databases = open_databases(load_settings(folder, environment))
    migrations.migrate(databases)
    chance = random.Random(5)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code="linhai", name="临海县", level="county", now=datetime.now(UTC)
        )
        in_congress(session, made.id)
        prints = shelved(session, made.id, chance)
        indexed, all_ = [], []
        for print_ in chance.sample(prints, ASKED):
            began = time.perf_counter()
            found = picture_flags.alike(session, made.id, print_)
            indexed.append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            same = compared(session, made.id, print_)
            all_.append(1000 * (time.perf_counter() - began))
            if sorted(bits for _, bits in found) != sorted(same):
                raise RuntimeError("the index found something else")
    databases.close()
    return median(indexed), median(all_)


def shelved(session: Session, congress_id: str, chance: random.Random) -> list[str]:
    """Prints of which a tenth are worked-on copies of others."""
    say(f"{MANY:,} pictures are shelved")
    prints: list[str] = []
    for at in range(MANY):
        bits = chance.getrandbits(64)
        if prints and at % 10 == 0:
            bits = int(chance.choice(prints), 16) ^ sum(1 << bit for bit in chance.sample(range(64), 4))
        prints.append(f"{bits:016x}")
    now = datetime.now(UTC)
    made = [
        {
            "id": new_id(), "congress_id": congress_id, "owner_kind": "report", "owner_id": new_id(),
            "position": 1, "state": "ready", "upload_sha": new_id(), "uploaded_at": now,
            "fingerprint": print_, **{f"band_{at}": band for at, band in enumerate(bands(print_))},
        }
        for print_ in prints
    ]  # fmt: skip
    with writing(session):
        for start in range(0, MANY, 5000):
            session.execute(insert(Picture), made[start : start + 5000])
    return prints


def compared(session: Session, congress_id: str, print_: str) -> list[int]:
    query = select(Picture.fingerprint).where(Picture.congress_id == congress_id)
    found = (distance(print_, other) for other in session.scalars(query))
    return [bits for bits in found if bits <= LIMIT]
