"""Pages of a poll: who sees what in which state, what is refused with which sentence, what stands still."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime

import pytest

from tests.polling import stage as stages
from tests.polling.stage import KEEPERS, Stage
from tests.web.conftest import CODE, PASSWORD, House, token_in
from voting.congress import attendance, services
from voting.db import in_congress
from voting.polling import scrutiny

HALL = [
    "secretariat", "secretary_general", "chief_scrutineer", "scrutineer", "registrar", "desk", "auditor",
    "technician",
]  # fmt: skip
SEES_RESULTS_EARLY = {"secretary_general", "chief_scrutineer", "scrutineer"}


@pytest.fixture
def stage(house: House, settings, monkeypatch) -> Stage:
    """The hall of the services' tests, set up in the congress that the pages serve."""
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    monkeypatch.setattr(stages, "CONGRESS", house.congress.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    return Stage(house.databases, settings.instance, moment=datetime.now(UTC).replace(microsecond=0))


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.text))


def of_poll(stage: Stage, rest: str) -> str:
    return f"/c/{CODE}/polls/{stage.poll_id}/{rest}"


def guide(stage: Stage) -> str:
    return f"/c/{CODE}/sittings/{stage.sitting_id}"


def press(house: House, who: str, page: str, action: str, **data: object):
    """Post to ``action`` with the token of ``page``."""
    token = token_in(house.client(who).get(page).text)
    return house.client(who).post(action, data={"csrf_token": token} | data)


# The guide ------------------------------------------------------------------------------------


def test_every_office_reads_the_guide_in_every_state(house, stage):
    stage.to_ready()
    acts = [
        lambda: None, stage.adopt, lambda: open_with_seals(stage), lambda: close_with_ballots(stage),
        stage.report, stage.declare_valid, stage.count, stage.sign, stage.announce,
    ]  # fmt: skip
    for act in acts:
        act()
        for role in HALL:
            answer = house.client(role).get(guide(stage))
            assert answer.status_code == 200, f"{role}: {stage.poll().state}"
            assert "大会通过办法、监票人、候选项目" in text(answer)


def open_with_seals(stage: Stage) -> None:
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()


def close_with_ballots(stage: Stage) -> None:
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()


def test_the_guide_tells_each_office_what_is_its_own(house, stage):
    stage.to_open()
    page = text(house.client("secretariat").get(guide(stage)))
    assert "现在没有等您做的事。正在等：" in page
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=8)
    page = text(house.client("secretariat").get(guide(stage)))
    assert "现在由您来做：" in page
    assert "还有没有没投票的代表？" in page
    assert "现在没有等您做的事" in text(house.client("auditor").get(guide(stage)))


def test_a_sitting_of_another_congress_does_not_exist_here(house, stage):
    stage.to_ready()
    assert house.client("outsider").get(guide(stage)).status_code == 404


# Drafting -------------------------------------------------------------------------------------

