"""Pages of the way to opening: taken back, keys again, rehearsal, adoption with its scan, fresh passwords."""

from __future__ import annotations

import copy
import io
import re
from datetime import UTC, datetime

import pytest

from tests.polling import stage as stages
from tests.polling.stage import Stage
from tests.web.conftest import CODE, PASSWORD, House, token_in
from tests.web.test_poll_pages import guide, of_poll, press, stage, text
from voting.congress import attendance, deputies
from voting.db import in_congress
from voting.polling import ceremony, overview, screen
from voting.polling.lifecycle import Attendance

__all__ = ["stage"]
PDF = b"%PDF-1.7\nscan"
ADOPTED = {
    "body": "主席团会议", "held_at": "2026-01-13T09:20", "manner": "hands",
    "votes_for": "5", "votes_against": "0", "abstained": "0",
}  # fmt: skip
HALL = ["secretariat", "secretary_general", "chief_scrutineer", "scrutineer", "registrar", "desk", "auditor",
        "technician"]  # fmt: skip


def sitting(stage: Stage) -> overview.SittingView:
    with stage.board() as session:
        return overview.sitting(session, stage.sitting_id)


def plenary(house: House) -> None:
    """Eight deputies, all present: what the opening needs of the check-in."""
    now = datetime.now(UTC)
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        meeting = attendance.open_meeting(
            session, stages.SECRETARY, house.congress.id, stages.MEETING, title="全体会议",
            held_on=now.date(), now=now,
        )  # fmt: skip
        for number, name in enumerate("甲乙丙丁戊己庚辛", 1):
            given = {"number": f"{number:03d}", "name": f"代表{name}", "delegation": "第一代表团"}
            deputy = deputies.add_deputy(
                session, stages.SECRETARY, house.congress.id, stages.MEETING, given, now=now
            )
            attendance.mark(
                session, stages.SECRETARY, house.congress.id, meeting, deputy, attendance.PRESENT, now=now
            )


# Fresh passwords ------------------------------------------------------------------------------


def at_opening(house: House, stage: Stage) -> tuple[str, str]:
    plenary(house)
    stage.to_ready()
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    page = of_poll(stage, "opening")
    press(house, "secretariat", page, f"{page}/propose")
    return page, f"{page}/confirm"


def at_closing(house: House, stage: Stage) -> tuple[str, str]:
    stage.to_open()
    page = of_poll(stage, "closing")
    press(house, "secretariat", page, f"{page}/propose")
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=8)
    return page, f"{page}/confirm"


def at_announcing(house: House, stage: Stage) -> tuple[str, str]:
    stage.to_valid()
    stage.count()
    stage.sign()
    return of_poll(stage, "result"), of_poll(stage, "announce")


ACTS = [
    (at_opening, "chief_scrutineer", "adopted", "open"),
    (at_closing, "chief_scrutineer", "open", "closed"),
    (at_announcing, "secretary_general", "signed", "announced"),
]


@pytest.mark.parametrize(("go", "who", "before", "after"), ACTS, ids=["opening", "closing", "announcing"])
def test_who_confirms_gives_his_password_again(house, stage, go, who, before, after):
    page, action = go(house, stage)
    shown = house.client(who).get(page).text
    assert re.search(r'name="password" type="password"[^>]*autocomplete="current-password"', shown)
    for given in ({}, {"password": ""}, {"password": "九里河边的旧水车"}):
        answer = press(house, who, page, action, **given)
        assert answer.status_code == 400
        assert "密码不正确，这一步没有执行" in text(answer)
        assert "九里河边" not in answer.text
        assert stage.poll().state == before
    assert press(house, who, page, action, password=PASSWORD).status_code == 303
    assert stage.poll().state == after


