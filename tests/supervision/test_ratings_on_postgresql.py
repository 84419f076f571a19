"""A rating and residents' opinions on PostgreSQL as on SQLite, from preparing to the page of the project."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.halls import open_hall
from tests.supervision.test_ratings import close, hand_in, opened
from tests.supervision.years import open_year
from voting.congress.roles import Role
from voting.supervision import named, opinions, rating_waiting, rating_weights, ratings, rectifying, residents
from voting.supervision.residents import Opinion

SECRET = b"postgresql"


def test_a_rating_with_residents_beside_it(tmp_path: Path, postgresql_urls):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as hall:
        year = open_year(hall.session, hall.congress_id, hall.actor)
        session, here = year.session, year.congress_id
        weights = ({"group": "this", "weight": 40}, {"group": "site", "weight": 60})
        evaluation_id, who = opened(year, weights=weights)
        assert len(rating_waiting.waiting(session, year.committee, here, year.now)) == 0
        for person_id in who:
            hand_in(year, evaluation_id, person_id, {"1": 2, "2": 1, "3": 0})
        assert {line.submitted for line in named.mine(session, here, who[0])} == {True}
        today = year.now.date()
        token = residents.open_site(
            *year.as_office(), year.project_ids[0], name="城东小区南门", way="site", begins=today,
            ends=today + timedelta(days=30), hourly=60, now=year.now,
        )  # fmt: skip
        site = residents.by_token(session, here, token)
        for at in range(11):
            said = Opinion(at % 2, "路灯亮了" if at == 0 else "", f"{at:064x}", "203.0.113.7")
            assert residents.receive(session, SECRET, here, site, said, now=year.now) is False
        assert residents.receive(session, SECRET, here, site, said, now=year.now) is True
        assert residents.counts(session, here, year.project_ids)[year.project_ids[0]].votes == (6, 5, 0)
        (cluster,) = opinions.clusters(session, here, year.project_ids)
        assert (cluster.many, cluster.flag) == (11, "burst")
        assert opinions.judge(*year.as_office(), cluster.key, False, "村里共用网络", now=year.now) == 11
        outcome = close(year, evaluation_id)
        line = ratings.evaluation(session, here, evaluation_id)
        assert rating_weights.weighed(session, line, outcome)[1].text == "60.00%"
        ratings.publish(*year.as_office(), evaluation_id, now=year.now)
        (owed,) = rectifying.of_project(session, here, year.project_ids)
        assert owed.state == "ordered"
        unit = year.actor_of(Role.UNIT)
        assert [one.endpoint for one in rating_waiting.waiting(session, unit, here, year.now)] == [
            "years.project"
        ]
        assert len(ratings.latest(session, here, year.project_ids)) == 3
        assert opinions.sentences(session, here, year.project_ids, "waiting")[0].sentence == "路灯亮了"