DRAFT = {
    "title": "民生实事项目票决", "preset": "county", "places": "2", "purpose": "real", "min_ballots": "10",
    "hall": "all", "public": "none", "board": "hall", "projects": "项目一\t县教育局\t3200\n项目二\n项目三",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"places": "4"}, "应选4项，多于候选项目3项"),
        ({"places": "两项"}, "这里要填整数"),
        ({"projects": "  \n"}, "还没有候选项目"),
        ({"projects": "项目一\n项目一\n项目二"}, "有重复"),
        ({"projects": "\t".join("一二三四五六七八九十")}, "第 1 行的列数多于 9 列"),
        ({"min_ballots": "4"}, "须在5至"),
        ({"title": ""}, "不能为空"),
        ({"title": "预演项目"}, "正式票决的名称里不能有“预演”二字"),
        ({"preset": "lottery"}, "请选择一种票决办法"),
        ({"public": "everything"}, "请从所列选项中选择"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_in_words_and_keeps_what_was_typed(house, stage, change, said):
    stage.open_sitting()
    page = f"{guide(stage)}/polls/new"
    answer = press(house, "secretariat", page, page, **(DRAFT | change))
    assert answer.status_code == 400
    assert said in text(answer)
    for field in ("places", "min_ballots"):
        assert f'value="{(DRAFT | change)[field]}"' in answer.text
    assert "起草中" not in text(house.client("secretariat").get(guide(stage)))


def test_a_draft_reads_its_method_aloud_before_it_is_saved(house, stage):
    stage.open_sitting()
    answer = press(
        house, "secretariat", f"{guide(stage)}/polls/new", f"{guide(stage)}/polls/preview", **DRAFT
    ).get_json()
    assert answer["sentence"].startswith("以无记名方式对3个候选项目进行票决，应选2项")
    project = answer["poll"]["projects"][0]
    assert (project["name"], project["unit"], project["investment"]) == ("项目一", "县教育局", "3200")
    refused = press(
        house, "secretariat", f"{guide(stage)}/polls/new", f"{guide(stage)}/polls/preview",
        **(DRAFT | {"places": "9"}),
    ).get_json()  # fmt: skip
    assert "多于候选项目" in refused["refused"]


def test_a_draft_becomes_a_poll_with_its_projects(house, stage):
    stage.open_sitting()
    page = f"{guide(stage)}/polls/new"
    answer = press(house, "secretariat", page, page, **DRAFT)
    assert answer.status_code == 303
    shown = text(house.client("auditor").get(answer.location))
    assert "项目三" in shown
    assert "县教育局" in shown


# Opening --------------------------------------------------------------------------------------


def test_the_gate_names_what_is_missing_and_who_brings_it(house, stage):
    stage.to_ready()
    page = text(house.client("secretariat").get(of_poll(stage, "opening")))
    assert "监票人当日验过钥匙" in page
    assert "每名监票人在自己的“监票钥匙”页面验封" in page
    refused = press(house, "secretariat", of_poll(stage, "freeze"), of_poll(stage, "opening/propose"))
    assert refused.status_code == 409


def test_opening_before_the_gate_is_met_changes_nothing(house, stage):
    stage.to_ready()
    stage.adopt()
    press(house, "secretariat", of_poll(stage, "opening"), of_poll(stage, "opening/propose"))
    page = of_poll(stage, "opening")
    assert "上面各项都具备以后，才能开启" in text(house.client("chief_scrutineer").get(page))
    answer = press(house, "chief_scrutineer", page, of_poll(stage, "opening/confirm"), password=PASSWORD)
    assert answer.status_code == 409
    assert stage.poll().state == "adopted"


def test_a_real_poll_does_not_open_over_a_plain_connection(house, stage, monkeypatch):
    monkeypatch.setattr("voting.polling.views.LOCAL_HOSTS", ())  # as if called by another name
    stage.to_ready()
    stage.adopt()
    press(house, "secretariat", of_poll(stage, "opening"), of_poll(stage, "opening/propose"))
    page = of_poll(stage, "opening")
    answer = press(house, "chief_scrutineer", page, f"{page}/confirm", password=PASSWORD)
    assert answer.status_code == 409
    assert "正式票决不能用不加密的网络连接开启" in text(answer)


def test_attendance_of_the_latest_plenary_stands_on_the_gate(house, stage):
    stage.to_ready()
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        attendance.open_meeting(
            session, stages.SECRETARY, house.congress.id, stages.MEETING, title="第二次全体会议",
            held_on=datetime.now(UTC).date(), now=datetime.now(UTC),
        )  # fmt: skip
    assert "实有代表 0 名，实到 0 名" in text(house.client("desk").get(of_poll(stage, "opening")))


@pytest.mark.parametrize(
    ("who", "page", "warned"),
    [
        ("secretariat", "freeze", "都不能再改"),
        ("secretary_general", "terminate", "不能恢复"),
    ],
)
def test_what_cannot_be_undone_names_its_consequence(house, stage, who, page, warned):
    stage.to_ready()
    assert warned in text(house.client(who).get(of_poll(stage, page)))


# The tablet's addresses -----------------------------------------------------------------------


def test_the_tablet_learns_of_open_polls_only_and_gets_no_cookie(house, stage):
    stage.to_ready()
    visitor = house.client()
    address = f"/v/{stage.sitting_id}"
    assert visitor.get(f"{address}/poll.json").get_json()["polls"] == []
    stage.adopt()
    open_with_seals(stage)
    answer = visitor.get(f"{address}/poll.json")
    (poll,) = answer.get_json()["polls"]
    assert poll["election"].encode() == stage.poll().election
    assert [project["name"] for project in poll["projects"]] == ["项目1", "项目2", "项目3"]
    lists = (f"/v/{poll['uuid']}/cards", f"/v/{poll['uuid']}/trackers")
    for page in (address, f"{address}/poll.json", *lists, "/r"):
        answer = visitor.get(page)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def cast(house: House, stage: Stage, body: bytes):
    return house.client().post(
        f"/v/{stage.poll().uuid}/cast", data=body, content_type="application/octet-stream",
        headers={"Accept": "application/json"},
    )  # fmt: skip


def test_a_ballot_is_answered_with_its_receipt_and_the_card_is_used(house, stage):
    stage.to_open()
    body = stage.sealed(0)
    answer = cast(house, stage, body)
    assert answer.status_code == 200
    receipt = json.loads(answer.data)
    assert receipt["receipt"]["uuid"] == stage.poll().uuid
    assert cast(house, stage, body).data == answer.data
    again = cast(house, stage, stage.sealed(0))
    assert again.status_code == 409
    assert again.get_json()["code"] == "polling.card_used"
    assert json.loads(again.get_json()["receipt"]) == receipt


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "polling.ballot_refused"),
        (b"{}\n{}", "polling.ballot_refused"),
        (b"\xff\x00\n", "polling.ballot_refused"),
        (b"x" * (256 * 1024 + 1), "polling.ballot_too_big"),
    ],
)
def test_rubbish_is_no_ballot_and_is_told_in_a_sentence(house, stage, body, code):
    stage.to_open()
    answer = cast(house, stage, body)
    assert answer.status_code == 400
    assert answer.get_json()["code"] == code
    assert "没有计入" in answer.get_json()["message"]


