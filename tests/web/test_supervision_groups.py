"""Pages of groups, visits and findings: who sees what, and the way of one finding through all of them."""

from __future__ import annotations

import io
import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from tests.supervision.group_work import Group, picture
from tests.supervision.years import open_year
from tests.web.conftest import CODE
from voting.congress import deputies, deputy_logins, people, services
from voting.congress.roles import Actor, Role
from voting.db import in_congress
from voting.supervision import groups

ROOM = f"/c/{CODE}/years"
YEAR = f"{ROOM}/2026"
PROJECT = f"{YEAR}/projects/1"
TODAY = groups.today_of(datetime.now(UTC))


@pytest.fixture
def group(house, settings) -> Group:
    """The first project's group; the house's ``deputy`` leads it as 王秀兰, 李卫东 has no login."""
    with house.databases.main() as session:
        here = house.congress.id
        in_congress(session, here)

        def actor_of(role: Role) -> Actor:
            line = people.person_in(session, here, house.people[str(role)], now=house.now)
            return Actor(line.id, line.name, frozenset({role}))

        year = open_year(session, here, actor_of)
        keeper, held = actor_of(Role.SECRETARIAT), services.latest_session(session, here)
        made = {}
        for number, name in enumerate(("王秀兰", "李卫东"), start=1):
            given = {"number": f"{number:03}", "name": name, "status": "在任"}
            made[name] = deputies.add_deputy(session, keeper, here, held.id, given, now=house.now)
        deputy_logins.link(session, keeper, here, made["王秀兰"], "deputy", now=house.now)
        for name, part in (("王秀兰", "lead"), ("李卫东", "member")):
            groups.add_member(*year.as_office(), year.project_ids[0], made[name], part=part, now=house.now)
        yield Group(year, settings, made)


def fields(group: Group, **changed: object) -> dict[str, object]:
    return {
        "id": secrets.token_hex(16),
        "project": group.project_id,
        "held_on": str(TODAY),
        "deputies": group.deputies["王秀兰"],
        "place": "幸福小区3号楼",
        "verdict": "bad",
        "sentence": "地下室积水",
        "recheck": "yes",
    } | changed


def send(house, who: str, given: dict[str, object], *pictures: io.BytesIO):
    client = house.client(who)
    token = client.get(f"{ROOM}/visits/ready").json["token"]
    return client.post(
        f"{ROOM}/visits",
        data=given | {"pictures": [(each, f"{n}.jpg") for n, each in enumerate(pictures)]},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
        content_type="multipart/form-data",
    )


def listed(house, who: str, address: str) -> str:
    answer = house.client(who).get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


# Visits ---------------------------------------------------------------------------------------


def test_what_a_phone_sends_again_gets_the_same_answer_and_is_listed_once(house, group):
    given, photo = fields(group), picture().getvalue()
    first = send(house, "deputy", given, io.BytesIO(photo))
    again = send(house, "deputy", given, io.BytesIO(photo))
    assert first.status_code == again.status_code == 200
    assert first.json == again.json and first.json["state"] == "confirmed"
    assert listed(house, "supervision_office", f"{YEAR}/visits").count("幸福小区3号楼") == 1


def test_a_visit_that_cannot_be_says_which_field_in_words(house, group):
    answer = send(house, "deputy", fields(group, sentence=""))
    assert (answer.status_code, answer.json["field"]) == (400, "sentence")
    assert "一句话" in answer.json["sentence"]
    assert send(house, "deputy", fields(group, held_on="昨天")).json["field"] == "held_on"
    assert send(house, "deputy", fields(group, project="0" * 32)).status_code == 403


def test_staffs_visit_waits_on_the_deputys_page_until_he_confirms_it(house, group):
    sent = send(house, "supervision_office", fields(group))
    assert sent.json["state"] == "entered"
    page = listed(house, "deputy", f"{ROOM}/group")
    assert "等您确认的视察记录" in page and sent.json["address"] in page
    assert house.client("committee_member").get(sent.json["address"]).status_code == 404
    house.post("deputy", f"{sent.json['address']}/confirm", sent.json["address"])
    assert "幸福小区3号楼" in listed(house, "committee_member", sent.json["address"])
    assert "等您确认的视察记录" not in listed(house, "deputy", f"{ROOM}/group")


def test_an_entry_by_mistake_is_withdrawn_and_gone_from_the_list(house, group):
    sent = send(house, "supervision_office", fields(group))
    house.post(
        "supervision_office", f"{sent.json['address']}/withdraw", sent.json["address"], reason="记错了项目"
    )
    assert "幸福小区3号楼" not in listed(house, "supervision_office", f"{YEAR}/visits")


