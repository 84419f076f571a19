"""The roster by Excel: from a file to the roster and back, with every mistake told and nothing lost."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from tests.halls import NOW, Hall, open_hall, workbook
from voting import sheets
from voting.congress import attendance, deputies, imports, roster
from voting.congress.import_models import ImportDraft
from voting.congress.imports import Preview
from voting.congress.roles import Role
from voting.congress.roster_import import ROSTER
from voting.db import in_congress
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.web import all_sentences

HEADERS = ["代表证号", "姓名", "性别", "民族", "代表团", "座位号", "手机(后四位)", "状态"]
THREE = [
    HEADERS,
    ["001", "张　三", "男", "汉族", "城关代表团", "1排1号", "0123", "在任"],
    ["002", "李四", "女", "回族", "城关代表团", "1排2号", "", ""],
    ["003", "阿不都·买买提", "男", "维吾尔族", "东乡代表团", "", "", "暂停"],
]


def upload(hall: Hall, rows: list[list[object]], importer=ROSTER) -> Preview:
    draft_id = imports.upload(
        hall.session,
        hall.actor(Role.SECRETARIAT),
        hall.congress_id,
        importer,
        hall.session_id,
        filename="C:\\名册\\代表.xlsx",
        data=workbook(rows),
        now=NOW,
    )
    return imports.preview(hall.session, hall.congress_id, importer, draft_id, now=NOW)


def take(hall: Hall, shown: Preview, *, only_good: bool = False) -> int:
    return imports.take(
        hall.session,
        hall.actor(Role.SECRETARIAT),
        hall.congress_id,
        ROSTER,
        shown.id,
        only_good=only_good,
        expected=len(shown.reading.good),
        now=NOW,
    )


def names(hall: Hall) -> list[str]:
    return [line.name for line in roster.roster(hall.session, hall.congress_id, hall.session_id)]


def undo_last(hall: Hall) -> int:
    last = imports.last_import(hall.session, hall.congress_id, ROSTER, hall.session_id)
    assert last is not None
    actor = hall.actor(Role.SECRETARIAT)
    return imports.undo(hall.session, actor, hall.congress_id, ROSTER, last.id, now=NOW)


def told(shown: Preview) -> set[tuple[int, str, str]]:
    sentences = all_sentences()
    for row in shown.reading.bad:
        for error in row.errors:
            assert sentences[error.code] % error.data
    return {(row.number, error.key, error.code) for row in shown.reading.bad for error in row.errors}


def test_a_roster_comes_in_and_goes_out_again(tmp_path: Path, database_urls):
    with open_hall(tmp_path, database_urls.main, database_urls.board) as hall:
        shown = upload(hall, THREE)
        assert shown.filename == "代表.xlsx"
        assert not shown.reading.bad
        assert names(hall) == []
        assert take(hall, shown) == 3
        assert names(hall) == ["张　三", "李四", "阿不都·买买提"]
        first = roster.roster(hall.session, hall.congress_id, hall.session_id)[0]
        assert (first.delegation, first.seat, first.phone, first.status) == (
            "城关代表团",
            "1排1号",
            "0123",
            "in_office",
        )
        assert [
            (line.name, line.deputies)
            for line in roster.delegations(hall.session, hall.congress_id, hall.session_id)
        ] == [("城关代表团", 2), ("东乡代表团", 1)]
        assert undo_last(hall) == 3
        assert names(hall) == []
        assert roster.delegations(hall.session, hall.congress_id, hall.session_id) == []
        assert hall.verbs()[-2:] == ["import", "undo_import"]


def test_the_filled_in_template_is_taken(hall: Hall):
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(ROSTER.sheet)))
    for column, text in enumerate(THREE[1], start=1):
        book.active.cell(4, column, text)
    filled = io.BytesIO()
    book.save(filled)
    actor = hall.actor(Role.ADMIN)
    draft_id = imports.upload(
        hall.session, actor, hall.congress_id, ROSTER, hall.session_id,
        filename="x.xlsx", data=filled.getvalue(), now=NOW,
    )  # fmt: skip
    take(hall, imports.preview(hall.session, hall.congress_id, ROSTER, draft_id, now=NOW))
    assert names(hall) == ["张　三"]


def test_numbers_and_names_that_stand_twice_in_the_file_are_told_in_both_rows(hall: Hall):
    shown = upload(
        hall,
        [HEADERS[:2], ["001", "张　三"], ["002", "张三"], ["００１", "李四"], ["004", "王五"]],
    )
    assert told(shown) == {
        (2, "number", "roster.number_twice"),
        (2, "name", "roster.name_twice"),
        (3, "name", "roster.name_twice"),
        (4, "number", "roster.number_twice"),
    }
    first = shown.reading.rows[0]
    assert [error.data["row"] for error in first.errors] == [4, 3]
    assert [row.values["name"] for row in shown.reading.good] == ["王五"]


def test_numbers_and_names_that_are_in_the_roster_already_are_told(hall: Hall):
    take(hall, upload(hall, THREE))
    shown = upload(
        hall,
        [HEADERS[:2], ["001", "赵六"], ["009", "张 三"], ["010", "阿不都・买买提"], ["011", "张三（女）"]],
    )
    assert told(shown) == {
        (2, "number", "roster.number_taken"),
        (3, "name", "roster.name_taken"),
        (4, "name", "roster.name_taken"),
    }


def test_bad_rows_hold_everything_up_unless_only_the_good_ones_are_wanted(hall: Hall):
    shown = upload(hall, [*THREE, ["", "赵六"], ["005", "=1+1"], ["006", "孙七", "未知"]])
    assert told(shown) == {
        (5, "number", "sheets.required"),
        (6, "name", "roster.bad_name"),
        (7, "gender", "sheets.not_a_choice"),
    }
    with pytest.raises(NotReady) as caught:
        take(hall, shown)
    assert caught.value.code == "imports.rows_bad"
    assert names(hall) == []
    assert take(hall, shown, only_good=True) == 3
    assert len(names(hall)) == 3


def test_a_file_with_nothing_good_brings_nothing(hall: Hall):
    shown = upload(hall, [HEADERS[:2], ["", "赵六"]])
    with pytest.raises(NotReady) as caught:
        take(hall, shown, only_good=True)
    assert caught.value.code == "imports.nothing_good"


def test_a_list_that_changed_since_the_preview_is_not_overrun(hall: Hall):
    shown = upload(hall, THREE)
    deputies.add_deputy(
        hall.session,
        hall.actor(Role.SECRETARIAT),
        hall.congress_id,
        hall.session_id,
        {"number": "002", "name": "钱八"},
        now=NOW,
    )
    with pytest.raises(Conflict) as caught:
        take(hall, shown, only_good=True)
    assert caught.value.code == "imports.changed"
    assert names(hall) == ["钱八"]


@pytest.mark.parametrize("data", [b"", b"hello", b"PK" + b"\0" * 50 * 2**20, workbook([["甲"], ["乙"]])])
def test_a_refused_file_leaves_nothing_behind(hall: Hall, data: bytes):
    before = hall.verbs()
    actor = hall.actor(Role.SECRETARIAT)
    acts_of_actor = hall.verbs()
    with pytest.raises(Invalid):
        imports.upload(
            hall.session, actor, hall.congress_id, ROSTER, hall.session_id,
            filename="x.xlsx", data=data, now=NOW,
        )  # fmt: skip
    assert hall.session.scalars(select(ImportDraft)).all() == []
    assert hall.verbs() == acts_of_actor != before
    assert names(hall) == []


def test_a_draft_is_taken_once_and_dies_after_a_day(hall: Hall):
    shown = upload(hall, THREE)
    with pytest.raises(NotFound):
        imports.preview(hall.session, hall.congress_id, ROSTER, shown.id, now=NOW + timedelta(hours=24))
    take(hall, shown)
    with pytest.raises(NotFound):
        take(hall, shown)
    kept = hall.session.scalars(select(ImportDraft)).one()
    assert kept.raw == ""


def test_expired_drafts_are_forgotten_at_the_next_upload(hall: Hall):
    upload(hall, THREE)
    imports.upload(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, ROSTER, hall.session_id,
        filename="x.xlsx", data=workbook(THREE), now=NOW + timedelta(days=2),
    )  # fmt: skip
    assert len(hall.session.scalars(select(ImportDraft)).all()) == 1


def test_a_discarded_draft_is_gone(hall: Hall):
    shown = upload(hall, THREE)
    imports.discard(hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, ROSTER, shown.id)
    with pytest.raises(NotFound):
        take(hall, shown)


@pytest.mark.parametrize("role", [Role.DESK, Role.LIAISON, Role.TECHNICIAN, Role.CHIEF_SCRUTINEER])
def test_only_the_secretariat_and_the_administrator_import(hall: Hall, role: Role):
    shown = upload(hall, THREE)
    actor = hall.actor(role)
    with pytest.raises(NotAllowed):
        imports.upload(
            hall.session, actor, hall.congress_id, ROSTER, hall.session_id,
            filename="x.xlsx", data=workbook(THREE), now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        imports.take(
            hall.session, actor, hall.congress_id, ROSTER, shown.id, only_good=False, expected=3, now=NOW
        )
    assert names(hall) == []


def test_another_congress_sees_no_draft(hall: Hall):
    shown = upload(hall, THREE)
    in_congress(hall.session, hall.other_congress_id)
    with pytest.raises(NotFound):
        imports.preview(hall.session, hall.other_congress_id, ROSTER, shown.id, now=NOW)
    in_congress(hall.session, hall.congress_id)
    with pytest.raises(NotFound):
        imports.upload(
            hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, ROSTER, hall.other_session_id,
            filename="x.xlsx", data=workbook(THREE), now=NOW,
        )  # fmt: skip


# Undoing --------------------------------------------------------------------------------------


def test_an_import_that_was_worked_on_cannot_be_undone(hall: Hall):
    take(hall, upload(hall, THREE))
    first = roster.roster(hall.session, hall.congress_id, hall.session_id)[0]
    deputies.edit_deputy(
        hall.session,
        hall.actor(Role.SECRETARIAT),
        hall.congress_id,
        hall.session_id,
        first.id,
        {"number": "001", "name": "张三", "seat": "2排1号"},
        now=NOW,
    )
    with pytest.raises(Conflict) as caught:
        undo_last(hall)
    assert caught.value.code == "roster.import_built_on"
    assert len(names(hall)) == 3


def test_an_import_whose_deputies_checked_in_cannot_be_undone(hall: Hall):
    take(hall, upload(hall, THREE))
    secretariat = hall.actor(Role.SECRETARIAT)
    meeting = attendance.open_meeting(
        hall.session, secretariat, hall.congress_id, hall.session_id,
        title="第二次全体会议", held_on=NOW.date(), now=NOW,
    )  # fmt: skip
    first = roster.roster(hall.session, hall.congress_id, hall.session_id)[0]
    attendance.mark(hall.session, secretariat, hall.congress_id, meeting, first.id, "present", now=NOW)
    with pytest.raises(Conflict):
        undo_last(hall)
    with pytest.raises(Conflict):
        deputies.remove_deputy(
            hall.session, secretariat, hall.congress_id, hall.session_id, first.id, now=NOW
        )
    assert len(names(hall)) == 3


def test_only_the_last_import_can_be_undone(hall: Hall):
    take(hall, upload(hall, THREE))
    first = imports.last_import(hall.session, hall.congress_id, ROSTER, hall.session_id)
    shown = upload(hall, [HEADERS[:2], ["004", "赵六"]])
    imports.take(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, ROSTER, shown.id,
        only_good=False, expected=1, now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    assert first is not None
    with pytest.raises(Conflict):
        imports.undo(hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, ROSTER, first.id, now=NOW)
    assert undo_last(hall) == 1
    assert undo_last(hall) == 3
    assert names(hall) == []


def test_a_frozen_roster_takes_and_gives_back_nothing(hall: Hall):
    take(hall, upload(hall, THREE))
    waiting = upload(hall, [HEADERS[:2], ["004", "赵六"]])
    secretariat = hall.actor(Role.SECRETARIAT)
    roster.freeze(hall.session, secretariat, hall.congress_id, hall.session_id, now=NOW)
    for attempt in (lambda: upload(hall, THREE), lambda: take(hall, waiting), lambda: undo_last(hall)):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert caught.value.code == "roster.frozen"
    assert len(names(hall)) == 3
