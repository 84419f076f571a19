"""Finding duplicates as a job: clusters, what people said of pairs, and only the new the next time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.collection.desks import LATER, SECRET, Desks
from voting import jobs
from voting.collection import ideas, merging, similar, synonyms
from voting.collection.desk_models import SimilarPair
from voting.config import Settings
from voting.errors import Invalid, NotAllowed, NotFound

MEALS = (
    ("建议在老城区开办养老食堂", "很多独居老人做饭不便，希望有便宜的午餐"),
    ("老城区老年助餐点太少", "空巢老人吃饭难，请在老城区多设几个助餐点"),
    ("老城区要有长者饭堂", "老人吃饭难，希望办便宜的午餐"),
)
LAMPS = (("李家村路灯不亮", "请维修更换村内路灯"), ("李家村的路灯坏了", "晚上黑，请更换路灯"))
OTHER = ("给农村小学配校车", "石门乡的孩子每天走一个多小时山路")


@pytest.fixture
def given(desks: Desks) -> list[str]:
    return [desks.idea(title, text=text) for title, text in (*MEALS, *LAMPS, OTHER)]


def find(desks: Desks, *, afresh: bool = False) -> jobs.JobLine:
    """Ask for the job and do it here; returns how it ended."""
    hall = desks.hall
    now = datetime.now(UTC)
    similar.request(hall.session, hall.congress_id, desks.call_id, actor_id=None, now=now, afresh=afresh)
    folder = Path(str(hall.databases.main_engine.url.database)).parent
    settings = Settings(instance=folder, main_url="", board_url="", secret_key=b"")
    hall.session.rollback()
    assert jobs.run_queued(hall.databases, settings) == 1
    line = jobs.latest(hall.session, hall.congress_id, similar.JOB, desks.call_id)
    assert line is not None
    assert (line.state, line.failure) == (jobs.DONE, "")
    return line


def clusters(desks: Desks, desk: str = "government") -> list[set[str]]:
    hall = desks.hall
    found, many = similar.clusters(hall.session, hall.congress_id, desks.call_id, desk)
    assert many == len(found)
    return [{idea.title for idea in cluster.samples} for cluster in found]


def matches(desks: Desks, idea_id: str) -> dict[str, similar.Match]:
    found = similar.matches(desks.hall.session, desks.hall.congress_id, idea_id)
    return {match.idea.title: match for match in found}


def test_what_says_the_same_stands_together(desks: Desks, given: list[str]):
    line = find(desks)
    assert (line.done, line.total) == (12, 12)
    assert clusters(desks) == [{title for title, _ in MEALS}, {title for title, _ in LAMPS}]
    assert similar.waiting(desks.hall.session, desks.hall.congress_id, desks.call_id, "government") == 0


def test_a_match_says_why(desks: Desks, given: list[str]):
    find(desks)
    match = matches(desks, given[0])["老城区老年助餐点太少"]
    assert ["养老食堂", "老年助餐"] in [sorted(pair) for pair in match.reasons["synonyms"]]
    assert match.score >= similar.SHOWN
    assert OTHER[0] not in matches(desks, given[0])


def test_only_what_is_new_is_compared_the_next_time(desks: Desks, given: list[str]):
    find(desks)
    session = desks.hall.session
    before = session.scalar(select(func.count()).select_from(SimilarPair).where(
        SimilarPair.congress_id == desks.hall.congress_id))  # fmt: skip
    new = desks.idea("李家村晚上没有路灯", text="路灯坏了请更换")
    line = find(desks)
    assert line.total == 7 + 1
    assert {title for title, _ in LAMPS} <= matches(desks, new).keys()
    after = session.scalar(select(func.count()).select_from(SimilarPair).where(
        SimilarPair.congress_id == desks.hall.congress_id))  # fmt: skip
    assert after == before + len(matches(desks, new))
    assert find(desks).total == 0


def test_what_a_person_called_different_is_not_shown_again(desks: Desks, given: list[str]):
    find(desks)
    pair = matches(desks, given[3])[LAMPS[1][0]]
    similar.judge(*desks.as_government(), pair.pair_id, "different", now=LATER)
    assert LAMPS[1][0] not in matches(desks, given[3])
    assert clusters(desks) == [{title for title, _ in MEALS}]
    find(desks, afresh=True)
    assert LAMPS[1][0] not in matches(desks, given[3])
    assert clusters(desks) == [{title for title, _ in MEALS}]


def test_what_a_person_called_the_same_stays_together(desks: Desks, given: list[str]):
    find(desks)
    pair = matches(desks, given[0])[MEALS[2][0]]
    similar.judge(*desks.as_government(), pair.pair_id, "same", now=LATER)
    assert matches(desks, given[0])[MEALS[2][0]].verdict == "same"


def test_each_desk_compares_its_own(desks: Desks, given: list[str]):
    desks.idea(LAMPS[0][0], text=LAMPS[0][1], desk="congress")
    find(desks)
    assert clusters(desks, "congress") == []
    assert clusters(desks) == [{title for title, _ in MEALS}, {title for title, _ in LAMPS}]


def test_the_other_desk_judges_nothing_here(desks: Desks, given: list[str]):
    find(desks)
    pair = matches(desks, given[0])[MEALS[1][0]]
    with pytest.raises(NotAllowed):
        similar.judge(*desks.as_congress(), pair.pair_id, "same", now=LATER)
    with pytest.raises(Invalid):
        similar.judge(*desks.as_government(), pair.pair_id, "perhaps", now=LATER)
    with pytest.raises(NotFound):
        similar.judge(*desks.as_government(), "0" * 32, "same", now=LATER)


def test_a_congress_teaches_its_own_words(desks: Desks):
    here, there = desks.idea("修复打谷坪"), desks.idea("晒谷场要翻修")
    find(desks)
    assert matches(desks, here) == {}
    synonyms.set_groups(*desks.as_government(), [["打谷坪", "晒谷场"]], now=LATER)
    assert synonyms.groups(desks.hall.session, desks.hall.congress_id) == (("打谷坪", "晒谷场"),)
    find(desks, afresh=True)
    assert ideas.get(desks.hall.session, desks.hall.congress_id, there).title in matches(desks, here)


@pytest.mark.parametrize("group", [["只有一个"], [f"词{n}" for n in range(13)], ["短", "字" * 21]])
def test_a_group_that_is_none_is_refused(desks: Desks, group: list[str]):
    with pytest.raises(Invalid):
        synonyms.set_groups(*desks.as_government(), [group], now=LATER)
    assert synonyms.groups(desks.hall.session, desks.hall.congress_id) == ()


def test_what_is_like_an_original_is_like_the_entry_it_went_into(desks: Desks, given: list[str]):
    find(desks)
    session, actor, congress_id = desks.as_government()
    head = merging.merge(
        session, SECRET, actor, congress_id, given[3:5], title="村庄亮化", text="", reason="", now=LATER
    )
    new = desks.idea("李家村路灯又坏了", text="请维修更换村内路灯")
    find(desks)
    assert matches(desks, new).keys() == {"村庄亮化"}
    assert head in [match.idea.id for match in matches(desks, new).values()]


def test_a_merged_entry_leads_its_cluster_so_that_others_can_join(desks: Desks, given: list[str]):
    find(desks)
    session, actor, congress_id = desks.as_government()
    (cluster, _) = similar.clusters(session, congress_id, desks.call_id, "government")[0]
    head = merging.merge(
        session, SECRET, actor, congress_id, given[:2], title="助餐点", text="", reason="", now=LATER
    )
    assert [idea.id for idea in similar.members(session, congress_id, cluster.id)] == [head, given[2]]