def test_guessing_is_throttled_as_at_signing_in(house, stage):
    page, action = at_opening(house, stage)
    codes = [press(house, "chief_scrutineer", page, action, password=f"猜{n}").status_code for n in range(6)]
    assert codes == [400] * 5 + [429]
    assert press(house, "chief_scrutineer", page, action, password=PASSWORD).status_code == 429
    assert stage.poll().state == "adopted"


def test_strangers_who_fail_to_sign_in_keep_nobody_from_confirming(house, stage):
    page, action = at_closing(house, stage)
    client = house.app.test_client()
    token = token_in(client.get("/login").text)
    for number in range(30):
        tried = {"csrf_token": token, "login": "chief_scrutineer", "password": f"猜{number}"}
        answer = client.post("/login", data=tried, environ_base={"REMOTE_ADDR": f"10.0.0.{number % 6}"})
    assert answer.status_code == 429
    assert press(house, "chief_scrutineer", page, action, password=PASSWORD).status_code == 303
    assert stage.poll().state == "closed"


def test_proposing_leaves_a_line_in_the_log(house, stage):
    at_opening(house, stage)
    log = text(house.client("auditor").get(f"/c/{CODE}/log"))
    assert "提请开启投票" in log


# Taken back -----------------------------------------------------------------------------------


def test_taking_back_says_what_it_costs_and_leads_to_the_draft(house, stage):
    stage.to_ready()
    page = of_poll(stage, "take-back")
    assert page in house.client("secretariat").get(of_poll(stage, "")[:-1]).text
    assert page in house.client("secretariat").get(guide(stage)).text
    shown = text(house.client("secretariat").get(page))
    for words in ("一张也不用重印", "每名监票人验封并签署零票报告", "退回后还剩 14 个"):
        assert words in shown
    answer = press(house, "secretariat", page, page, reason="")
    assert answer.status_code == 400
    assert "理由没有填" in text(answer)
    answer = press(house, "secretariat", page, page, reason="第7项改文字")
    assert answer.status_code == 303
    assert answer.location.endswith("/edit")
    assert "项目2" in house.client("secretariat").get(answer.location).text
    assert stage.poll().state == "taken_back"
    old = text(house.client("auditor").get(of_poll(stage, "")[:-1]))
    assert "这一次已退回修改，到此为止" in old
    shown = text(house.client("auditor").get(guide(stage)))
    assert "退回修改过的（1 次）" in shown


def test_the_last_uuids_are_warned_of(house, stage):
    stage.to_ready()
    fixed = stage.poll_id
    for number in range(12):
        stage.draft(f"第{number + 2}次")
    assert "本会场的票决编号只剩 3 个" in text(house.client("secretariat").get(guide(stage)))
    stage.poll_id = fixed
    assert "票决编号快用完了" in text(house.client("secretariat").get(of_poll(stage, "take-back")))


# Keys again -----------------------------------------------------------------------------------


def test_the_keys_page_leads_from_the_poll_to_the_new_ceremony(house, stage):
    stage.to_ready()
    page = f"{guide(stage)}/keys"
    shown = house.client("secretariat").get(page).text
    assert of_poll(stage, "take-back") in shown
    assert f"{page}/end" not in shown
    press(house, "secretariat", of_poll(stage, "take-back"), of_poll(stage, "take-back"), reason="更换监票人")
    assert f'action="{page}/end"' in house.client("secretariat").get(page).text
    assert press(house, "secretariat", page, f"{page}/end", reason="").status_code == 400
    answer = press(house, "secretariat", page, f"{page}/end", reason="李某生病")
    assert answer.status_code == 303
    shown = text(house.client("secretariat").get(page))
    assert "已作废" in shown
    assert "重新加封" in shown
    assert sitting(stage).ceremony_id is None


def test_the_page_says_that_keys_may_come_before_adoption(house, stage):
    stage.open_sitting()
    shown = text(house.client("secretariat").get(f"{guide(stage)}/keys"))
    assert "拟任监票人可以先加封，不必等大会通过；通过以后才能开启投票" in shown


