"""A house in the middle of a year whose committee rates its projects by name."""

from __future__ import annotations

from dataclasses import dataclass

from tests.supervision.years import YEAR, Year, open_year
from tests.web.conftest import CODE, House, token_in
from voting.congress import people
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress
from voting.supervision import named, programmes, ratings
from voting.supervision.rating_rule import Rule
from voting.supervision.ratings import NewEvaluation

MANY = 12
RATINGS = f"/c/{CODE}/years/{YEAR}/ratings"


@dataclass
class Rated:
    """A house in the middle of a year, with members of the committee who have logins."""

    house: House
    year: Year
    members: list[str]

    @property
    def here(self) -> str:
        return self.house.congress.id

    def session(self):
        return in_congress(self.house.databases.main(), self.here)

    @property
    def office(self) -> Actor:
        return Actor(self.house.people["supervision_office"], "", frozenset({Role.SUPERVISION_OFFICE}))

    def prepare(self, **changed: object) -> str:
        given = {
            "title": "2026年度满意度测评", "form": "named", "raters": "committee", "rule": Rule(base="valid"),
            "members": 40, "people": tuple(self.members),
        } | changed  # fmt: skip
        with self.session() as session:
            listed = programmes.projects(session, self.here, self.year.programme_id)
            new = NewEvaluation(items=ratings.usual_items(listed, {}), **given)
            return ratings.create(
                session, self.office, self.here, self.year.programme_id, new, now=self.house.now
            )

    def open(self, **changed: object) -> str:
        made = self.prepare(**changed)
        with self.session() as session:
            named.open_rating(session, self.office, self.here, made, now=self.house.now)
        return made

    def fill(self, evaluation_id: str, marks: dict[str, object]) -> None:
        """Everybody hands in the same."""
        with self.session() as session:
            for person_id in self.members:
                here = (session, person_id, self.here, evaluation_id)
                named.submit(*here, 0, marks, now=self.house.now)

    def close(self, evaluation_id: str, publish: bool = True) -> None:
        with self.session() as session:
            named.close(session, self.office, self.here, evaluation_id, now=self.house.now)
            if publish:
                ratings.publish(session, self.office, self.here, evaluation_id, now=self.house.now)

    def rater(self):
        """A browser of somebody on the list: the fixture's committee member."""
        return self.house.client("committee_member")

    def send(self, evaluation_id: str, revision: int, marks: object):
        client = self.rater()
        address = f"/c/{CODE}/ratings/{evaluation_id}"
        csrf = token_in(client.get(address).text)
        return client.post(
            f"{address}/marks", json={"revision": revision, "marks": marks},
            headers={"X-CSRFToken": csrf, "Accept": "application/json"},
        )  # fmt: skip


def open_rated(house: House) -> Rated:
    with in_congress(house.databases.main(), house.congress.id) as session:
        year = open_year(
            session, house.congress.id,
            lambda role: Actor(house.people[str(role)], str(role), frozenset({role})),
        )  # fmt: skip
        members = [
            people.create_person(
                session, SYSTEM, house.congress.id, login=f"member{at}", name=f"委员{at:02}",
                roles=[Role.COMMITTEE_MEMBER], now=house.now,
            ).id
            for at in range(MANY - 1)
        ]  # fmt: skip
    return Rated(house, year, [house.people["committee_member"], *members])
