"""The administrator's way from an empty installation to people who can sign in, by the screens alone."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

from tests.web.conftest import CODE, OTHER_CODE, token_in, without_token
from voting.congress import people, services
from voting.congress.roles import Role


def test_from_the_first_link_to_a_second_person(app, client, databases):
    with databases.main() as session:
        link = people.first_administrator(session, now=datetime.now(UTC))

    def submit(address: str, **data: object):
        return client.post(address, data={"csrf_token": token_in(client.get(address).text)} | data)

    submit(f"/enter/{link}")
    assert submit("/password", password="九里河边的旧水塔", again="九里河边的旧水塔").status_code == 303
    assert "还没有建立人大" in client.get("/").text
    made = submit("/congresses/new", name="清河县人民代表大会", code="qinghe", level="county")
    assert made.headers["Location"] == "/c/qinghe/sessions/new"
    made = submit("/c/qinghe/sessions/new", term="18", number="6", begins="2026-01-12")
    assert made.headers["Location"] == "/c/qinghe/"
    assert "第18届第6次会议" in client.get("/c/qinghe/").text
    page = submit("/c/qinghe/people/new", name="张三", login="zhang", roles=["secretariat"]).text
    address = html.unescape(re.search(r"<code>([^<]+)</code>", page)[1])
    other = app.test_client()
    form = other.get(address).text
    assert other.post(address, data={"csrf_token": token_in(form)}).headers["Location"] == "/password"
    assert address not in client.get("/c/qinghe/people").text


def test_a_refused_form_keeps_what_was_typed_and_says_why(house):
    page = f"/c/{CODE}/people/new"
    answer = house.post("admin", page, page, name="李四", login="DESK", roles=["auditor"])
    assert answer.status_code == 409
    assert "登录名 desk 已被使用" in answer.text
    assert 'value="李四"' in answer.text
    assert 'value="auditor" checked' in answer.text


def test_forms_take_nothing_but_their_own_fields(house):
    """Columns of the table, posted along, change nothing."""
    page = f"/c/{CODE}/people/new"
    house.post(
        "admin",
        page,
        page,
        name="李四",
        login="li",
        roles=["desk", "root"],
        id="0" * 32,
        congress_id=house.other.id,
        must_change="",
        password_hash="x",
        granted_by="x",
    )
    now = datetime.now(UTC)
    with house.databases.main() as session:
        lines = {line.login: line for line in people.people_in(session, house.congress.id, now=now)}
        others = people.people_in(session, house.other.id, now=now)
    made = lines["li"]
    assert made.roles == (Role.DESK,)
    assert made.must_change
    assert made.id != "0" * 32
    assert [line.login for line in others] == ["outsider"]


def test_a_granted_role_works_at_once_and_a_withdrawn_one_no_more(house):
    client, page = house.client("desk"), f"/c/{CODE}/people"
    assert client.get(f"/c/{CODE}/log").status_code == 403
    assert house.post("admin", f"{page}/grant", page, login="desk", roles="auditor").status_code == 303
    assert client.get(f"/c/{CODE}/log").status_code == 200
    person = f"{page}/{house.people['desk']}"
    assert house.post("admin", f"{person}/withdraw", person, roles="auditor").status_code == 303
    assert client.get(f"/c/{CODE}/log").status_code == 403


def test_revoking_ends_the_sessions_of_a_lost_tablet(house):
    client = house.client("desk")
    person = f"/c/{CODE}/people/{house.people['desk']}"
    assert house.post("admin", f"{person}/revoke", person).status_code == 303
    assert client.get("/me").status_code == 302


def test_an_id_of_another_congress_is_answered_like_a_missing_one(house):
    client = house.client("admin")
    stranger = client.get(f"/c/{CODE}/people/{house.people['outsider']}")
    missing = client.get(f"/c/{CODE}/people/{'0' * 32}")
    assert stranger.status_code == missing.status_code == 404
    assert without_token(stranger) == without_token(missing)
    assert house.other.name not in stranger.text


def test_the_menu_offers_only_what_the_role_may_open(house):
    for who in ("admin", "secretariat", "auditor", "deputy"):
        client = house.client(who)
        menu = client.get(f"/c/{CODE}/").text.partition("</nav>")[0].partition("<nav")[2]
        for address in re.findall(r'href="([^"]+)"', menu):
            assert client.get(address).status_code == 200, (who, address)
    assert "人员与角色" in house.client("admin").get(f"/c/{CODE}/").text
    assert "人员与角色" not in house.client("auditor").get(f"/c/{CODE}/").text


def test_the_log_page_verifies_the_chain_and_says_so(house):
    text = house.client("auditor").get(f"/c/{CODE}/log").text
    assert "已从头核对无误" in text
    with house.databases.main_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER act_no_update")
        connection.exec_driver_sql("UPDATE act SET verb = 'x' WHERE seq = 2")
    answer = house.client("auditor").get(f"/c/{CODE}/log")
    assert "第 2 条与前文不衔接" in answer.text


def test_the_installations_administrator_enters_every_congress(house):
    client = house.client("installation")
    chooser = client.get("/").text
    for code in (CODE, OTHER_CODE):
        assert f"/c/{code}/" in chooser
        assert client.get(f"/c/{code}/people").status_code == 200


def test_bad_dates_and_numbers_are_answered_in_words(house):
    page = f"/c/{CODE}/sessions/new"
    for data, words in (
        ({"term": "十八", "number": "1", "begins": "2026-01-12"}, "1 到 99"),
        ({"term": "18", "number": "-1", "begins": "2026-01-12"}, "1 到 99"),
        ({"term": "18", "number": "1", "begins": "2026-02-30"}, "年-月-日"),
        ({"term": "18", "number": "6", "begins": "2026-01-12"}, "已经建立"),
    ):
        answer = house.post("secretariat", page, page, **data)
        assert answer.status_code in (400, 409)
        assert words in answer.text
    with house.databases.main() as session:
        assert len(services.sessions_of_congress(session, house.congress.id)) == 1
