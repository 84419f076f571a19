"""Stations with their posters, and ideas entered for others: paper, phone, deputies, units, Excel."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from tests.halls import workbook
from tests.scenes import jpeg, scene
from tests.web.conftest import CODE, House, token_in
from tests.web.test_public_form import Street, open_street
from voting import jobs
from voting.acts import latest_acts
from voting.collection import desk, photos, stations
from voting.collection.desk_models import SimilarPair
from voting.collection.idea_models import AuthorAccess, Idea, IdeaAuthor
from voting.congress import deputies, services, units
from voting.congress.roles import Actor, Role
from voting.db import writing

HEADS = ["标题", "内容", "类别", "村、社区", "地点", "姓名", "手机"]


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def intake_address(street: Street) -> str:
    return f"/c/{CODE}/calls/{street.call_id}/intake"


def enter(street: Street, who: str, **given: object):
    address = intake_address(street)
    fields = {"channel": "paper", "category": "教育", "title": "建一所公办幼儿园"} | given
    return street.house.post(who, address, address, **fields)


def send_sheet(street: Street, who: str, channel: str, rows: list[list[object]]):
    address = intake_address(street)
    client = street.house.client(who)
    data = {
        "csrf_token": token_in(client.get(address).text),
        "channel": channel,
        "file": (io.BytesIO(workbook([HEADS, *rows])), "ideas.xlsx"),
    }
    return client.post(f"{address}/sheet", data=data, content_type="multipart/form-data")


def station_id(street: Street) -> str:
    with street.session() as session:
        return stations.by_token(session, street.house.congress.id, street.token).id


def work_at_the_station(street: Street) -> None:
    with street.session() as session:
        stations.assign(
            session,
            street.government,
            street.house.congress.id,
            station_id(street),
            street.house.people["station_officer"],
            now=street.house.now,
        )


def work_for_a_unit(street: Street) -> str:
    with street.session() as session:
        here = (session, street.government, street.house.congress.id)
        unit_id = units.add(*here, name="清河县教育局", short="县教育局", now=street.house.now)
        units.assign(*here, unit_id, street.house.people["unit"], now=street.house.now)
    return unit_id


def test_a_paper_is_entered_in_somebodys_name_and_marked_as_such(street):
    answer = enter(street, "government_desk", name="李四", phone="13800004071")
    assert answer.status_code == 200
    (idea,) = street.ideas()
    assert (idea.channel, idea.entered_by) == ("paper", street.house.people["government_desk"])
    with street.session() as session:
        assert session.scalars(select(IdeaAuthor)).one().name == "李四"
        assert latest_acts(session, street.house.congress.id)[0].verb == "add"
    number, digits = re.search(r"受理编号 ([\d-]+)，查询码 (\d{4})", answer.text).groups()
    assert digits == "4071"
    assert street.follow(number, digits).status_code == 200


def test_photos_that_lay_with_a_paper_are_kept_with_it_and_none_loses_it(street, monkeypatch):
    monkeypatch.setattr(jobs.Starter, "wake", lambda self: None)
    given = [
        (io.BytesIO(content), "a.jpg") for content in (jpeg(scene(1)), b"%PDF-1.7", jpeg(scene(2)), b"x")
    ]
    assert enter(street, "government_desk", photo=given).status_code == 200
    (idea,) = street.ideas()
    jobs.run_queued(street.house.databases, street.house.app.extensions["voting.settings"])
    with street.session() as session:
        found = photos.of_idea(session, street.house.congress.id, idea.id)
    assert [line.state for line in found] == ["ready", "failed", "ready"]
    address = f"/c/{CODE}/desk-photos/{found[0].id}/small"
    assert street.house.client("government_desk").get(address).mimetype == "image/jpeg"
    assert street.house.client("congress_desk").get(address).status_code == 404


@pytest.mark.parametrize("channel", ["phone", "letter", "hotline"])
def test_phone_letter_and_hotline_are_told_apart(street, channel):
    enter(street, "government_desk", channel=channel)
    assert [idea.channel for idea in street.ideas()] == [channel]


def test_a_letter_may_be_anonymous_even_where_the_form_asks_for_a_name(house):
    street = open_street(house, name_required=True)
    assert enter(street, "government_desk", channel="letter").status_code == 200


def test_nobody_enters_by_a_channel_that_is_not_his(street):
    assert enter(street, "deputy", channel="paper").status_code == 403
    assert enter(street, "government_desk", channel="form").status_code == 403
    assert enter(street, "government_desk", channel="library").status_code == 409
    assert street.ideas() == []


def test_a_station_officer_enters_for_his_own_station_only(street):
    refused = enter(street, "station_officer", station_id=station_id(street))
    assert refused.status_code == 403
    work_at_the_station(street)
    assert enter(street, "station_officer").status_code == 400
    assert enter(street, "station_officer", station_id=station_id(street)).status_code == 200
    assert street.ideas()[0].station_id == station_id(street)


def test_a_station_officer_follows_what_came_through_his_station_without_names(street):
    work_at_the_station(street)
    street.send(title="建一所公办幼儿园", name="李四", phone="13800004071")
    street.send(f"/c/{CODE}/i/{street.call_id}", title="另一条不经联络站")
    page = street.house.client("station_officer").get(f"/c/{CODE}/station").text
    assert "建一所公办幼儿园" in page
    assert "另一条" not in page and "李四" not in page


def test_what_a_deputy_proposes_goes_to_the_congresses_desk(street):
    assert enter(street, "deputy", channel="deputy").status_code == 200
    (idea,) = street.ideas()
    assert (idea.desk, idea.channel) == ("congress", "deputy")


def test_a_unit_proposes_by_its_own_form_once_somebody_works_for_it(street):
    assert enter(street, "unit", channel="department").status_code == 409
    unit_id = work_for_a_unit(street)
    assert enter(street, "unit", channel="department").status_code == 200
    assert street.ideas()[0].unit_id == unit_id


def test_a_unit_hands_in_a_workbook(street):
    unit_id = work_for_a_unit(street)
    rows = [["建一所公办幼儿园", "", "教育"], ["增设夜间公交", "", "交通出行", "", "城东"]]
    assert send_sheet(street, "unit", "department", rows).status_code == 303
    assert [(idea.title, idea.channel, idea.unit_id) for idea in street.ideas()] == [
        ("建一所公办幼儿园", "department", unit_id),
        ("增设夜间公交", "department", unit_id),
    ]


def test_the_hotlines_list_is_read_once_however_often_it_is_sent(street):
    rows = [["路灯不亮", "三号路路灯坏了一个月", "城市管理", "", "三号路", "王五", "13900001234"]]
    assert send_sheet(street, "government_desk", "hotline", rows).status_code == 303
    again = send_sheet(street, "government_desk", "hotline", rows)
    assert again.mimetype.endswith("spreadsheetml.sheet")
    assert [idea.channel for idea in street.ideas()] == ["hotline"]


def test_a_workbook_with_a_bad_row_is_not_taken_at_all(street):
    rows = [["建一所公办幼儿园", "", "教育"], ["增设夜间公交", "", "天文"], ["", "没有标题", "教育"]]
    answer = send_sheet(street, "government_desk", "excel", rows)
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert street.ideas() == []


def undo_import(street: Street, who: str, import_id: str = ""):
    address = intake_address(street)
    shown = re.search(r'name="import" value="([0-9a-f]{32})"', street.house.client(who).get(address).text)
    return street.house.post(
        who, f"{address}/undo", address, **{"import": import_id or (shown[1] if shown else "")}
    )


ROWS = [
    ["修桥", "桥面破损", "教育", "", "", "", ""],
    ["建公厕", "广场没有", "教育", "", "", "张某", "13800001111"],
]


def test_a_workbook_imported_by_mistake_goes_again_and_can_come_again(street):
    kept = street.send(title="修渡槽")
    assert kept.status_code == 200
    send_sheet(street, "government_desk", "hotline", ROWS)
    assert len(street.ideas()) == 3
    assert undo_import(street, "government_desk").status_code == 303
    assert [idea.title for idea in street.ideas()] == ["修渡槽"]
    with street.session() as session:
        assert session.scalars(select(IdeaAuthor)).all() == []
        assert latest_acts(session, street.house.congress.id, limit=1)[0].verb == "undo_import"
    assert send_sheet(street, "government_desk", "hotline", ROWS).status_code == 303
    assert len(street.ideas()) == 3


@pytest.mark.parametrize("work", ["take_up", "note", "list", "same"])
def test_an_import_that_somebody_worked_on_stays(street, work):
    send_sheet(street, "government_desk", "hotline", ROWS)
    first, second = street.ideas()
    here, now = street.house.congress.id, street.house.now
    with street.session() as session:
        by = (session, street.government, here)
        if work == "take_up":
            desk.move(*by, [first.id], "take_up", now=now)
        elif work == "note":
            desk.note(*by, first.id, "问一下承办单位", now=now)
        elif work == "list":
            desk.list_publicly(*by, [first.id], True, now=now)
        else:
            with writing(session):
                pair = sorted((first.id, second.id))
                at = {"congress_id": here, "call_id": street.call_id, "score": 40, "reasons": {}}
                judged = at | {"first_id": pair[0], "second_id": pair[1], "verdict": "different"}
                session.add(SimilarPair(**judged))
    page = street.house.client("government_desk").get(intake_address(street)).text
    assert "开始办理，不能撤销" in page
    assert undo_import(street, "government_desk", first.import_id).status_code == 409
    assert len(street.ideas()) == 2


def test_nobody_undoes_what_another_imported(street):
    send_sheet(street, "government_desk", "hotline", ROWS)
    import_id = street.ideas()[0].import_id
    assert undo_import(street, "congress_desk", import_id).status_code == 403
    assert undo_import(street, "unit", import_id).status_code == 403
    assert undo_import(street, "government_desk", "0" * 32).status_code == 404
    assert len(street.ideas()) == 2


def test_who_wrote_it_is_shown_for_a_purpose_which_is_recorded(street):
    street.send(name="李四", phone="13800004071")
    idea_id = street.ideas()[0].id
    address = f"/c/{CODE}/ideas/{idea_id}/author"
    assert "李四" not in street.house.client("government_desk").get(address).text
    assert street.house.post("government_desk", address, address, purpose="").status_code == 400
    shown = street.house.post("government_desk", address, address, purpose="电话核实地点")
    assert "李四" in shown.text and "电话核实地点" in shown.text
    with street.session() as session:
        look = session.scalars(select(AuthorAccess)).one()
        assert look.person_id == street.house.people["government_desk"]


def test_the_other_desk_does_not_learn_who_wrote_it(street):
    street.send(name="李四")
    address = f"/c/{CODE}/ideas/{street.ideas()[0].id}/author"
    refused = street.house.post("congress_desk", address, address, purpose="电话核实地点")
    assert refused.status_code == 403 and "李四" not in refused.text


def test_a_station_has_a_poster_with_its_own_code(street):
    client = street.house.client("government_desk")
    page = client.get(f"/c/{CODE}/stations/{station_id(street)}/poster").text
    assert f"http://localhost/c/{CODE}/i/{street.token}" in page
    assert "<svg" in page and "城东社区联络站" in page
    printed = client.get(f"/c/{CODE}/stations/{station_id(street)}/poster?format=pdf")
    assert printed.data.startswith(b"%PDF")


def test_a_call_has_a_poster_of_its_own(street):
    page = street.house.client("government_desk").get(f"/c/{CODE}/calls/{street.call_id}/poster").text
    assert f"http://localhost/c/{CODE}/i/{street.call_id}" in page


def test_a_station_is_added_and_closed_by_the_desk(street):
    house, address = street.house, f"/c/{CODE}/stations"
    for kind in ("centre", "industry", "mobile"):
        house.post("congress_desk", address, address, name=f"{kind}联络站", kind=kind)
    assert (
        house.post("congress_desk", address, address, name="centre联络站", kind="centre").status_code == 400
    )
    with street.session() as session:
        known = stations.every(session, house.congress.id)
    assert [station.kind for station in known] == ["centre", "community", "industry", "mobile"]
    assert len({station.token for station in known}) == 4
    mobile = f"{address}/{known[-1].id}"
    house.post("congress_desk", f"{mobile}/change", mobile, deed="close")
    with street.session() as session:
        assert len(stations.every(session, house.congress.id)) == 3


def test_an_officer_needs_the_role_before_he_keeps_a_station(street):
    house, one = street.house, f"/c/{CODE}/stations/{station_id(street)}"
    person = house.people["deputy"]
    assert house.post("congress_desk", f"{one}/change", one, deed="assign", person=person).status_code == 400
    officer = Actor(house.people["station_officer"], "", frozenset({Role.STATION_OFFICER}))
    house.post("congress_desk", f"{one}/change", one, deed="assign", person=officer.person_id)
    with street.session() as session:
        assert [line.name for line in stations.kept_by(session, house.congress.id, officer.person_id)] == [
            "城东社区联络站"
        ]
        assert session.scalars(select(Idea)).first() is None


def test_the_deputies_of_a_station_stand_on_its_poster(street):
    house, here = street.house, street.house.congress.id
    given = {"number": "001", "name": "代表甲", "delegation": "第一代表团", "seat": "1-1"}
    keeper = Actor(house.people["secretariat"], "", frozenset({Role.SECRETARIAT}))
    with street.session() as session:
        held = services.latest_session(session, here)
        deputy_id = deputies.add_deputy(session, keeper, here, held.id, given, now=house.now)
    one = f"/c/{CODE}/stations/{station_id(street)}"
    house.post("congress_desk", f"{one}/change", one, deed="attach", deputy=deputy_id)
    assert "代表甲" in house.client("congress_desk").get(f"{one}/poster").text
    house.post("congress_desk", f"{one}/change", one, deed="attach")
    assert "代表甲" not in house.client("congress_desk").get(f"{one}/poster").text
