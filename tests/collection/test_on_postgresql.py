"""The desk's queries on PostgreSQL as on SQLite: one day of work from receipt to publication."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.collection.desks import LATER, SECRET, open_desks
from tests.halls import open_hall
from voting import jobs
from voting.collection import decisions, desk, inbox, merging, similar, statistics
from voting.collection.decisions import Ruling
from voting.collection.inbox import Filter
from voting.config import Settings


def test_a_day_at_the_desk(tmp_path: Path, postgresql_urls):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as hall:
        desks = open_desks(hall)
        first = desks.idea("李家村路灯不亮", text="请维修更换村内路灯")
        second = desks.idea("李家村的路灯坏了", text="晚上黑，请更换路灯")
        third = desks.idea("给农村小学配校车", text="孩子每天走一个多小时山路")
        similar.request(hall.session, hall.congress_id, desks.call_id, actor_id=None, now=datetime.now(UTC))
        hall.session.rollback()
        settings = Settings(instance=tmp_path, main_url="", board_url="", secret_key=b"")
        assert jobs.run_queued(hall.databases, settings) == 1
        (cluster,), many = similar.clusters(hall.session, hall.congress_id, desks.call_id, "government")
        assert (cluster.size, many) == (2, 1)
        session, actor, congress_id = desks.as_government()
        head = merging.merge(
            session,
            SECRET,
            actor,
            congress_id,
            [first, second],
            title="村庄亮化",
            text="",
            reason="",
            now=LATER,
        )
        ruling = Ruling("postpone", "beyond_year", "当年不能完成，列入后年计划。")
        decisions.decide(*desks.as_government(), [head, third], ruling, now=LATER)
        desks.publish()
        assert [desks.state(idea) for idea in (first, head, third)] == [
            "merged",
            "not_this_year",
            "not_this_year",
        ]
        wanted = Filter(state="not_this_year", words="校车")
        found = inbox.inbox(session, congress_id, desks.call_id, "government", wanted, today=LATER.date())
        assert [entry.idea.id for entry in found.entries] == [third]
        counted = statistics.numbers(session, congress_id, desks.call_id)
        assert [count.number for count in counted.funnel[:3]] == [3, 2, 2]
        assert len(desk.case(session, congress_id, head, "government").originals) == 2
