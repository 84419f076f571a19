"""Pages of a year: begun, planned, published, its rounds moved and closed, each seen by whom it concerns."""

from __future__ import annotations

import io
import re

import pytest

from tests.halls import workbook
from tests.supervision.years import TEXTS, YEAR, plan_form
from tests.web.conftest import CODE, House
from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.db import in_congress
from voting.supervision import calendar, plans, programmes, rounds
from voting.verifier.rounds import check as check_chain

BASE = f"/c/{CODE}/years"
OFFICE = "supervision_office"
LIST = [
    ["序号", "名称", "内容", "投资额(万元)", "责任单位", "完成时限"],
    ["2", "打井", "打井5口", "60", "县水利局", "2027年底"],
    ["1", "修桥", "修桥2座", "80", "县住建局", "2027年底"],
]


def read(house: House, who: str, address: str) -> str:
    answer = house.client(who).get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    "who",
    ["supervision_office", "committee_member", "inspectorate", "finance", "audit_office", "deputy", "unit"],
)
def test_everybody_who_works_in_the_year_finds_it_from_the_first_page(house, year, who):
    home = read(house, who, f"/c/{CODE}/")
    assert f'href="{BASE}"' in home
    assert "第一季度督查" in home
    for address in (BASE, f"{BASE}/{YEAR}", f"{BASE}/{YEAR}/plan", f"{BASE}/{YEAR}/rounds", f"{BASE}/seals"):
        read(house, who, address)
    project = read(house, who, f"{BASE}/{YEAR}/projects/1")
    assert "改造老旧小区12个" in project
    assert "序时进度" in project


def test_a_role_that_has_no_part_in_it_sees_nothing_of_it(house, year):
    assert "民生实事项目" not in read(house, "technician", f"/c/{CODE}/")


