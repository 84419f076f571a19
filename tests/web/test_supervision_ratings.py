"""Ratings over HTTP: prepared, filled in, closed, published, read; and who gets to see what, and when."""

from __future__ import annotations

import re

import pytest

from tests.documents.reading import word_text
from tests.supervision.years import YEAR
from tests.web.conftest import CODE, House, token_in
from tests.web.rated import RATINGS, Rated, open_rated
from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.supervision.machines import READERS
from voting.supervision.rating_rule import Rule


@pytest.fixture
def rated(house: House) -> Rated:
    return open_rated(house)


# The office -----------------------------------------------------------------------------------


def test_the_office_prepares_a_rating_from_a_preset_and_opens_it(rated):
    client = rated.house.client("supervision_office")
    page = client.get(f"{RATINGS}/new?preset=named").text
    assert "1\t老旧小区改造\t县住建局" in page
    fields = {
        "csrf_token": token_in(page), "title": "季度测评", "form": "named", "raters": "committee",
        "members": "40", "kind": "grades", "base": "valid", "limit": ">1/2", "publication": "all",
        "items": "1\t老旧小区改造\t县住建局\n3\t供水管网\t县水利局", "weight-this": "40", "weight-site": "60",
    }  # fmt: skip
    bad = client.post(f"{RATINGS}/new", data=fields | {"weight-site": "50"})
    assert bad.status_code == 400
    assert "供水管网" in bad.text
    made = client.post(f"{RATINGS}/new", data=fields)
    assert made.status_code == 303
    one = client.get(made.location).text
    assert "供水管网" in one
    assert "季度测评" in one
    moved = client.post(f"{made.location}/move", data={"csrf_token": token_in(one), "verb": "open"})
    assert moved.status_code == 303
    opened = client.get(made.location).text
    assert re.search(r"0 / 1[23]", opened)


def test_what_was_typed_comes_back_in_the_form_of_a_change(rated):
    made = rated.prepare(rule=Rule(kind="points", bands=(90, 70), base="present", publication="none"))
    page = rated.house.client("supervision_office").get(f"{RATINGS}/{made}/edit").text
    assert 'value="90，70"' in page
    for value in ("points", "present", "none", "committee"):
        assert f'<option value="{value}" selected' in page


def test_the_secretariat_drafts_a_secret_rating_with_one_click(rated):
    rated.prepare(form="secret", rule=Rule(), members=34, people=())
    client = rated.house.client("secretariat")
    page = client.get(f"/c/{CODE}/secret-ratings").text
    assert "还没有票决会场" in page
    begun = client.get(f"/c/{CODE}/sittings/new").text
    session_id = re.search(r'<option value="([0-9a-f]{32})"', begun)
    given = {"csrf_token": token_in(begun), "title": "常委会会议"}
    if session_id:
        given["session_id"] = session_id[1]
    assert client.post(f"/c/{CODE}/sittings/new", data=given).status_code == 303
    page = client.get(f"/c/{CODE}/secret-ratings").text
    sitting = re.search(r'<option value="([^"]+)">常委会会议', page)[1]
    evaluation = re.search(r'name="evaluation_id" value="([^"]+)"', page)[1]
    drafted = client.post(
        f"/c/{CODE}/secret-ratings",
        data={"csrf_token": token_in(page), "sitting_id": sitting, "evaluation_id": evaluation},
    )
    assert drafted.status_code == 303
    draft = client.get(drafted.location).text
    for name in ("老旧小区改造", "普惠托育园建设", "农村供水管网更新"):
        assert name in draft
    assert 'value="committee_members" selected' in draft


# The rater ------------------------------------------------------------------------------------


