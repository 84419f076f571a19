"""Candidate projects of a session: by Excel, by hand, fixed for the vote."""

from __future__ import annotations

import pytest

from tests.halls import NOW, Hall, workbook
from voting.collection import services as collection
from voting.collection.candidate_import import CANDIDATES
from voting.congress import imports
from voting.congress.imports import Preview
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady

HEADERS = [column.header for column in CANDIDATES.sheet.columns]
ROAD = ["交通", "- 新建20公里\n- 改造8公里", 3200, "县级财政", "县交通局", "各乡镇", "2026年11月底前", "出行"]
ROWS = [
    HEADERS,
    [2, "农村公路建设项目", *ROAD],
    [1, "老旧小区改造项目", "城市更新", "12个小区", "1,200.50", "", "县住建局", "", "", ""],
]


def upload(hall: Hall, rows: list[list[object]]) -> Preview:
    draft_id = imports.upload(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, CANDIDATES, hall.session_id,
        filename="项目.xlsx", data=workbook(rows), now=NOW,
    )  # fmt: skip
    return imports.preview(hall.session, hall.congress_id, CANDIDATES, draft_id, now=NOW)


def take(hall: Hall, shown: Preview) -> int:
    return imports.take(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, CANDIDATES, shown.id,
        only_good=False, expected=len(shown.reading.good), now=NOW,
    )  # fmt: skip


def listed(hall: Hall) -> tuple[collection.Candidate, ...]:
    return collection.candidates(hall.session, hall.congress_id, hall.session_id)


def here(hall: Hall, role: Role = Role.SECRETARIAT) -> tuple:
    return hall.session, hall.actor(role), hall.congress_id, hall.session_id


def test_projects_come_in_by_number_with_their_money_canonical(hall: Hall):
    assert take(hall, upload(hall, ROWS)) == 2
    first, second = listed(hall)
    assert (first.number, first.name, first.investment) == (1, "老旧小区改造项目", "1200.5")
    assert (second.content, second.investment) == ("- 新建20公里\n- 改造8公里", "3200")
    last = imports.last_import(hall.session, hall.congress_id, CANDIDATES, hall.session_id)
    assert last is not None
    assert imports.undo(*here(hall)[:3], CANDIDATES, last.id, now=NOW) == 2
    assert listed(hall) == ()


def test_numbers_and_names_that_stand_twice_are_told(hall: Hall):
    take(hall, upload(hall, ROWS))
    shown = upload(
        hall,
        [
            HEADERS[:2],
            [1, "甲项目"],
            [3, "老旧小区改造项目"],
            [4, "乙项目"],
            [4, "丙项目"],
            [5, "乙项目"],
            [6, "丁"],
        ],
    )
    told = {(row.number, error.key, error.code) for row in shown.reading.bad for error in row.errors}
    assert told == {
        (2, "number", "collection.number_taken"),
        (3, "name", "collection.name_taken"),
        (4, "number", "collection.number_twice"),
        (4, "name", "collection.name_twice"),
        (5, "number", "collection.number_twice"),
        (6, "name", "collection.name_twice"),
    }


def test_a_candidate_is_added_changed_and_removed_by_hand(hall: Hall):
    made = collection.add_candidate(*here(hall), {"number": "1", "name": "甲项目"}, now=NOW)
    before = collection.get_candidate(hall.session, hall.congress_id, hall.session_id, made)
    given = {"number": "2", "name": "甲项目", "investment": "12"}
    collection.edit_candidate(*here(hall), made, given, now=NOW)
    after = collection.get_candidate(hall.session, hall.congress_id, hall.session_id, made)
    assert (after.number, after.investment) == (2, "12")
    assert before.digest != after.digest
    collection.remove_candidate(*here(hall), made, now=NOW)
    assert listed(hall) == ()
    assert hall.verbs()[-3:] == ["add", "edit", "remove"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "1", "name": "乙项目"}, "number"),
        ({"number": "2", "name": "甲项目"}, "name"),
        ({"number": "0", "name": "乙项目"}, "number"),
        ({"number": "2", "name": ""}, "name"),
        ({"number": "2", "name": "乙项目", "investment": "若干"}, "investment"),
        ({"number": "2", "name": "乙项目", "content": "字" * 2001}, "content"),
    ],
)
def test_a_form_is_refused_at_the_field_at_fault(hall: Hall, given: dict[str, str], field: str):
    collection.add_candidate(*here(hall), {"number": "1", "name": "甲项目"}, now=NOW)
    with pytest.raises(Invalid) as caught:
        collection.add_candidate(*here(hall), given, now=NOW)
    assert caught.value.field == field
    assert len(listed(hall)) == 1