def test_a_year_voted_on_paper_is_entered_planned_and_published(house):
    form = f"{BASE}/new"
    answer = house.post(OFFICE, form, form, year="2027", file=(io.BytesIO(workbook(LIST)), "名单.xlsx"))
    assert answer.headers["Location"] == f"{BASE}/2027"
    page = read(house, OFFICE, f"{BASE}/2027")
    assert page.index("修桥") < page.index("打井")
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        desk = Actor(house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
        for name in ("县住建局", "县水利局", "县财政局"):
            units.add(session, desk, house.congress.id, name=f"清河{name}", short=name, now=house.now)
    refused = house.post(OFFICE, f"{BASE}/2027/move", f"{BASE}/2027", verb="publish")
    assert "第 1、2 号项目还没有任务分解" in refused.text
    for number, lead in ((1, "县住建局"), (2, "县水利局")):
        address = f"{BASE}/2027/projects/{number}/plan"
        given = plan_form(lead, start="2027-02-20", deadline="2027-11-30", milestones="2027-06-30 主体 60")
        answer = house.post("inspectorate", address, address, **given)
        assert answer.headers["Location"] == f"{BASE}/2027/projects/{number}"
    assert "时间节点的权重合计 60，不是 100" in read(house, OFFICE, f"{BASE}/2027/plan")
    answer = house.post(OFFICE, f"{BASE}/2027/move", f"{BASE}/2027", verb="publish")
    assert answer.status_code == 303
    assert "年末测评" in read(house, "deputy", f"{BASE}/2027/rounds")
    address = f"{BASE}/2027/projects/1/plan"
    refused = house.post("inspectorate", address, address, **plan_form("县住建局", amount="1"))
    assert "只能按调整程序" in refused.text


def test_a_wrong_entry_is_entered_again_until_a_plan_is_written(house):
    form = f"{BASE}/new"

    def enter(*names: str):
        lines = "序号\t名称\n" + "\n".join(f"{number}\t{name}" for number, name in enumerate(names, start=1))
        return house.post(OFFICE, form, form, year="2027", lines=lines)

    assert enter("修桥").status_code == 303
    assert "重新录入" in read(house, OFFICE, f"{BASE}/2027")
    assert enter("修桥", "打井").status_code == 303
    assert "打井" in read(house, OFFICE, f"{BASE}/2027")
    assert enter().status_code == 400
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        office = Actor(house.people[OFFICE], "", frozenset({Role.SUPERVISION_OFFICE}))
        desk = Actor(house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
        for name in ("县住建局", "县财政局"):
            units.add(session, desk, house.congress.id, name=f"清河{name}", short=name, now=house.now)
        line = programmes.projects(
            session, house.congress.id, programmes.of_year(session, house.congress.id, 2027).id
        )[0]
        plans.write(session, office, house.congress.id, line.id, plan_form("县住建局"), now=house.now)
    assert "2027 年的民生实事项目已经建立" in enter("修桥").text


def test_published_votes_are_taken_as_they_are_and_odd_sums_are_told(house):
    heads = ["序号", "名称", "内容", "赞成", "反对", "弃权"]
    rows = [[str(n), f"项目{n}", "内容", "110" if n == 10 else "210", "10", "2"] for n in range(1, 11)]
    given = io.BytesIO(workbook([heads, *rows]))
    answer = house.post(OFFICE, f"{BASE}/new", f"{BASE}/new", year="2021", file=(given, "名单.xlsx"))
    assert answer.status_code == 303
    assert "票数合计 122，其他项目合计 222" in read(house, OFFICE, f"{BASE}/2021")
    assert "赞成 110　反对 10　弃权 2" in read(house, "deputy", f"{BASE}/2021/projects/10")


def test_a_form_that_is_refused_keeps_what_was_typed_and_names_the_field(house, year):
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        office = Actor(house.people[OFFICE], "", frozenset({Role.SUPERVISION_OFFICE}))
        text = programmes.project(session, house.congress.id, year.project_ids[0]).promise
        programmes.enter(session, office, house.congress.id, 2027, [text], now=house.now)
    address = f"{BASE}/2027/projects/1/plan"
    answer = house.post("inspectorate", address, address, **plan_form("月球局", target="十二个都完工"))
    assert answer.status_code == 400
    assert "没有叫“月球局”的责任单位" in answer.text
    assert "十二个都完工" in answer.text


def test_a_list_with_faults_comes_back_with_them(house):
    rows = [LIST[0], ["1", "", "修桥", "很多", "", ""]]
    form = f"{BASE}/new"
    answer = house.post(OFFICE, form, form, year="2027", file=(io.BytesIO(workbook(rows)), "名单.xlsx"))
    assert answer.mimetype.endswith("sheet")
    assert "还没有进入实施的项目" in read(house, OFFICE, BASE)


def test_the_plans_are_had_as_a_workbook_and_as_a_paper(house, year):
    answer = house.client("deputy").get(f"{BASE}/{YEAR}/plans.xlsx")
    assert answer.mimetype.endswith("sheet")
    assert "format=pdf" in read(house, "deputy", f"{BASE}/{YEAR}/plan")


def test_a_round_is_moved_to_its_archive_and_the_chain_tells(house, year):
    one = f"{BASE}/rounds/{year.round_id}"
    assert "未报送" in read(house, OFFICE, one)
    assert "老旧小区改造" in read(house, OFFICE, f"{one}/missing")
    for verb in ("end_reporting", "archive"):
        assert house.post(OFFICE, f"{one}/move", one, verb=verb).status_code == 303
    page = read(house, "deputy", one)
    assert "归档链指纹" in page
    assert "核对通过：1 轮" in read(house, "deputy", f"{BASE}/seals")
    assert "seals.jsonl" not in read(house, "deputy", f"{BASE}/seals")
    assert "seals.jsonl" in read(house, "auditor", f"{BASE}/seals")
    for who in ("auditor", "supervision_office"):
        found = check_chain(house.client(who).get(f"{BASE}/seals.jsonl").data)
        assert found.good
        assert found.head in re.sub(r"<[^>]+>|\s", "", read(house, who, f"{BASE}/seals"))


def test_a_round_is_moved_in_order_only(house, year):
    one = f"{BASE}/rounds/{year.round_id}"
    answer = house.post(OFFICE, f"{one}/move", one, verb="archive")
    assert answer.status_code == 409
    assert "后面还安排了环节" in answer.text


def test_dates_of_a_round_are_changed_and_wrong_ones_refused(house, year):
    one = f"{BASE}/rounds/{year.round_id}"
    given = {
        "opens_on": "2026-04-01",
        "report_due": "2026-04-10",
        "inspect_due": "2026-04-30",
        "rating_due": "",
    }
    assert house.post(OFFICE, one, one, **given).status_code == 303
    assert "2026-04-10" in read(house, "unit", one)
    for wrong in ("2026-04-01x", "2026-03-01"):
        answer = house.post(OFFICE, one, one, **(given | {"report_due": wrong}))
        assert answer.status_code == 400


def test_a_unit_is_told_of_its_own_missing_report_only(house, year):
    assert "1 项未报送" in read(house, "unit", f"{BASE}/{YEAR}")
    assert "3 项未报送" in read(house, OFFICE, f"{BASE}/{YEAR}")


def test_settings_of_a_year_change_the_rounds_planned_afterwards(house, year):
    address = f"{BASE}/{YEAR}/settings"
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        line = programmes.of_year(session, house.congress.id, YEAR)
        values = {
            key: "yes" if value is True else str(value)
            for key, value in line.settings.items()
            if value is not False and not isinstance(value, dict | list)
        }
    assert house.post(OFFICE, address, address, **values | {"monthly": "yes"}).status_code == 303
    assert "还有 8 轮没有排定" in read(house, OFFICE, f"{BASE}/{YEAR}/rounds")
    house.post(OFFICE, f"{BASE}/{YEAR}/rounds", f"{BASE}/{YEAR}/rounds")
    page = read(house, OFFICE, f"{BASE}/{YEAR}/rounds")
    assert "11月月报" in page
    assert "还没有登记 2026 年的放假安排" in page
    answer = house.post(OFFICE, address, address, **values | {"report_days": "8"})
    again = house.post(OFFICE, f"{BASE}/{YEAR}/rounds", f"{BASE}/{YEAR}/rounds", deed="again")
    assert (answer.status_code, again.status_code) == (303, 303)
    assert "重新计算了" in read(house, OFFICE, f"{BASE}/{YEAR}/rounds")
    refused = house.post(OFFICE, address, address, **values | {"report_days": "0"})
    assert (refused.status_code, "1 到 60 之间" in refused.text) == (400, True)


def test_holidays_are_pasted_and_taken_out_again(house):
    page = f"{BASE}/holidays"
    answer = house.post(OFFICE, page, page, lines="2026-10-01 2026-10-07 休 国庆节\n2026-10-10 班")
    assert answer.status_code == 303
    assert "国庆节" in read(house, OFFICE, page)
    refused = house.post(OFFICE, page, page, lines="十月一日 休")
    assert refused.status_code == 400
    assert "第 1 行" in refused.text
    house.post(OFFICE, f"{page}/forget", page, day="2026-10-10")
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        assert len(calendar.lines(session, house.congress.id)) == 7


def test_a_year_is_concluded_on_its_page(house, year):
    page = f"{BASE}/{YEAR}"
    refused = house.post(OFFICE, f"{page}/move", page, verb="conclude")
    assert "还有督查轮次没有归档" in refused.text
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        office = Actor(house.people[OFFICE], "", frozenset({Role.SUPERVISION_OFFICE}))
        for line in rounds.rounds(session, house.congress.id, year.programme_id):
            while verbs := rounds.verbs(session, house.congress.id, line.id, office):
                rounds.move(session, office, house.congress.id, line.id, verbs[0], now=house.now)
    assert house.post(OFFICE, f"{page}/move", page, verb="conclude").status_code == 303
    assert "已办结" in read(house, "deputy", page)


def test_a_project_is_completed_and_handed_over_with_day_and_paper(house, year):
    page = f"{BASE}/{YEAR}/projects/1"
    assert "确认完工" not in read(house, "unit", page)
    given = {"verb": "complete", "on": "2026-04-01", "paper": "竣工验收单第3号"}
    assert house.post("inspectorate", f"{page}/state", page, **given).status_code == 303
    assert "2026-04-01 竣工验收单第3号" in read(house, "deputy", page)
    for wrong in ({"on": "2036-04-01"}, {"paper": ""}, {"on": "昨天"}):
        answer = house.post(OFFICE, f"{page}/state", page, **(given | {"verb": "hand_over"} | wrong))
        assert answer.status_code == 400
    assert house.post(OFFICE, f"{page}/state", page, **(given | {"verb": "suspend"})).status_code == 409
    refused = house.post("inspectorate", f"{page}/state", page, **(given | {"verb": "reopen"}))
    assert refused.status_code == 403
    house.post(OFFICE, f"{page}/state", page, **(given | {"verb": "hand_over"}))
    assert "已验收移交" in read(house, "deputy", page)


def test_versions_of_a_plan_stand_side_by_side(house):
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        here = house.congress.id
        desk = Actor(house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
        office = Actor(house.people[OFFICE], "", frozenset({Role.SUPERVISION_OFFICE}))
        for name in ("县住建局", "县财政局"):
            units.add(session, desk, here, name=f"清河{name}", short=name, now=house.now)
        made = programmes.enter(session, office, here, YEAR, TEXTS[:1], now=house.now)
        (line,) = programmes.projects(session, here, made)
        plans.write(session, office, here, line.id, plan_form("县住建局"), now=house.now)
        changed = plan_form("县住建局", target="年底前全部交付")
        plans.write(session, office, here, line.id, changed, reason="按会议意见", now=house.now)
    page = read(house, "deputy", f"{BASE}/{YEAR}/projects/1/versions")
    assert "<del>年底前完工12个</del>" in page
    assert "<ins>年底前全部交付</ins>" in page
    assert "按会议意见" in page
