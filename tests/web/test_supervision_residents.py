"""Residents' rating over HTTP: from a phone without account, beside the grade and never in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.collection.proving import challenge_in, prove
from tests.supervision.years import YEAR
from tests.web.conftest import CODE, House, token_in
from tests.web.rated import RATINGS, Rated, open_rated
from voting.supervision import programmes, ratings, residents


@pytest.fixture
def rated(house: House) -> Rated:
    return open_rated(house)


@dataclass
class Street:
    rated: Rated
    token: str

    @property
    def address(self) -> str:
        return f"/c/{CODE}/rate/{self.token}"

    def send(self, device: str, **given: str):
        client = self.rated.house.app.test_client()
        proof = prove(challenge_in(client.get(self.address).text))
        fields = {"grade": "0", "sentence": "", "device": device, "proof": proof, "website": ""}
        return client.post(
            self.address, data=fields | given, environ_base={"REMOTE_ADDR": given.get("address", "127.0.0.1")}
        )

    def counted(self):
        with self.rated.session() as session:
            project = self.rated.year.project_ids[0]
            return residents.counts(session, self.rated.here, [project])[project]


@pytest.fixture
def street(rated: Rated) -> Street:
    client = rated.house.client("supervision_office")
    address = f"/c/{CODE}/years/{YEAR}/residents"
    today = datetime.now(UTC).date()
    page = client.get(address).text
    made = client.post(address, data={
        "csrf_token": token_in(page), "project_id": rated.year.project_ids[0], "name": "城东小区南门",
        "way": "site", "begins": today.isoformat(), "ends": f"{today.year + 1}-12-31", "hourly": "60",
    })  # fmt: skip
    assert made.status_code == 303
    poster = re.search(r'href="([^"]+/poster)"', client.get(address).text)[1]
    token = re.search(r"/rate/([\w-]+)", client.get(poster).text)[1]
    return Street(rated, token)


def device(at: int) -> str:
    return f"{at:032x}"


def test_a_resident_rates_without_account_and_once_a_device(street):
    sent = street.send(device(1), grade="2", sentence="路灯还没有装")
    assert sent.status_code == 200
    assert "Set-Cookie" not in sent.headers
    again = street.send(device(1), grade="0")
    assert "代替了上次" in again.text
    assert street.counted().votes == (1, 0, 0)


def test_one_proof_is_one_opinion(street):
    client = street.rated.house.app.test_client()
    proof = prove(challenge_in(client.get(street.address).text))
    for at in range(3):
        client.post(street.address, data={"grade": "0", "device": device(at), "proof": proof})
    assert street.counted().raters == 1


@pytest.mark.parametrize(
    "given", [{"grade": "3"}, {"grade": ""}, {"proof": ""}, {"website": "x"}, {"sentence": "长" * 101}]
)
def test_what_is_no_opinion_is_refused(street, given):
    assert street.send(device(1), **given).status_code == 400
    assert street.counted().raters == 0


def test_a_device_that_rates_too_often_waits(street):
    answers = [street.send(device(1)).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_nine_residents_are_told_nowhere_and_ten_everywhere_as_advisory(street):
    reader = street.rated.house.client("deputy")
    for at in range(9):
        street.send(device(at), grade="2")
    addresses = (RATINGS, f"/c/{CODE}/years/{YEAR}/projects/1")
    for address in addresses:
        text = reader.get(address).text
        assert "不足十人，暂不显示" in text
        assert not re.search(r"不满意 <b[^>]*>9<", text)
    street.send(device(9), grade="2")
    for address in addresses:
        text = reader.get(address).text
        assert re.search(r"不满意 <b[^>]*>10<", text)
        assert "仅供参考，不计入测评等次" in text


def test_a_sentence_is_public_only_after_the_office_looked(street):
    street.send(device(1), sentence="路灯还没有装")
    public = street.rated.house.app.test_client()
    assert "路灯还没有装" not in public.get(street.address).text
    office = street.rated.house.client("supervision_office")
    page = office.get(f"/c/{CODE}/years/{YEAR}/residents").text
    action = re.search(r'action="([^"]+/sentences/[0-9a-f]{32})"', page)[1]
    office.post(action, data={"csrf_token": token_in(page), "to": "public", "read": "路灯还没有装"})
    assert "路灯还没有装" in public.get(street.address).text


def test_a_burst_from_one_line_is_shown_and_left_out_only_with_a_reason(street):
    for at in range(7):
        street.send(device(at))
    office = street.rated.house.client("supervision_office")
    address = f"/c/{CODE}/years/{YEAR}/residents"
    page = office.get(address).text
    assert "短时间内来自同一线路的较多" in page
    action = re.search(r'action="([^"]+/clusters/[0-9a-f]{32})"', page)[1]
    token = token_in(page)
    assert office.post(action, data={"csrf_token": token, "aside": "yes", "reason": ""}).status_code == 400
    assert street.counted().raters == 7
    office.post(action, data={"csrf_token": token, "aside": "yes", "reason": "同一办公室连续提交"})
    assert (street.counted().raters, street.counted().set_aside) == (0, 7)


def test_an_opinion_from_the_line_of_a_responsible_unit_is_shown(street):
    staff = street.rated.house
    staff.post("unit", f"/c/{CODE}/ratings/{'0' * 32}/submit", f"/c/{CODE}/", revision="0")
    street.send(device(1))
    page = staff.client("supervision_office").get(f"/c/{CODE}/years/{YEAR}/residents").text
    assert "来自责任单位近日登录所用的线路" in page


def test_a_closed_site_takes_nothing_and_says_so(street):
    office = street.rated.house.client("supervision_office")
    page = office.get(f"/c/{CODE}/years/{YEAR}/residents").text
    action = re.search(r'action="([^"]+/close)"', page)[1]
    client = street.rated.house.app.test_client()
    proof = prove(challenge_in(client.get(street.address).text))
    office.post(action, data={"csrf_token": token_in(page)})
    assert "已经停用" in client.get(street.address).text
    late = client.post(street.address, data={"grade": "0", "device": device(1), "proof": proof})
    assert late.status_code == 409
    assert street.counted().raters == 0


def test_residents_never_change_a_grade_and_weights_stand_beside_it(street):
    rated = street.rated
    for at in range(10):
        street.send(device(at), grade="2")
    weights = ({"group": "this", "weight": 40}, {"group": "site", "weight": 60})
    made = rated.open(weights=weights)
    rated.fill(made, {"1": 0, "2": 0, "3": 0})
    rated.close(made)
    with rated.session() as session:
        outcome = ratings.outcome_of(session, rated.here, made)
    assert [item.grade_name for item in outcome.items] == ["满意"] * 3
    text = rated.house.client().get(f"/c/{CODE}/rated/{made}").text
    assert "（100.00%×40 + 0.00%×60）÷100 ＝ 40.00%" in text
    assert "不改变测评等次" in text


def test_no_row_of_a_resident_holds_an_address(street):
    street.send(device(1), address="203.0.113.77")
    with street.rated.session() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM resident_rating").mappings().all()
    assert rows
    assert "203.0.113" not in json.dumps([dict(row) for row in rows], default=str)


def test_the_public_page_of_a_project_leads_to_its_rating_on_the_web(street):
    office = street.rated.house.client("supervision_office")
    address, today = f"/c/{CODE}/years/{YEAR}/residents", datetime.now(UTC).date()
    project_id = street.rated.year.project_ids[0]
    with street.rated.session() as session:
        public = programmes.project(session, street.rated.here, project_id).token
    page = street.rated.house.client().get(f"/c/{CODE}/chain/{public}").text
    assert "我来评价" not in page
    office.post(address, data={
        "csrf_token": token_in(office.get(address).text), "project_id": project_id, "name": "网页",
        "way": "web", "begins": today.isoformat(), "ends": f"{today.year + 1}-12-31", "hourly": "60",
    })  # fmt: skip
    page = street.rated.house.client().get(f"/c/{CODE}/chain/{public}").text
    token = re.search(r'href="[^"]*/rate/([\w-]+)">我来评价', page)[1]
    assert Street(street.rated, token).send(device(1), grade="1").status_code == 200
    assert street.counted().by_way == {"web": (0, 1, 0)}
