"""Finding duplicates and clusters: one pass over the ideas of a call, desk by desk, as a job with progress.

Only ideas that nobody looked at yet are compared, with all that are open. Of each the few likest are kept;
an idea joins the cluster of the likest one if it looks like that cluster's leader too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from voting import jobs
from voting.collection.call_models import DESKS
from voting.collection.desk_models import SimilarPair
from voting.collection.entries import originals
from voting.collection.idea_models import Idea
from voting.collection.likeness import Dictionary, Document, Index, Likeness
from voting.collection.machines import OPEN_STATES
from voting.collection.similar import JOB, SHOWN, STRONG
from voting.collection.synonyms import groups
from voting.config import Settings
from voting.db import Databases, in_congress, new_id, writing

NEAREST = 5
BATCH = 500


def find_similar(databases: Databases, _settings: Settings, job: jobs.JobLine, report: jobs.Report) -> None:
    """The worker of the job; its target is the call."""
    with databases.main() as session:
        in_congress(session, job.congress_id)
        searches = [_Search(session, job.congress_id, job.target_id, desk) for desk in DESKS]
        total = sum(search.work for search in searches)
        done = 0
        for search in searches:
            search.run(_from(done, total, report))
            done += search.work


def _from(start: int, total: int, report: jobs.Report) -> Callable[[int], None]:
    """How far one search is, as a part of all."""
    return lambda done: report(start + done, total)


class _Search:
    """One pass over the ideas of a call at one desk."""

    def __init__(self, session: Session, congress_id: str, call_id: str, desk: str) -> None:
        self._session, self._congress_id, self._call_id = session, congress_id, call_id
        rows = session.execute(
            select(
                Idea.id, Idea.title, Idea.text, Idea.category, Idea.area, Idea.place, Idea.compared_at,
                Idea.cluster_id,
            )
            .where(
                Idea.congress_id == congress_id,
                Idea.call_id == call_id,
                Idea.desk == desk,
                Idea.state.in_(OPEN_STATES),
            )
            .order_by(Idea.number)
        ).all()  # fmt: skip
        self._documents = {row.id: Document(*row[1:6]) for row in rows}
        self._new = [row.id for row in rows if row.compared_at is None]
        self._clusters = {row.id: row.cluster_id for row in rows if row.cluster_id}
        self._voices = _voices(session, congress_id, call_id, desk)
        self._changed: dict[str, str] = {}
        self._apart = _pairs(session, congress_id, call_id)

    @property
    def work(self) -> int:
        """Ideas to read and ideas to compare; nothing where nothing is new."""
        return len(self._documents) + len(self._new) if self._new else 0

    def run(self, report: Callable[[int], None]) -> None:
        if not self._new:
            return
        index = Index(Dictionary(groups(self._session, self._congress_id)))
        for head_id, document in self._voices:
            index.add(head_id, document)
        for done, (idea_id, document) in enumerate(self._documents.items(), start=1):
            index.add(idea_id, document)
            report(done)
        for start in range(0, len(self._new), BATCH):
            batch = self._new[start : start + BATCH]
            found: dict[tuple[str, str], Likeness] = {}
            for at, idea_id in enumerate(batch, start=1):
                near = index.nearest(self._documents[idea_id], most=NEAREST, least=SHOWN, but=idea_id)
                found |= {_key(idea_id, likeness.key): likeness for likeness in near}
                self._gather(index, idea_id, near)
                report(len(self._documents) + start + at)
            self._keep(batch, found)

    def _gather(self, index: Index, idea_id: str, near: Sequence[Likeness]) -> None:
        """Join the cluster of the likest idea whose leader it looks like too; leaders keep chains short."""
        if idea_id in self._clusters:
            return
        for likeness in near:
            if likeness.score < STRONG or self._apart.get(_key(idea_id, likeness.key)) == "different":
                continue
            leader = self._clusters.get(likeness.key)
            if leader is None:
                self._join(likeness.key, idea_id)
                self._join(idea_id, idea_id)
                return
            known = self._documents.get(leader)
            if known and index.score(self._documents[idea_id], known) >= SHOWN:
                self._join(idea_id, leader)
                return

    def _join(self, idea_id: str, leader: str) -> None:
        self._clusters[idea_id] = self._changed[idea_id] = leader

    def _keep(self, batch: Sequence[str], found: dict[tuple[str, str], Likeness]) -> None:
        rows = [
            {
                "id": new_id(),
                "congress_id": self._congress_id,
                "call_id": self._call_id,
                "first_id": pair[0],
                "second_id": pair[1],
                "score": likeness.score,
                "reasons": asdict(likeness.reasons),
                "verdict": "open",
            }
            for pair, likeness in found.items()
            if pair not in self._apart
        ]
        self._apart |= {pair: "open" for pair in found.keys() - self._apart.keys()}
        changed, self._changed = self._changed, {}
        with writing(self._session) as session:
            if rows:
                session.execute(insert(SimilarPair), rows)
            values = [{"id": idea_id, "compared_at": datetime.now(UTC)} for idea_id in batch]
            session.execute(update(Idea), values)
            if changed:
                session.execute(
                    update(Idea), [{"id": idea, "cluster_id": leader} for idea, leader in changed.items()]
                )


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _voices(session: Session, congress_id: str, call_id: str, desk: str) -> list[tuple[str, Document]]:
    """What the originals of merged entries say, each under its entry: what is like one is like the entry."""
    here = (Idea.congress_id == congress_id, Idea.call_id == call_id, Idea.desk == desk)
    entries = session.scalars(
        select(Idea.id).where(*here, Idea.kind == "merged", Idea.state.in_(OPEN_STATES))
    )
    entry_of = {
        idea_id: entry_id
        for entry_id, ids in originals(session, congress_id, entries.all()).items()
        for idea_id in ids
    }
    columns = (Idea.id, Idea.title, Idea.text, Idea.category, Idea.area, Idea.place)
    said = session.execute(select(*columns).where(*here, Idea.state == "merged", Idea.kind != "merged"))
    return [(entry_of[row.id], Document(*row[1:])) for row in said if row.id in entry_of]


def _pairs(session: Session, congress_id: str, call_id: str) -> dict[tuple[str, str], str]:
    """The pairs that are known, with what people said of them."""
    query = select(SimilarPair.first_id, SimilarPair.second_id, SimilarPair.verdict).where(
        SimilarPair.congress_id == congress_id, SimilarPair.call_id == call_id
    )
    return {(first, second): verdict for first, second, verdict in session.execute(query)}


WORKERS: dict[str, jobs.Worker] = {JOB: find_similar}