def test_a_ballot_after_the_end_is_late(house, stage):
    stage.to_open()
    late = stage.sealed(7)
    for card in range(5):
        cast(house, stage, stage.sealed(card))
    stage.close()
    answer = cast(house, stage, late)
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "polling.not_open"


def test_an_unknown_address_of_a_sitting_or_poll_is_not_found(house):
    for address in ("/v/" + "0" * 32, "/v/" + "0" * 32 + "/poll.json", "/v/abc/trackers", "/v/abc/cards"):
        assert house.client().get(address, headers={"Accept": "application/json"}).status_code == 404


# Between closing and announcing ---------------------------------------------------------------


def test_a_result_is_kept_from_other_offices_until_it_is_announced(house, stage):
    stage.to_valid()
    assert house.client("chief_scrutineer").get(of_poll(stage, "result")).status_code == 409
    stage.count()
    for state in ("counted", "signed"):
        for role in HALL:
            answer = house.client(role).get(of_poll(stage, "result"))
            assert (answer.status_code == 200) == (role in SEES_RESULTS_EARLY), f"{role} in {state}"
            paper = house.client(role).get(of_poll(stage, "papers/result"))
            assert (paper.status_code == 200) == (role in SEES_RESULTS_EARLY), f"{role} in {state}"
        if state == "counted":
            stage.sign()
    stage.announce()
    for role in HALL:
        assert house.client(role).get(of_poll(stage, "result")).status_code == 200


def test_the_outside_view_stands_still(house, stage):
    stage.to_closed()
    uuid = stage.poll().uuid

    def outside() -> list[bytes]:
        addresses = (f"/v/{uuid}/trackers", f"/v/{stage.sitting_id}/poll.json")
        return [house.client().get(address).data for address in addresses]

    before = outside()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    assert outside() == before


def test_progress_of_the_opening_tells_numbers_of_keys_only(house, stage):
    stage.to_valid()
    stage.sign_closing(0)
    answer = house.client("desk").get(of_poll(stage, "progress"))
    poll = stage.poll()
    assert answer.get_json() == {
        "needed": 2, "seats": 3, "zeros": 3, "shares": 0, "state": "valid", "statements": 1, "own": [],
        "faults": [], "height": 8, "side": 15, "uuid": poll.uuid, "setup_event": poll.setup_event,
        "tally_event": poll.tally_event,
    }  # fmt: skip


def test_who_declares_the_vote_valid_sees_what_a_scrutineer_found(house, stage):
    stage.to_closed()
    stage.report()
    page = house.client("secretary_general")
    assert "核对没有通过" not in text(page.get(of_poll(stage, "validity")))
    with stage.board() as session:
        scrutiny.report_fault(session, actor=KEEPERS[1], poll_id=stage.poll_id, check="T2", now=stage.now())
    told = f"{KEEPERS[1].name}（第 2 把）报告：核对没有通过（T2）。"
    assert told in text(page.get(of_poll(stage, "validity")))


def test_the_bundle_leaves_after_announcing_and_for_the_public_only_where_the_method_says_so(house, stage):
    stage.to_valid()
    stage.count()
    assert house.client("chief_scrutineer").get(of_poll(stage, "bundle.zip")).status_code == 409
    stage.sign()
    assert house.client("chief_scrutineer").get(of_poll(stage, "bundle.zip")).data[:2] == b"PK"
    assert house.client("auditor").get(of_poll(stage, "bundle.zip")).status_code == 409
    stage.announce()
    assert house.client("auditor").get(of_poll(stage, "bundle.zip")).data[:2] == b"PK"
    public = house.client().get(f"/p/{CODE}/polls/{stage.poll_id}/bundle.zip")
    assert public.status_code == 403
    assert "不对外公开" in text(public)