def test_a_key_holder_is_led_from_the_keys_to_his_own_seat(house, stage):
    stage.open_sitting()
    holders = ("chief_scrutineer", "scrutineer", "auditor")
    with stage.board() as session:
        made = ceremony.start(
            session, actor=stages.SECRETARY, sitting_id=stage.sitting_id, threshold=2,
            seats=[(house.people[who], who) for who in holders], now=stage.now(),
        )  # fmt: skip
    for who, words in (("scrutineer", "去加封我的钥匙"), ("secretariat", "看加封进度")):
        shown = text(house.client(who).get(f"{guide(stage)}/keys"))
        assert f'href="/c/{CODE}/ceremonies/{made}">{words}' in shown


def two_open(stage: Stage) -> Stage:
    """Two polls of one sitting, both open; the stage of the second."""
    stage.to_open()
    other = copy.copy(stage)
    other.draft("再一次票决")
    other.freeze()
    other.adopt()
    for index in range(3):
        other.prove_share(index)
        other.sign_zero(index)
    other.open()
    return other


def test_of_two_polls_the_guide_of_one_names_the_other(house, stage):
    other = two_open(stage)
    shown = text(house.client("chief_scrutineer").get(f"{guide(stage)}?poll={other.poll_id}"))
    assert f'本会场别的票决也在等您：</p> <ul><li><a href="?poll={stage.poll_id}">' in shown


def test_a_card_that_is_void_in_one_poll_is_said_to_be_good_in_the_other(house, stage):
    other = two_open(stage)
    shown = text(house.client("registrar").get(of_poll(stage, "voids")))
    assert "同一批票卡还在“再一次票决”里投票" in shown
    assert of_poll(other, "voids") in shown


# Rehearsal ------------------------------------------------------------------------------------


def test_one_button_drafts_a_rehearsal_and_its_guide_is_shorter(house, stage):
    stage.open_sitting()
    stage.draft()
    stage.make_keys(rehearsed=False)
    stage.make_cards()
    page = guide(stage)
    assert "起草预演（选水果）" in text(house.client("secretariat").get(page))
    assert "起草预演" not in text(house.client("desk").get(page))
    answer = press(house, "secretariat", page, f"{page}/rehearse", places=2, candidates=5)
    assert answer.status_code == 303
    stage.poll_id = answer.location.rsplit("=", 1)[1]
    shown = text(house.client("secretariat").get(answer.location))
    assert "预演：选水果" in shown
    for step in ("登记通过情况", "登记发出数", "主席团公告"):
        assert step not in shown
    assert "苹果" in text(house.client("auditor").get(of_poll(stage, "")[:-1]))
    assert press(house, "secretariat", page, f"{page}/rehearse", places=9, candidates=9).status_code == 400


def test_a_rehearsal_says_the_same_numbers_on_every_page(house, stage):
    """Nothing is handed out at it: every card that may vote counts as one, on the closing page and after."""
    stage.open_sitting()
    stage.make_keys(rehearsed=False)
    stage.make_cards()
    made = press(house, "secretariat", guide(stage), f"{guide(stage)}/rehearse", places=2, candidates=5)
    stage.poll_id = made.location.rsplit("=", 1)[1]
    stage.freeze()
    for index in (0, 2):
        stage.prove_share(index)
        stage.sign_zero(index)
    progress = house.client("chief_scrutineer").get(of_poll(stage, "progress")).get_json()
    assert (progress["zeros"], progress["seats"]) == (2, 2)
    stage.open(0, 0)
    shown = text(house.client("secretariat").get(of_poll(stage, "closing")))
    assert "请现场工作台先登记" not in shown
    with stage.board() as session:
        present = overview.poll(session, stage.poll_id).present
        view = overview.sitting(session, stage.sitting_id)
        projected = screen.picture(
            session, view, screen.Shown(True, stage.poll_id, "voting"), Attendance(0, 0)
        )
    assert f">{present}<small>张" in shown
    assert projected.ballots == screen.Ballots(0, present)


