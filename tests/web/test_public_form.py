"""The public form over HTTP: one idea without login or cookie, its number, and what became of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.collection.desks import publish_shown
from tests.collection.proving import challenge_in, prove
from tests.web.conftest import CODE, House
from voting.collection import calls, decisions, desk, numbers, stations
from voting.collection.calls import CallForm
from voting.collection.decisions import Ruling
from voting.collection.idea_models import Idea, IdeaAuthor, Support
from voting.collection.stations import StationForm
from voting.congress.roles import Actor, Role
from voting.db import in_congress

MARKUP = '<script>alert("x")</script>'


@dataclass
class Street:
    """A call that is open, a station, and somebody with a phone."""

    house: House
    call_id: str
    token: str
    client: FlaskClient

    @property
    def address(self) -> str:
        return f"/c/{CODE}/i/{self.token}"

    @property
    def government(self) -> Actor:
        return Actor(self.house.people["government_desk"], "", frozenset({Role.GOVERNMENT_DESK}))

    def proof(self, address: str = "") -> str:
        return prove(challenge_in(self.client.get(address or self.address).text))

    def send(self, address: str = "", **given: object):
        fields = {"category": "教育", "title": "建一所公办幼儿园"} | given
        if "proof" not in fields:
            fields["proof"] = self.proof(address)
        return self.client.post(address or self.address, data=fields)

    def session(self):
        return in_congress(self.house.databases.main(), self.house.congress.id)

    def ideas(self) -> list[Idea]:
        with self.session() as session:
            return list(session.scalars(select(Idea).order_by(Idea.number)))

    def list_publicly(self, *idea_ids: str) -> None:
        with self.session() as session:
            desk.list_publicly(
                session, self.government, self.house.congress.id, idea_ids, True, now=self.house.now
            )

    def follow(self, number: str, digits: str):
        return self.client.post(f"/c/{CODE}/follow", data={"number": number, "digits": digits})


def open_street(house: House, **settings: object) -> Street:
    today = house.now.date()
    given = {
        "year": 2027, "title": "2027年度民生实事项目征集公告", "initiator": "government_office",
        "initiator_name": "清河县人民政府办公室", "desk": "government",
        "begins": today - timedelta(days=3), "ends": today + timedelta(days=30),
    } | settings  # fmt: skip
    desk_actor = Actor(house.people["government_desk"], "", frozenset({Role.GOVERNMENT_DESK}))
    here = house.congress.id
    with in_congress(house.databases.main(), here) as session:
        call_id = calls.create(session, desk_actor, here, CallForm(**given), now=house.now)
        calls.move(session, desk_actor, here, call_id, "publish", now=house.now)
        station_id = stations.add(
            session, desk_actor, here, StationForm("城东社区联络站", "community", "城东社区"), now=house.now
        )
        token = stations.get(session, here, station_id).token
    return Street(house, call_id, token, house.app.test_client())


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def facts(page: str) -> tuple[str, str]:
    """The number and the four digits that the page tells."""
    number = re.search(r"\d{4}-\d{6}", page)[0]
    return number, re.findall(r'<dd class="number">(\d{4})</dd>', page)[0]


def test_an_idea_sent_from_a_phone_is_received_with_its_station(street):
    answer = street.send(text="小区一百多名孩子要到三公里外入园。", place="槐树路", area="城东社区")
    assert answer.status_code == 200
    (idea,) = street.ideas()
    number, _ = facts(answer.text)
    assert number == numbers.shown(2027, idea.number)
    assert (idea.title, idea.category, idea.channel, idea.place) == (
        "建一所公办幼儿园",
        "教育",
        "form",
        "槐树路",
    )
    with street.session() as session:
        assert stations.get(session, street.house.congress.id, idea.station_id).token == street.token


def test_no_page_of_the_public_sets_a_cookie_or_needs_one(street):
    sent = street.send()
    for answer in (street.client.get(street.address), sent, street.follow(*facts(sent.text))):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_a_call_of_its_own_takes_ideas_without_a_station(street):
    answer = street.send(f"/c/{CODE}/i/{street.call_id}")
    assert answer.status_code == 200
    assert street.ideas()[0].station_id is None


def test_its_fate_is_told_for_the_number_and_the_four_digits(street):
    number, digits = facts(street.send().text)
    page = street.follow(number, digits)
    assert page.status_code == 200
    assert "建一所公办幼儿园" in page.text and "已收到" in page.text


def test_the_digits_are_the_last_of_the_phone_where_one_was_left(street):
    number, digits = facts(street.send(phone="138 0000 4071").text)
    assert digits == "4071"
    assert street.follow(number, "4071").status_code == 200


def test_wrong_digits_and_a_wrong_number_get_the_same_answer(street):
    number, digits = facts(street.send().text)
    wrong = f"{(int(digits) + 1) % 10_000:04}"
    for pair in ((number, wrong), ("2027-009999", digits)):
        refused = street.follow(*pair)
        assert refused.status_code == 404
        assert "对不上" in refused.text and "幼儿园" not in refused.text


def test_digits_cannot_be_guessed_one_after_the_other(street):
    number, digits = facts(street.send().text)
    others = [f"{n:04}" for n in range(11) if f"{n:04}" != digits][:10]
    assert {street.follow(number, wrong).status_code for wrong in others} == {404}
    assert street.follow(number, digits).status_code == 429


def test_markup_is_shown_as_text(street):
    number, digits = facts(street.send(title=MARKUP, text=MARKUP).text)
    page = street.follow(number, digits).text
    assert MARKUP not in page
    assert page.count("&lt;script&gt;alert") == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": "建"}, "标题没有填写"),
        ({"title": "建" * 41}, "超过 40 个字"),
        ({"text": "字" * 301}, "超过 300 个字"),
        ({"category": "天文"}, "类别不在这次征集的范围内"),
        ({"phone": "十三八"}, "手机号不对"),
        ({"website": "https://example.org"}, "不应填写的内容"),
        ({"proof": ""}, "页面没有准备好"),
        ({"proof": "e30="}, "页面没有准备好"),
    ],
)
def test_what_is_refused_comes_back_with_what_was_typed(street, given, words):
    answer = street.send(**({"place": "槐树路"} | given))
    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="槐树路"' in answer.text
    assert street.ideas() == []


def test_what_was_refused_can_be_mended_and_sent_with_the_same_work(street):
    proof = street.proof()
    assert street.send(title="建", proof=proof).status_code == 400
    assert street.send(proof=proof).status_code == 200


def test_sending_the_same_form_again_gives_the_same_number(street):
    proof = street.proof()
    assert facts(street.send(proof=proof).text) == facts(street.send(proof=proof).text)
    assert len(street.ideas()) == 1


def test_work_done_for_one_form_is_of_no_use_for_another(street):
    proof = street.proof(f"/c/{CODE}/i/{street.call_id}")
    assert street.send(proof=proof).status_code == 400


def test_the_texts_of_the_law_stand_above_the_button(street):
    page = street.client.get(street.address).text
    assert page.index("一事一建议") < page.index("提交建议")
    assert "不作为推荐项目" in page
    assert "姓名、手机只用于核实情况" in page


def test_name_and_phone_are_asked_for_only_where_the_call_says_so(house):
    street = open_street(house, name_required=True, phone_required=True)
    refused = street.send(name="李四")
    assert refused.status_code == 400 and "要求填写手机" in refused.text
    assert street.send(name="李四", phone="13800004071").status_code == 200


def test_who_wrote_it_lies_apart_and_is_on_no_public_page(street):
    number, digits = facts(street.send(name="李四", phone="13800004071").text)
    with street.session() as session:
        assert session.scalars(select(IdeaAuthor)).one().name == "李四"
    page = street.follow(number, digits).text
    assert "李四" not in page and "13800004071" not in page


def test_a_device_sends_only_so_many_a_day(house):
    street = open_street(house, device_daily=2)
    device = "a" * 32
    assert [street.send(device=device).status_code for _ in range(3)] == [200, 200, 429]
    assert street.send(device="b" * 32).status_code == 200


def test_a_station_takes_only_so_many_an_hour(house):
    street = open_street(house, station_hourly=2)
    assert [street.send(device=f"{n:032x}").status_code for n in range(3)] == [200, 200, 429]
    other = street.send(f"/c/{CODE}/i/{street.call_id}", device=f"{9:032x}")
    assert other.status_code == 200


def test_a_closed_call_says_so_and_takes_nothing(street):
    proof = street.proof()
    with street.session() as session:
        calls.move(
            session,
            street.government,
            street.house.congress.id,
            street.call_id,
            "end_call",
            now=street.house.now,
        )
    assert "已经截止" in street.client.get(street.address).text
    assert street.send(proof=proof).status_code == 409
    assert street.ideas() == []


def test_the_public_reads_only_what_the_desk_let_through(house):
    street = open_street(house, public_lists=True)
    street.send(title="建一所公办幼儿园")
    street.send(title="张三贪污请查处")
    street.list_publicly(street.ideas()[0].id)
    page = street.client.get(f"{street.address}/ideas").text
    assert "幼儿园" in page and "张三" not in page


def test_no_public_list_where_the_call_has_none(street):
    street.send()
    street.list_publicly(street.ideas()[0].id)
    assert "幼儿园" not in street.client.get(f"{street.address}/ideas").text


def test_like_ideas_are_offered_and_supported_once_by_a_device(house):
    street = open_street(house, support_counts=True)
    street.send(title="建一所公办幼儿园")
    idea_id = street.ideas()[0].id
    typed = {"title": "新建公办幼儿园", "category": "教育"}
    assert "附议" not in street.client.post(f"{street.address}/like", data=typed).text
    street.list_publicly(idea_id)
    assert idea_id in street.client.post(f"{street.address}/like", data=typed).text
    for _ in range(2):
        given = {"idea": idea_id, "device": "c" * 32, "proof": street.proof()}
        answer = street.client.post(f"{street.address}/support", data=given)
        assert answer.json == {"supports": 1}
    with street.session() as session:
        assert session.scalar(select(func.count()).select_from(Support)) == 1


def test_nobody_supports_what_is_not_listed_or_where_the_call_takes_none(street):
    street.send()
    idea_id = street.ideas()[0].id
    given = {"idea": idea_id, "device": "c" * 32, "proof": street.proof()}
    assert street.client.post(f"{street.address}/support", data=given).status_code == 403


def test_the_notice_shows_both_lists_with_their_basis(street):
    page = street.client.get(f"{street.address}/notice").text
    with street.session() as session:
        for item in calls.items(session, street.house.congress.id, street.call_id):
            assert html.escape(item.text) in page and html.escape(item.basis) in page


def test_a_fresh_challenge_is_had_without_a_new_page(street):
    challenge = street.client.get(f"{street.address}/form.json").json["challenge"]
    assert street.send(proof=prove(challenge)).status_code == 200


@pytest.mark.parametrize("told", [True, False])
def test_the_author_reads_the_published_result_and_its_reason_where_the_call_says_so(house, told):
    street = open_street(house, public_reasons=told)
    number, digits = facts(street.send().text)
    idea_id = street.ideas()[0].id
    with street.session() as session:
        here = (session, street.government, house.congress.id)
        desk.move(*here, [idea_id], "take_up", now=house.now)
        ruling = Ruling("postpone", "no_land", "选址还没有落实，明年再议。")
        decisions.decide(*here, [idea_id], ruling, now=house.now)
        assert "本年度暂不列入" not in street.follow(number, digits).text
        publish_shown(*here, street.call_id, "government", now=house.now)
    page = street.follow(number, digits).text
    assert "本年度暂不列入" in page
    assert ("选址还没有落实" in page) is told