# Cards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", ["text", [], {"key": 1}, {"key": "00", "lists": {}, "statements": {}, "printed": True}]
)
def test_a_card_list_of_another_shape_is_refused(house, stage, sent):
    stage.open_sitting()
    page = f"{guide(stage)}/cards"
    token = token_in(house.client("registrar").get(page).text)
    answer = house.client("registrar").post(page, json=sent, headers={"X-CSRFToken": token})
    assert answer.status_code == 400
    assert "没有收下" in answer.get_json()["sentence"]


def test_the_desk_cannot_count_a_number_that_is_none(house, stage):
    stage.to_ready()
    page = f"{guide(stage)}/stubs"
    answer = press(house, "desk", page, page, handed_out="很多")
    assert answer.status_code == 400
    assert "请按票根重新点数" in text(answer)


# After a crash --------------------------------------------------------------------------------


def test_the_chief_goes_on_where_a_crash_stopped_the_erasing_of_the_servers_key(house, stage, monkeypatch):
    stage.to_valid()
    stage.count()
    with monkeypatch.context() as crash, pytest.raises(OSError, match="the machine stopped"):
        crash.setattr("voting.polling.lifecycle.erase_server_key", _stop)
        stage.sign()
    page = of_poll(stage, "result")
    assert "服务器钥匙还没有销毁" in text(house.client("chief_scrutineer").get(page))
    press(house, "chief_scrutineer", page, of_poll(stage, "complete"))
    assert stage.poll().server_key_erased
    assert "服务器钥匙还没有销毁" not in text(house.client("chief_scrutineer").get(page))


def _stop(*_arguments: object, **_named: object) -> None:
    raise OSError("the machine stopped")


def test_words_are_offered_for_reading_only_when_their_numbers_are_true(house, stage):
    stage.open_sitting()
    assert "名监票人各持一把监票钥匙" not in text(house.client("secretariat").get(guide(stage)))
    stage.draft()
    stage.make_keys()
    page = text(house.client("secretariat").get(guide(stage)))
    assert "3名监票人各持一把监票钥匙，其中任意2把可以开启票箱" in page
    assert "符合法定人数，可以进行票决" not in page
    stage.make_cards()
    stage.freeze()
    assert "封记完好。" not in text(house.client("secretariat").get(guide(stage)))


def test_closing_waits_until_every_card_is_handed_out_or_void(house, stage):
    stage.to_open()
    for card in range(5):
        cast(house, stage, stage.sealed(card))
    page = of_poll(stage, "closing")
    press(house, "secretariat", page, f"{page}/propose")
    answer = press(house, "chief_scrutineer", page, f"{page}/confirm", password=PASSWORD)
    assert "还没有登记发出数" in text(answer)
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=7)
    answer = press(house, "chief_scrutineer", page, f"{page}/confirm", password=PASSWORD)
    assert answer.status_code == 409
    assert "按票根发出 7 张，名单 8 张、作废 0 张" in text(answer)
    assert stage.poll().state == "open"
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=8)
    assert press(house, "chief_scrutineer", page, f"{page}/confirm", password=PASSWORD).status_code == 303
    assert stage.poll().state == "closed"


def test_who_reads_english_reads_the_method_and_the_result_in_english(house, stage):
    stage.to_valid()
    stage.count()
    stage.sign()
    stage.announce()
    client = house.client("auditor")
    for page, said in (("", "secret"), ("/result", "present")):
        shown = text(client.get(f"{of_poll(stage, '')[:-1]}{page}?lang=en"))
        aloud = re.search(r'<blockquote class="aloud">(.*?)</blockquote>', shown)
        assert aloud and said in aloud[1]
        assert "赞成" not in aloud[1]
    client.get("/login?lang=zh")


def test_the_menu_says_where_a_page_belongs(house, stage):
    """Pages of a poll lie beneath 票决 for whoever looks for the way back; nothing else is marked."""
    stage.to_ready()
    for page, mark in (
        (of_poll(stage, "freeze"), "true"),
        (f"/c/{CODE}/sittings", "page"),
        (f"/c/{CODE}/", ""),
    ):
        shown = house.client("secretariat").get(page).text
        marked = re.findall(r'<a href="([^"]+)" aria-current="(\w+)">', shown.partition("</nav>")[0])
        assert marked == ([(f"/c/{CODE}/sittings", mark)] if mark else [])
