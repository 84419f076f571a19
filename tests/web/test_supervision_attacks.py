"""What somebody with a login, or without one, may try on the pages of supervision."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tests.supervision.group_work import Group, open_group
from tests.supervision.test_changes import COUNTY, GROUNDS, LESS, ask, decide, forward
from tests.supervision.test_hearings import AFTER, MEETING, held, opinions, planned
from tests.web.conftest import CODE, OTHER_CODE, token_in
from tests.web.rated import RATINGS, open_rated
from voting.supervision import changes, hearings, letters, programmes, visits
from voting.supervision.group_models import Visit

YEAR = f"/c/{CODE}/years/2026"
ROOM = f"/c/{CODE}/years"
OFFICE = "supervision_office"
SCRIPT = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x.example","点")'


@pytest.fixture
def group(house, year) -> Group:
    return open_group(year, house.app.extensions["voting.settings"])


def addresses(group: Group) -> dict[str, str]:
    """A finding that went out, its letter, a confirmed visit."""
    finding_id, visit_id = group.issued(), group.confirmed_visit()
    year = group.year
    (letter,) = letters.letters(year.session, year.congress_id, year.programme_id)
    year.session.rollback()
    return {
        "finding": f"{ROOM}/findings/{finding_id}",
        "letter": f"{ROOM}/letters/{letter.id}",
        "visit": f"{ROOM}/visits/{visit_id}",
    }


def test_the_audit_office_opens_no_page_of_the_groups_work(house, group):
    known = addresses(group)
    for address in known.values():
        assert house.client("audit_office").get(address).status_code == 403
        assert house.client("finance").get(address).status_code == 200
    project = house.client("audit_office").get(f"{YEAR}/projects/1").text
    assert "地下室排水未接通" not in project and not [one for one in known.values() if one in project]
    assert house.client("audit_office").get(f"{YEAR}/money").status_code == 200


def test_ids_of_this_congress_open_nothing_in_another(house, group):
    outsider = house.client("outsider")
    for address in addresses(group).values():
        assert outsider.get(address).status_code == 404
        assert outsider.get(address.replace(f"/c/{CODE}/", f"/c/{OTHER_CODE}/")).status_code in (403, 404)


def test_a_unit_reads_no_overview_of_what_others_report_in_an_open_round(house, year):
    assert house.client("unit").get(f"{YEAR}/overview").status_code == 403
    assert f"{YEAR}/overview" not in house.client("unit").get(YEAR).text


def test_a_unit_finds_nothing_of_anothers_request(house, year):
    ask(year, kind="suspend", project=1)
    year.session.rollback()
    unit = house.client("unit")
    for address in (f"{YEAR}/changes/1", f"{YEAR}/changes/1/motion", f"{YEAR}/changes/1/paper"):
        assert unit.get(address).status_code == 404
    assert GROUNDS not in unit.get(f"{YEAR}/changes").text + unit.get(f"{YEAR}/projects/2").text


def test_the_board_is_silent_about_a_decision_before_its_notice(house, year):
    request_id = forward(year, ask(year, **LESS))
    decide(year, request_id)
    resting = forward(year, ask(year, kind="suspend", project=1))
    decide(year, resting)
    token = programmes.project(year.session, year.congress_id, year.project_ids[1]).token
    pages = [f"/c/{CODE}/board", f"/c/{CODE}/chain/{token}"]
    year.session.rollback()
    for address in pages:
        text = house.client().get(address).text
        assert "老旧小区10个" not in text and "暂缓实施" not in text
    for each in (request_id, resting):
        changes.announce(*year.as_office(), each, "第3号", COUNTY.held_on, now=year.now)
    year.session.rollback()
    assert "老旧小区10个" in house.client().get(pages[0]).text
    assert all("暂缓实施" in house.client().get(address).text for address in pages)


def test_opinions_of_a_meeting_that_is_not_published_stand_on_no_page_of_a_later_one(house, year):
    opinions(year, held(year), "加快老旧小区改造进度")
    later = planned(year, meeting_on=MEETING + timedelta(days=30))
    for verb in ("hold", "publish_hearing"):
        hearings.step(*year.as_office(), later, verb, now=AFTER + timedelta(days=30))
    year.session.rollback()
    page = f"{YEAR}/hearings/{later}"
    assert "加快老旧小区改造进度" in house.client("committee_member").get(page).text
    assert "加快老旧小区改造进度" not in house.client("deputy").get(page).text
    assert "加快老旧小区改造进度" not in house.client().get(f"{page}/public").text


def test_a_rating_that_the_year_keeps_to_itself_is_public_nowhere(house):
    rated = open_rated(house)
    made = rated.open()
    rated.fill(made, {"1": 0, "2": 1, "3": 2})
    rated.close(made)
    public = f"/c/{CODE}/rated/{made}"
    assert house.client().get(public).status_code == 200
    with rated.session() as session:
        given = {"public_ratings": False}
        programmes.set_settings(
            session, rated.office, rated.here, rated.year.programme_id, given, now=house.now
        )
    assert house.client().get(public).status_code == 409
    page = house.client(OFFICE).get(f"{RATINGS}/{made}")
    assert page.status_code == 200 and public not in page.text


@pytest.mark.parametrize("back", ["http://[", "//[x", "javascript:alert(1)", "/c/qinghe/years/\r\nX: y"])
def test_no_way_back_breaks_the_answer_or_leads_elsewhere(house, group, back):
    given = group.new_visit()
    group.enter(group.year.office, given)
    group.year.session.rollback()
    client = house.client(OFFICE)
    token = token_in(client.get(f"{ROOM}/visits/{given.id}").text)
    answer = client.post(
        f"{ROOM}/records/visit/{given.id}/pictures",
        data={"csrf_token": token, "stage": "under_way", "back": back},
    )
    assert answer.status_code == 303
    assert answer.location.startswith(f"/c/{CODE}/years") and "\n" not in answer.location


def test_a_day_mistyped_by_thousands_of_years_is_answered(house, year):
    day = "9999-12-31"
    year.session.rollback()
    client = house.client(OFFICE)
    rounds_page = f"{ROOM}/rounds/{year.round_id}"
    given = {name: day for name in ("report_due", "inspect_due", "rating_due")} | {"opens_on": "2026-04-02"}
    assert house.post(OFFICE, rounds_page, rounds_page, **given).status_code == 303
    assert client.get(f"/c/{CODE}/").status_code == client.get(YEAR).status_code == 200


def test_a_draft_of_broken_characters_breaks_no_page(house, year):
    year.session.rollback()
    page = f"{ROOM}/reports/{year.round_id}/1"
    unit = house.client("unit")
    csrf = token_in(unit.get(page).text)
    saved = unit.post(
        f"{page}/draft", data='{"revision": 0, "data": {"image": "\\ud800完工", "works": "\\u0000"}}',
        headers={"X-CSRFToken": csrf, "Content-Type": "application/json", "Accept": "application/json"},
    )  # fmt: skip
    assert saved.status_code == 200
    for who in ("unit", "inspectorate"):
        assert "完工" in house.client(who).get(page).text


@pytest.mark.parametrize("number", ["99999999999999999999", "0"])
def test_numbers_larger_than_any_column_are_not_found(house, year, number):
    client = house.client(OFFICE)
    for address in (f"{ROOM}/{number}", f"{YEAR}/projects/{number}", f"{YEAR}/changes/{number}"):
        assert client.get(address).status_code == 404
    assert house.client().get(f"/c/{CODE}/board/{number}").status_code == 404


def test_what_was_typed_is_text_in_every_workbook_and_on_every_page(house, group):
    year = group.year
    group.raised(problem=f"{FORMULA}{SCRIPT}", demand=FORMULA, person="@SUM(1)")
    given = group.new_visit(place=FORMULA, sentence=SCRIPT, suggestion="+1")
    group.enter(group.deputy("王秀兰"), given)
    year.session.rollback()
    client = house.client(OFFICE)
    for address in (
        f"{YEAR}/findings?format=xlsx", f"{YEAR}/visits?format=xlsx", f"{YEAR}/records?format=xlsx",
        f"{YEAR}/overview?format=xlsx", f"{YEAR}/compare?format=xlsx", f"{YEAR}/book?format=xlsx",
    ):  # fmt: skip
        data = client.get(address).data
        cells = [cell for page in load_workbook(io.BytesIO(data)) for row in page.iter_rows() for cell in row]
        assert cells and not [cell.coordinate for cell in cells if cell.data_type == "f"], address
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert not any(b"<f>" in parts.read(name) for name in parts.namelist()), address
    for address in (
        f"{YEAR}/findings", f"{YEAR}/visits", f"{YEAR}/projects/1", f"{ROOM}/visits/{given.id}",
        f"{ROOM}/visits/phone",
    ):  # fmt: skip
        assert "<img src=x" not in client.get(address).text, address


def test_what_a_device_sends_without_a_token_is_refused(house, group):
    given = group.new_visit()
    fields = {"id": given.id, "project": given.project_id, "held_on": "2026-04-01", "place": "工地"}
    sent = house.client(OFFICE).post(f"{ROOM}/visits", data=fields, headers={"Accept": "application/json"})
    assert sent.status_code == 400 and "error" in json.loads(sent.data)
    elsewhere = house.client(OFFICE).post(
        f"{ROOM}/visits", data=fields, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert elsewhere.status_code == 403
    year = group.year
    year.session.rollback()
    assert not visits.visits(year.session, year.congress_id, [given.project_id])
    assert year.session.query(Visit).filter(Visit.congress_id == year.congress_id).count() == 0


def test_the_office_cannot_confirm_for_a_deputy(house, group):
    given = group.new_visit()
    group.enter(group.year.office, given)
    group.year.session.rollback()
    page = f"{ROOM}/visits/{given.id}"
    assert house.post(OFFICE, f"{page}/confirm", page).status_code == 403
    assert not re.search(r"/confirm\"", house.client(OFFICE).get(page).text)