def test_a_rater_finds_his_sheet_saves_it_and_hands_it_in(rated):
    made = rated.open()
    client = rated.rater()
    assert "2026年度满意度测评" in client.get(f"/c/{CODE}/ratings").text
    assert "测评票待提交" in client.get(f"/c/{CODE}/").text
    assert rated.send(made, 0, {"1": 0, "2": 1}).json == {"revision": 1}
    page = client.get(f"/c/{CODE}/ratings/{made}").text
    assert page.count('aria-pressed="true"') == 2
    early = client.post(
        f"/c/{CODE}/ratings/{made}/submit", data={"csrf_token": token_in(page), "revision": "1"}
    )
    assert early.status_code == 400
    assert "还有1项没有评价" in early.text
    assert rated.send(made, 1, {"1": 0, "2": 1, "3": 2}).json == {"revision": 2}
    done = client.post(
        f"/c/{CODE}/ratings/{made}/submit", data={"csrf_token": token_in(page), "revision": "2"}
    )
    assert done.status_code == 303
    assert "已提交" in client.get(done.location).text
    late = rated.send(made, 2, {"1": 2, "2": 2, "3": 2})
    assert (late.status_code, late.json["error"]) == (409, "supervision.already_submitted")


def test_another_device_is_told_what_stands(rated):
    made = rated.open()
    assert rated.send(made, 0, {"1": 0}).json == {"revision": 1}
    assert rated.send(made, 0, {"1": 0}).json == {"revision": 1}
    other = rated.send(made, 0, {"1": 2})
    assert other.status_code == 409
    assert (other.json["revision"], other.json["marks"]) == (1, {"1": 0})


