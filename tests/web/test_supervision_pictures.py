"""Pages with pictures of supervision: adding, looking, what was flagged, what the public sees."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import pytest

from tests.scenes import jpeg, notes, scene
from tests.supervision.years import Year, open_year
from tests.web.conftest import CODE, House, token_in
from voting import jobs, picture_flags, pictures
from voting.congress.roles import Actor, Role
from voting.db import in_congress, new_id, writing
from voting.supervision import evidence
from voting.supervision.group_models import Visit
from voting.supervision.report_models import Report


@dataclass
class Site:
    """A year with a report of each of the first two projects."""

    house: House
    year: Year
    reports: list[str]

    def add(self, who: str, report: int, *contents: bytes, **more: str):
        """Through the form of the page."""
        client = self.house.client(who)
        token = token_in(client.get("/me").text)
        photos = [(io.BytesIO(content), f"{at}.jpg") for at, content in enumerate(contents)]
        given = {"csrf_token": token, "stage": "under_way", "photo": photos, "back": f"/c/{CODE}/years/2026"}
        address = f"/c/{CODE}/years/records/report/{self.reports[report]}/pictures"
        return client.post(address, data=given | more, content_type="multipart/form-data")

    def work(self) -> None:
        jobs.run_queued(self.house.databases, self.house.app.extensions["voting.settings"])
        self.year.session.rollback()
        self.year.session.expire_all()

    def of(self, report: int) -> list[str]:
        report_id = self.reports[report]
        found = pictures.of(self.year.session, self.year.congress_id, "report", [report_id])
        return [line.id for line in found[report_id]]

    def status(self, who: str, address: str) -> int:
        return self.house.client(who).get(address).status_code


@pytest.fixture
def site(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs.Starter, "wake", lambda self: None)
    with house.databases.main() as session:
        in_congress(session, house.congress.id)

        def actor_of(role: Role) -> Actor:
            return Actor(house.people[str(role)], str(role), frozenset({role}))

        year = open_year(session, house.congress.id, actor_of)
        made = [
            Report(id=new_id(), congress_id=year.congress_id, round_id=year.round_id, project_id=project_id)
            for project_id in year.project_ids[:2]
        ]
        with writing(session):
            session.add_all(made)
            session.flush()
            ids = [row.id for row in made]
        yield Site(house, year, ids)


def photo(seed: int) -> bytes:
    return jpeg(scene(seed), notes=notes(place=True))


def test_a_unit_adds_pictures_and_returns_to_the_page_it_came_from(site):
    answer = site.add("unit", 0, photo(1), caption="<b>南侧</b>外墙")
    assert (answer.status_code, answer.location) == (303, f"/c/{CODE}/years/2026#pictures")
    site.work()
    page = site.house.client("unit").get(f"/c/{CODE}/years/2026/projects/1").text
    assert "&lt;b&gt;南侧" in page and "<b>南侧" not in page
    (picture_id,) = site.of(0)
    shown = site.house.client("unit").get(f"/c/{CODE}/years/pictures/{picture_id}/small.jpg")
    assert shown.mimetype == "image/jpeg" and b"PHONETEST" not in shown.data
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/c/x/years/2", "//elsewhere.example", "/c/linhe/years/2", ""]
)
def test_nobody_is_sent_elsewhere_after_adding(site, back):
    assert site.add("unit", 0, photo(1), back=back).location == f"/c/{CODE}/years"


def test_another_units_pictures_do_not_exist_for_a_unit_and_none_for_the_public(site):
    site.add("inspectorate", 1, photo(2))
    site.work()
    (picture_id,) = site.of(1)
    address = f"/c/{CODE}/years/pictures/{picture_id}"
    for size in ("/small.jpg", "/large.jpg", ""):
        assert site.status("unit", address + size) == 404
        assert site.status("deputy", address + size) == 404
        assert site.status("committee_member", address + size) == 200
    assert site.status("", f"/c/{CODE}/board/pictures/{picture_id}/large.jpg") == 404
    assert site.status("committee_member", f"{address}/upload.jpg") == 404
    assert site.add("unit", 1, photo(3)).status_code == 403


def test_the_office_shows_a_picture_to_everybody_and_hides_it_again(site):
    site.add("inspectorate", 0, photo(4))
    site.work()
    (picture_id,) = site.of(0)
    page, public = (
        f"/c/{CODE}/years/pictures/{picture_id}",
        f"/c/{CODE}/board/pictures/{picture_id}/small.jpg",
    )
    for on, status in (("yes", 200), ("no", 404)):
        project = f"/c/{CODE}/years/2026/projects/1"
        sent = site.house.post("supervision_office", f"{page}/show", project, on=on, back=project)
        assert sent.location == f"{project}#pictures"
        answer = site.house.client("").get(public)
        assert answer.status_code == status and "Set-Cookie" not in answer.headers


def test_when_and_where_is_told_to_the_office_for_a_purpose_and_to_nobody_else(site):
    site.add("inspectorate", 0, photo(5))
    site.work()
    (picture_id,) = site.of(0)
    page = f"/c/{CODE}/years/pictures/{picture_id}"
    office = site.house.client("supervision_office")
    assert "121.12" not in office.get(page).text
    assert site.house.post("supervision_office", page, page, purpose="").status_code == 400
    assert "28.86000" in site.house.post("supervision_office", page, page, purpose="核对施工进度").text
    client = site.house.client("inspectorate")
    token = token_in(client.get("/me").text)
    answer = client.post(page, data={"csrf_token": token, "purpose": "核对施工进度"})
    assert answer.status_code == 403 and "28.86" not in answer.text


def test_both_pictures_stand_side_by_side_and_the_office_decides(site):
    site.add("inspectorate", 0, photo(6))
    site.work()
    site.add("inspectorate", 1, photo(6))
    site.work()
    address = f"/c/{CODE}/years/pictures"
    page = site.house.client("supervision_office").get(address).text
    for report, name in ((0, "老旧小区改造"), (1, "普惠托育园建设")):
        assert f"/years/pictures/{site.of(report)[0]}/large.jpg" in page and name in page
    (flag,) = picture_flags.flags(site.year.session, site.year.congress_id)
    told = {"flag": flag.id, "verdict": "same", "reason": "同一照片用于两个项目"}
    token = token_in(site.house.client("inspectorate").get("/me").text)
    seen = site.house.client("inspectorate").get(address).text
    assert "同一个文件" in seen and "保存认定" not in seen
    refused = site.house.client("inspectorate").post(address, data=told | {"csrf_token": token})
    assert refused.status_code == 403
    assert site.house.post("supervision_office", address, address, **told | {"reason": ""}).status_code == 400
    assert site.house.post("supervision_office", address, address, **told).status_code == 303
    assert "同一照片用于两个项目" in site.house.client("supervision_office").get(address).text
    project = site.house.client("committee_member").get(f"/c/{CODE}/years/2026/projects/2").text
    assert "疑似重复使用" in project


def test_the_beginning_stands_beside_the_end_on_the_projects_page(site):
    site.add("unit", 0, photo(7), stage="start")
    site.add("unit", 0, photo(8), stage="completion")
    site.work()
    page = site.house.client("unit").get(f"/c/{CODE}/years/2026/projects/1").text
    assert "data-pair" in page and 'type="range"' in page and "style=" not in page


def test_a_visits_pictures_are_in_its_paper(site):
    year = site.year
    visit = Visit(
        id=new_id(), congress_id=year.congress_id, project_id=year.project_ids[0], held_on=date(2026, 3, 2),
        place="东城社区", verdict="good", recheck=False, digest="0" * 64, entered_by=year.office.person_id,
        entered_at=year.now,
    )  # fmt: skip
    with writing(year.session):
        year.session.add(visit)
        year.session.flush()
        visit_id = visit.id
    office, page = site.house.client("supervision_office"), f"/c/{CODE}/years/visits/{visit_id}"
    assert b"/Subtype /Image" not in office.get(f"{page}?format=pdf").data
    files = [io.BytesIO(photo(9))]
    here = (year.session, site.house.app.extensions["voting.settings"], year.office, year.congress_id)
    evidence.add(*here, "visit", visit_id, files, stage="under_way", caption="外墙", now=year.now)
    site.work()
    assert "外墙" in office.get(page).text
    assert b"/Subtype /Image" in office.get(f"{page}?format=pdf").data


def test_a_picture_that_cannot_be_used_says_why_where_it_stands(site):
    site.add("unit", 0, b"%PDF-1.7", b"\x00\x00\x00\x18ftypheic" + bytes(40))
    page = site.house.client("unit").get(f"/c/{CODE}/years/reports/{site.year.round_id}/1").text
    assert "文件不是 JPEG" in page and "照片是 HEIC 格式" in page
