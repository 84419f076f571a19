"""One page for a congress and those directly below it: what is its own, what they have published, in time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from tests.supervision import told
from tests.supervision.group_work import open_group
from tests.supervision.years import TEXTS, open_year
from voting.congress import people, services
from voting.congress.roles import SYSTEM, Actor
from voting.db import in_congress
from voting.errors import NotFound
from voting.supervision import comparison, overview, programmes, weighting
from voting.supervision.overview import BELOW, OWN, Filter

ALL = Filter()


def make_below(year, code: str, name: str):
    """A township of the congress with a year of its own."""
    parent = services.congress_of(year.session, year.congress_id)
    with_scope = year.session.info.pop("congress_id")
    made = services.create_congress(
        year.session, SYSTEM, code=code, name=name, level="township", parent_code=parent.code, now=year.now
    )
    services.open_session(
        year.session, SYSTEM, made.id, term_number=1, number=1, begins=date(2026, 1, 5), now=year.now
    )
    in_congress(year.session, made.id)

    def actor_of(role):
        for line in people.people_in(year.session, made.id, now=year.now):
            if line.login == f"{code}-{role}":
                return Actor(line.id, line.name, frozenset({role}))
        person = people.create_person(
            year.session, SYSTEM, made.id, login=f"{code}-{role}", name=f"{name}{role}", roles=[role],
            now=year.now,
        )  # fmt: skip
        return Actor(person.id, person.name, frozenset({role}))

    below = open_year(year.session, made.id, actor_of)
    in_congress(year.session, with_scope)
    return below


class within:
    """The session scoped to the township while something is done there."""

    def __init__(self, below):
        self.below = below

    def __enter__(self):
        self.before = self.below.session.info["congress_id"]
        in_congress(self.below.session, self.below.congress_id)

    def __exit__(self, *_):
        in_congress(self.below.session, self.before)


def shown(year, wanted: Filter = ALL):
    return overview.overview(year.session, year.congress_id, 2026, wanted)


def test_own_projects_come_first_and_those_below_only_with_what_they_closed(year):
    told.report(year)
    below = make_below(year, "qinghe", "清河镇人民代表大会")
    with within(below):
        told.report(below, percent="5")
    found = shown(year)
    assert [entry.name for entry in found.entries] == [text.name for text in TEXTS] * 2
    assert [entry.own for entry in found.entries] == [True] * 3 + [False] * 3
    assert found.entries[0].lit.done == 200  # the own round is still open
    assert found.entries[3].lit is None
    with within(below):
        told.close_round(below)
    assert shown(year).entries[3].lit.shown == "yellow"
    assert [place.code for place in found.places] == ["qinghe"]


def test_what_a_township_keeps_to_itself_is_not_read_by_its_county(year, settings):
    below = make_below(year, "qinghe", "清河镇人民代表大会")
    with within(below):
        group = open_group(below, settings)
        group.issued()
        told.report(below)
        told.close_round(below)
    entry = shown(year, Filter(level=BELOW)).entries[0]
    assert (entry.unsettled, entry.paid) == (1, "")  # finance stated nothing, a unit's word is not taken
    with within(below):
        told.settle(below, public_findings=False)
    assert shown(year, Filter(level=BELOW)).entries[0].unsettled == 0
    with within(below):
        told.settle(below, public_board=False)
    assert shown(year, Filter(level=BELOW)).entries == ()
    assert shown(year).places == ()


def test_a_township_sees_nothing_of_its_county(year):
    below = make_below(year, "qinghe", "清河镇人民代表大会")
    with within(below):
        found = shown(below)
        assert {entry.congress.code for entry in found.entries} == {"qinghe"}
        with pytest.raises(NotFound):
            programmes.project(below.session, below.congress_id, year.project_ids[0])


@pytest.mark.parametrize(
    ("wanted", "many"),
    [
        (Filter(level=OWN), 3),
        (Filter(level=BELOW), 3),
        (Filter(light="yellow"), 1),
        (Filter(unit="教育"), 2),
        (Filter(place="qinghe", unit="水利"), 1),
        (Filter(state="completed"), 0),
    ],
)
def test_it_can_be_narrowed(year, wanted, many):
    told.report(year, percent="5")
    make_below(year, "qinghe", "清河镇人民代表大会")
    assert len(shown(year, wanted).entries) == many
    assert shown(year, wanted).total == 6


def test_more_townships_cost_no_more_statements(year):
    """Statements are counted on the connection, whatever the page's size."""
    counts = []
    for at in range(3):
        make_below(year, f"town{at}", f"第{at}镇人民代表大会")
        statements: list[str] = []
        engine = year.session.get_bind()

        def note(_conn, _cursor, statement, *_rest, statements=statements):
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        shown(year)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[2] <= 20


def test_years_stand_side_by_side_with_what_was_done_in_time(year):
    told.report(year, percent="20")
    (line,) = comparison.years(year.session, year.congress_id)
    assert (line.year, line.many, line.finished, line.in_time, line.rate) == (2026, 3, 0, 0, "")
    assert (line.planned, line.share) == (3600, 0)
    table = comparison.lines([line], lambda text: text)
    assert len(table[0]) == len(table[1]) == len(comparison.HEADS)
    assert weighting.overall([]).text == "—"