def test_the_phones_page_asks_for_no_place_on_earth_and_keeps_itself_by_its_own_worker(house, group):
    page = house.client("deputy").get(f"{ROOM}/visits/phone")
    assert "geolocation=()" in page.headers["Permissions-Policy"]
    assert "普惠托育园建设" not in page.text  # not his group's project
    worker = house.client("deputy").get(f"{ROOM}/visits/worker.js")
    assert worker.mimetype == "text/javascript" and "Service-Worker-Allowed" not in worker.headers


def test_a_record_is_taken_along_as_pdf(house, group):
    address = send(house, "deputy", fields(group)).json["address"]
    answer = house.client("supervision_office").get(f"{address}?format=pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")


def test_the_years_visits_go_into_a_workbook(house, group):
    send(house, "deputy", fields(group))
    answer = house.client("supervision_office").get(f"{YEAR}/visits?format=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert rows[1][1:4] == ("老旧小区改造", "幸福小区3号楼", "有问题")


# Groups and sites -----------------------------------------------------------------------------


def test_the_office_forms_a_group_gives_it_a_plan_and_enters_what_the_body_decided(house, group):
    page = f"{YEAR}/projects/2/group"
    office = "supervision_office"
    house.post(office, f"{page}/members", page, deputy_id=group.deputies["李卫东"], part="lead", trade="教育")
    house.post(office, f"{page}/secretary", page, secretary="教科文卫委员会")
    house.post(office, f"{page}/plan", page, text="督办内容：托育园建设进度和质量，每季度视察。")
    plan_id = re.search(r'name="plan_id" value="(\w+)"', listed(house, office, page))[1]
    house.post(
        office, f"{page}/adopt", page,
        plan_id=plan_id, body="第31次主任会议", held_on="2026-03-20", outcome="agreed",
    )  # fmt: skip
    text = listed(house, office, page)
    for told in ("李卫东", "教科文卫委员会", "已通过", "第31次主任会议"):
        assert told in text
    refused = house.post(office, f"{page}/members", page, deputy_id=group.deputies["李卫东"], part="member")
    assert refused.status_code == 409 and "已在这个小组" in refused.text


def test_drawn_sites_are_the_offices_alone_and_can_be_checked_on_the_page(house, group):
    page = f"{PROJECT}/sites"
    office = "supervision_office"
    house.post(office, f"{page}/add", page, sites="\n".join(f"{n}号楼" for n in range(1, 9)))
    house.post(office, f"{page}/draw", page, many="2", visit_day=str(TODAY))
    text = listed(house, office, page)
    assert "验算一致" in text and "SHA-256" in text
    early = house.post(office, f"{page}/draw", page, many="2", visit_day=str(TODAY + timedelta(days=30)))
    assert early.status_code == 400 and "前一个工作日" in early.text
    for who in ("unit", "deputy", "inspectorate"):
        assert house.client(who).get(page).status_code == 403
        assert "号楼" not in listed(house, who, PROJECT)


# Findings -------------------------------------------------------------------------------------


def raised(house, group, who: str = "deputy") -> str:
    """The address of a new finding."""
    form = f"{PROJECT}/findings/new"
    answer = house.post(
        who, form, form, problem="3号楼地下室排水未接通", unit_id=group.year.units["县住建局"],
        demand="接通排水", person="孙某",
    )  # fmt: skip
    return answer.headers["Location"]


def issued(house, address: str, number: str = "临人大督〔2026〕1号") -> str:
    """The address of the letter that takes the finding out."""
    form = f"{YEAR}/letters/new"
    answer = house.post(
        "supervision_office", form, form,
        kind="supervision", document_no=number, findings=address.rsplit("/", 1)[1],
        issued_on=str(TODAY), due=str(TODAY + timedelta(days=14)),
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_finding_goes_from_the_group_to_the_unit_and_back_until_it_is_closed(house, group):
    finding = raised(house, group)
    assert house.client("unit").get(finding).status_code == 404
    letter = issued(house, finding)
    assert "请于" in listed(house, "unit", letter)
    assert "3号楼地下室" in listed(house, "unit", f"{ROOM}/unit/findings")
    empty = house.post("unit", f"{finding}/answer", finding, text="已经接通排水")
    assert empty.status_code == 400 and "至少附一张照片或一份文件" in empty.text
    house.post("unit", f"{finding}/answer", finding, text="已经接通排水", pictures=(picture(), "1.jpg"))
    assert "等您复查" in listed(house, "deputy", f"{ROOM}/group")
    due = str(TODAY + timedelta(days=20))
    house.post("deputy", f"{finding}/check", finding, text="仍有积水，未接通", verdict="back", due=due)
    assert "退回 1 次" in listed(house, "unit", finding)
    paper = io.BytesIO(b"%PDF-1.4 evidence")
    house.post("unit", f"{finding}/answer", finding, text="重新施工，已通水", documents=(paper, "验收.pdf"))
    house.post("deputy", f"{finding}/check", finding, text="已通水", verdict="done")
    text = listed(house, "unit", finding)
    assert "已销号" in text and "验收.pdf" in text
    assert "销号单" in listed(house, "supervision_office", f"{finding}/closing")
    assert house.post("deputy", f"{finding}/check", finding, text="再看", verdict="done").status_code == 409


def test_evidence_is_saved_and_never_opened_as_a_page_of_ours(house, group):
    finding = raised(house, group)
    issued(house, finding)
    paper = io.BytesIO(b"%PDF-1.4 evidence")
    house.post("unit", f"{finding}/answer", finding, text="已经接通", documents=(paper, "验收.pdf"))
    address = re.search(r'href="([^"]+/files/\w+)"', listed(house, "deputy", finding))[1]
    answer = house.client("deputy").get(address)
    assert answer.data == b"%PDF-1.4 evidence"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    unknown = address.rsplit("/", 1)[0] + "/" + "0" * 64
    assert house.client("deputy").get(unknown).status_code == 404
    page = io.BytesIO(b"<script>alert(1)</script>")
    bad = house.post("unit", f"{finding}/answer", finding, text="已经接通", documents=(page, "x.pdf"))
    assert bad.status_code in (400, 409)


def test_a_letter_is_printed_and_goes_out_in_word(house, group):
    letter = issued(house, raised(house, group))
    office = house.client("supervision_office")
    assert office.get(f"{letter}?format=pdf").data.startswith(b"%PDF-")
    word = office.get(f"{letter}?format=docx")
    assert word.status_code == 200 and word.data.startswith(b"PK")


def test_the_list_filters_and_goes_into_four_tabs(house, group):
    first = raised(house, group)
    raised(house, group, "supervision_office")
    issued(house, first)
    office = "supervision_office"
    assert listed(house, office, f"{YEAR}/findings?state=issued").count("3号楼地下室排水未接通") == 1
    assert "没有这样的问题" in listed(house, office, f"{YEAR}/findings?mark=overdue")
    assert listed(house, "inspectorate", f"{YEAR}/findings").count("3号楼地下室排水未接通") == 1
    book = load_workbook(
        io.BytesIO(house.client(office).get(f"{YEAR}/findings?format=xlsx&state=&unit=").data)
    )
    assert book.sheetnames == ["问题清单", "责任清单", "整改清单", "销号情况"]
    assert [len(list(page.values)) for page in book] == [3, 3, 3, 3]


def test_a_body_has_a_finding_followed_in_public(house, group):
    finding = raised(house, group)
    issued(house, finding)
    house.post(
        "supervision_office", f"{finding}/escalate", finding,
        body="第31次主任会议", held_on="2026-03-20", outcome="agreed",
    )  # fmt: skip
    assert "挂牌督办" in listed(house, "unit", finding)


def test_what_is_no_problem_is_dropped_before_a_letter(house, group):
    finding = raised(house, group)
    house.post("supervision_office", f"{finding}/drop", finding, reason="现场已接通")
    assert "不作为问题" in listed(house, "supervision_office", finding)
    assert "没有待发函的问题" in listed(house, "supervision_office", f"{YEAR}/letters/new")


def test_each_finds_what_waits_for_him_on_the_years_page(house, group):
    finding = raised(house, group)
    assert "1 个问题待发函" in listed(house, "supervision_office", YEAR)
    issued(house, finding)
    assert "1 个问题请您单位答复" in listed(house, "unit", YEAR)
    house.post("unit", f"{finding}/answer", finding, text="已经接通", pictures=(picture(), "1.jpg"))
    assert "1 个问题待复查" in listed(house, "deputy", YEAR)


# 履职档案 -------------------------------------------------------------------------------------


def test_a_deputys_record_tells_what_he_did_and_is_his_and_the_offices(house, group):
    visit = send(house, "deputy", fields(group)).json["id"]
    form = f"{PROJECT}/findings/new?visit={visit}"
    house.post(
        "deputy", form, form, problem="地下室积水", unit_id=group.year.units["县住建局"], demand="排水",
        visit_id=visit,
    )  # fmt: skip
    own = listed(house, "deputy", f"{YEAR}/record")
    assert "王秀兰的履职档案" in own and "幸福小区3号楼" in own and "地下室积水" in own
    everybody = listed(house, "supervision_office", f"{YEAR}/records")
    assert everybody.index("李卫东") < everybody.index("王秀兰")  # by name, not by work
    other = f"{YEAR}/records/{group.deputies['李卫东']}"
    assert "李卫东的履职档案" in listed(house, "supervision_office", other)
    assert house.client("deputy").get(other).status_code == 403
    answer = house.client("supervision_office").get(f"{YEAR}/records?format=xlsx")
    rows = {row[0]: row[2:] for row in load_workbook(io.BytesIO(answer.data)).active.values}
    assert rows["王秀兰"] == (1, 1, 1, 0, 0, 0) and rows["李卫东"] == (0, 0, 0, 0, 0, 0)