@pytest.mark.parametrize(
    ("revision", "marks"),
    [("0", {}), (None, {}), (0, []), (0, {"1": 9}), (0, {"9": 0}), (0, {"1": {"a": 1}}), (True, {}),
     (0, {str(at): 0 for at in range(300)})],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(rated, revision, marks):
    made = rated.open()
    assert rated.send(made, revision, marks).status_code == 400


def test_what_the_page_saves_by_itself_leaves_no_line_of_access(rated):
    made = rated.open()
    rated.send(made, 0, {"1": 0})
    with rated.session() as session:
        noted = session.connection().exec_driver_sql("SELECT endpoint FROM access_line").scalars().all()
    assert "my_ratings.save" not in noted


def test_nobody_else_sees_a_sheet(rated):
    made = rated.open()
    for who in ("deputy", "supervision_office", "secretariat"):
        answer = rated.house.client(who).get(f"/c/{CODE}/ratings/{made}")
        assert answer.status_code == 404


# Results --------------------------------------------------------------------------------------


def pages_of(made: str) -> list[str]:
    one = f"{RATINGS}/{made}"
    year = f"/c/{CODE}/years/{YEAR}"
    papers = [f"{one}/report", f"{one}/report?format=xlsx", f"{one}/aloud"]
    return [one, RATINGS, *papers, f"/c/{CODE}/rated/{made}", f"{year}/projects/1", year]


def test_no_role_sees_a_partial_result_on_any_page(rated):
    made = rated.open()
    rated.fill(made, {"1": 2, "2": 2, "3": 2})
    for role in (*READERS, Role.SECRETARIAT, Role.ADMIN):
        for address in pages_of(made):
            text = rated.house.client(str(role)).get(address).text
            assert "总体满意率" not in text
            assert 'tone-worst"' not in text.replace("mark grade tone-worst", "")
            assert not re.search(r'class="number">12<', text)


def test_only_the_office_sees_the_result_before_it_is_published(rated):
    made = rated.open()
    rated.fill(made, {"1": 0, "2": 1, "3": 2})
    rated.close(made, publish=False)
    office = rated.house.client("supervision_office").get(f"{RATINGS}/{made}").text
    assert "总体满意率" in office
    for who in ("deputy", "committee_member", "unit", "inspectorate", "finance", "audit_office"):
        client = rated.house.client(who)
        assert "总体满意率" not in client.get(f"{RATINGS}/{made}").text
        for paper in ("report", "aloud", "report?format=xlsx"):
            assert client.get(f"{RATINGS}/{made}/{paper}").status_code == 409
    assert rated.house.client().get(f"/c/{CODE}/rated/{made}").status_code == 409


def test_grades_only_means_no_number_on_any_page_or_export(rated):
    made = rated.open(rule=Rule(base="valid", publication="none"))
    rated.fill(made, {"1": 0, "2": 1, "3": 2})
    rated.close(made)
    public = rated.house.client().get(f"/c/{CODE}/rated/{made}").text
    assert "不满意" in public
    reader = rated.house.client("deputy")
    report = reader.get(f"{RATINGS}/{made}/report")
    word = word_text(reader.get(f"{RATINGS}/{made}/report?format=docx").data)
    for text in (public, report.text, word):
        assert "满意率：" not in text.replace("总体满意率：—", "")
        assert "100.00%" not in text
        assert "12 票" not in text


def test_the_report_has_every_number_in_all_its_forms(rated):
    made = rated.open()
    rated.fill(made, {"1": 0, "2": 1, "3": 2})
    rated.close(made)
    reader = rated.house.client("deputy")
    page = reader.get(f"{RATINGS}/{made}/report").text
    assert "66.67%" in page
    assert "（仅供参考，不计入测评等次）" in page
    word = word_text(reader.get(f"{RATINGS}/{made}/report?format=docx").data)
    assert "满意12票" in word.replace(" ", "")
    assert reader.get(f"{RATINGS}/{made}/report?format=pdf").data.startswith(b"%PDF")
    assert reader.get(f"{RATINGS}/{made}/report?format=xlsx").data.startswith(b"PK")
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert reader.get(f"{RATINGS}/{made}/ballot?format={kind}").data.startswith(begins)
    aloud = reader.get(f"{RATINGS}/{made}/aloud").text
    assert "第1项，老旧小区改造，满意12票、基本满意0票、不满意0票，测评为满意。" in aloud


def test_a_project_page_shows_both_ratings_and_what_was_put_right(rated):
    made = rated.open()
    rated.fill(made, {"1": 2, "2": 0, "3": 0})
    rated.close(made)
    address = f"/c/{CODE}/years/{YEAR}/projects/1"
    client = rated.house.client("unit")
    page = client.get(address).text
    assert "整改中" in page
    action = re.search(r'action="([^"]+/rectifications/[0-9a-f]{32})"', page)[1]
    given = {
        "csrf_token": token_in(page),
        "answer": "十二个小区的外墙已全部返工，住户已签收。",
        "back": address,
    }
    assert client.post(action, data=given).location == address
    assert "已报送整改情况" in client.get(address).text
    office = rated.house.client("supervision_office")
    one = office.get(f"{RATINGS}/{made}").text
    again = office.post(f"{RATINGS}/{made}/move", data={"csrf_token": token_in(one), "verb": "again"})
    second = office.get(again.location).text
    assert "整改后再次测评" in second
    assert made in second
    assert again.location.rsplit("/", 1)[1] in office.get(f"{RATINGS}/{made}").text


def test_a_way_back_never_leads_to_another_place(rated):
    made = rated.open()
    rated.fill(made, {"1": 2, "2": 0, "3": 0})
    rated.close(made)
    client = rated.house.client("inspectorate")
    page = client.get(f"/c/{CODE}/years/{YEAR}/projects/1").text
    action = re.search(r'action="([^"]+/rectifications/[0-9a-f]{32})"', page)[1]
    given = {
        "csrf_token": token_in(page),
        "answer": "十二个小区的外墙已全部返工。",
        "back": "//elsewhere.example/",
    }
    assert client.post(action, data=given).location == RATINGS


def test_whoever_works_for_a_unit_is_recused_in_the_page_too(rated):
    with rated.session() as session:
        desk = Actor(rated.house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
        units.assign(
            session, desk, rated.here, rated.year.units["县住建局"], rated.members[0], now=rated.house.now
        )
    made = rated.open()
    page = rated.rater().get(f"/c/{CODE}/ratings/{made}").text
    assert "您回避" in page
    assert "老旧小区改造" not in page


def test_the_secretariat_reads_out_what_was_published(rated):
    made = rated.open()
    rated.fill(made, {"1": 0, "2": 1, "3": 2})
    rated.close(made, publish=False)
    client = rated.house.client("secretariat")
    assert client.get(f"{RATINGS}/{made}/aloud").status_code == 409
    office = rated.house.client("supervision_office")
    one = office.get(f"{RATINGS}/{made}").text
    office.post(f"{RATINGS}/{made}/move", data={"csrf_token": token_in(one), "verb": "publish"})
    assert f"{made}/aloud" in client.get(f"/c/{CODE}/secret-ratings").text
    assert "测评为基本满意" in client.get(f"{RATINGS}/{made}/aloud").text