def test_the_gate_asks_for_the_rehearsal(house, stage):
    stage.open_sitting()
    stage.draft()
    stage.make_keys(rehearsed=False)
    stage.make_cards()
    stage.freeze()
    shown = text(house.client("chief_scrutineer").get(of_poll(stage, "opening")))
    assert "已用这套监票钥匙预演开启" in shown


# Adoption -------------------------------------------------------------------------------------


def test_adoption_is_recorded_with_its_scan_and_read_by_the_hall(house, stage):
    stage.to_ready()
    page = of_poll(stage, "adopt")
    token = token_in(house.client("secretariat").get(page).text)
    answer = house.client("secretariat").post(
        page,
        data={"csrf_token": token, **ADOPTED, "scan": (io.BytesIO(PDF), "表决结果.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, text(answer)
    assert stage.poll().state == "adopted"
    for role in HALL:
        shown = text(house.client(role).get(page))
        assert "赞成 5，反对 0，弃权 0" in shown
        sent = house.client(role).get(of_poll(stage, "adoption/scan"))
        assert (sent.status_code, sent.data, sent.mimetype) == (200, PDF, "application/pdf")
        assert sent.headers["Content-Disposition"].startswith("attachment")
    for paper in ("zero-report", "audit"):
        shown = text(house.client("auditor").get(of_poll(stage, paper)))
        assert "主席团会议；2026-01-13 09:20；举手表决；赞成5，反对0，弃权0" in shown
    for role in ("deputy", "liaison", "admin", "outsider"):
        assert house.client(role).get(of_poll(stage, "adoption/scan")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"body": ""}, "“由谁通过”没有填"),
        ({"held_at": "昨天"}, "通过的时间没有填，或格式不对"),
        ({"held_at": "2999-01-01T09:00"}, "所填时间晚于现在"),
        ({"manner": "raised"}, "请从所列选项中选择"),
        ({"votes_for": "五"}, "须是不小于零的整数"),
        ({"votes_for": "1", "votes_against": "4"}, "没有过半"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(house, stage, change, says):
    stage.to_ready()
    page = of_poll(stage, "adopt")
    answer = press(house, "secretariat", page, page, **(ADOPTED | {"body": "主任会议"} | change))
    assert answer.status_code == 400
    assert says in text(answer)
    assert "主任会议" in answer.text
    assert stage.poll().state == "ready"


def test_applause_needs_no_votes_and_only_the_secretariat_records(house, stage):
    stage.to_ready()
    page = of_poll(stage, "adopt")
    token = token_in(house.client("chief_scrutineer").get(of_poll(stage, "opening")).text)
    answer = house.client("chief_scrutineer").post(page, data={"csrf_token": token, **ADOPTED})
    assert answer.status_code == 403
    assert stage.poll().state == "ready"
    answer = press(house, "secretariat", page, page, **(ADOPTED | {"manner": "applause"}))
    assert answer.status_code == 303
    assert "鼓掌通过" in text(house.client("auditor").get(page))


def test_a_scan_follows_once_and_is_judged_by_its_content(house, stage):
    stage.to_ready()
    stage.adopt()
    page, action = of_poll(stage, "adopt"), of_poll(stage, "adoption/scan")

    def send(content: bytes, name: str):
        token = token_in(house.client("secretariat").get(page).text)
        return house.client("secretariat").post(
            action, data={"csrf_token": token, "scan": (io.BytesIO(content), name)}
        )

    assert "补存扫描件" in text(house.client("secretariat").get(page))
    assert house.client("auditor").get(action).status_code == 404
    refused = send(b"<html>", "结果.pdf")
    assert refused.status_code == 400
    assert "不是所要的格式" in text(refused)
    assert send(PDF, "结果.pdf").status_code == 303
    assert house.client("auditor").get(action).data == PDF
    assert "补存扫描件" not in text(house.client("secretariat").get(page))