def test_the_digest_covers_what_stands_on_the_ballot_and_not_the_row(hall: Hall):
    take(hall, upload(hall, ROWS))
    digests = [candidate.digest for candidate in listed(hall)]
    whole = collection.list_digest(listed(hall))
    last = imports.last_import(hall.session, hall.congress_id, CANDIDATES, hall.session_id)
    assert last is not None
    imports.undo(*here(hall)[:3], CANDIDATES, last.id, now=NOW)
    take(hall, upload(hall, ROWS))
    assert [candidate.digest for candidate in listed(hall)] == digests
    assert collection.list_digest(listed(hall)) == whole
    collection.edit_candidate(
        *here(hall), listed(hall)[0].id, {"number": "1", "name": "老旧小区改造工程"}, now=NOW
    )
    assert collection.list_digest(listed(hall)) != whole


def test_an_import_that_was_worked_on_cannot_be_undone(hall: Hall):
    take(hall, upload(hall, ROWS))
    collection.edit_candidate(*here(hall), listed(hall)[0].id, {"number": "1", "name": "甲项目"}, now=NOW)
    last = imports.last_import(hall.session, hall.congress_id, CANDIDATES, hall.session_id)
    assert last is not None
    with pytest.raises(Conflict) as caught:
        imports.undo(*here(hall)[:3], CANDIDATES, last.id, now=NOW)
    assert caught.value.code == "collection.import_built_on"
    assert len(listed(hall)) == 2


def test_a_fixed_list_changes_only_after_it_was_reopened_with_a_reason(hall: Hall):
    with pytest.raises(NotReady):
        collection.freeze(*here(hall), now=NOW)
    take(hall, upload(hall, ROWS))
    fixed = collection.freeze(*here(hall), now=NOW)
    assert fixed.digest == collection.list_digest(listed(hall))
    assert collection.fixed(hall.session, hall.congress_id, hall.session_id) == fixed
    one = listed(hall)[0].id
    for attempt in (
        lambda: upload(hall, [HEADERS[:2], [3, "丙项目"]]),
        lambda: collection.add_candidate(*here(hall), {"number": "3", "name": "丙项目"}, now=NOW),
        lambda: collection.edit_candidate(*here(hall), one, {"number": "1", "name": "丙项目"}, now=NOW),
        lambda: collection.remove_candidate(*here(hall), one, now=NOW),
        lambda: collection.freeze(*here(hall), now=NOW),
    ):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert caught.value.code == "collection.list_fixed"
    with pytest.raises(Invalid):
        collection.reopen(*here(hall), reason="", now=NOW)
    collection.reopen(*here(hall), reason="主席团修改第一项内容", now=NOW)
    collection.remove_candidate(*here(hall), one, now=NOW)
    with pytest.raises(Conflict):
        collection.reopen(*here(hall), reason="再来一次", now=NOW)
    assert hall.verbs()[-3:] == ["freeze", "reopen", "remove"]


@pytest.mark.parametrize("role", [Role.DESK, Role.LIAISON, Role.DEPUTY, Role.CHIEF_SCRUTINEER])
def test_others_do_not_touch_the_list(hall: Hall, role: Role):
    for attempt in (
        lambda: collection.add_candidate(*here(hall, role), {"number": "3", "name": "丙项目"}, now=NOW),
        lambda: collection.freeze(*here(hall, role), now=NOW),
        lambda: collection.reopen(*here(hall, role), reason="随意", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert listed(hall) == ()


def test_another_congress_has_its_own_list(hall: Hall):
    made = collection.add_candidate(*here(hall), {"number": "1", "name": "甲项目"}, now=NOW)
    with pytest.raises(NotFound):
        collection.get_candidate(hall.session, hall.other_congress_id, hall.session_id, made)
    with pytest.raises(NotFound):
        collection.add_candidate(
            *here(hall)[:3], hall.other_session_id, {"number": "1", "name": "乙项目"}, now=NOW
        )
