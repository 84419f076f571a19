"""What somebody with bad intentions sends to the public's pages and to the desks' own."""

from __future__ import annotations

import pytest

from tests.collection.proving import challenge_in, prove
from tests.web.conftest import CODE, House, token_in
from tests.web.test_public_form import Street, facts, open_street
from voting.collection import ideas, stations
from voting.collection.ideas import NewIdea

HUGE = "9" * 30
LONGEST = "9" * 5000


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def ideas_of_the_congress(street: Street) -> str:
    """An idea in the hands of the congress's desk."""
    with street.session() as session:
        given = NewIdea(channel="deputy", title="代表提的建议", desk="congress")
        here = street.house.congress.id
        return ideas.receive(session, b"s" * 32, here, street.call_id, given, now=street.house.now).idea_id


def test_one_number_in_many_spellings_has_the_same_few_tries(street):
    number, digits = facts(street.send().text)
    plain = str(int(number[5:]))
    spelled = [number, plain, f"0{plain}", f"00{plain}", f"2001-{plain}", f"2002-0{plain}", f" {plain} "]
    spelled += [f"2003-{plain}", f"000{plain}", f"2004-{plain}"]
    wrong = f"{(int(digits) + 1) % 10_000:04}"
    assert {street.follow(each, wrong).status_code for each in spelled} == {404}
    assert street.follow(f"2005-{plain}", digits).status_code == 429


def test_a_page_number_of_any_length_is_answered(house):
    street = open_street(house, public_lists=True)
    for page in (HUGE, LONGEST, f"-{HUGE}", "0", "x"):
        assert street.client.get(f"{street.address}/ideas?page={page}").status_code == 200


def test_work_that_was_used_for_a_support_takes_no_idea(house):
    street = open_street(house, public_lists=True, support_counts=True)
    street.send()
    (idea,) = street.ideas()
    street.list_publicly(idea.id)
    proof = street.proof()
    supported = street.client.post(f"{street.address}/support", data={"proof": proof, "idea": idea.id})
    assert supported.json == {"supports": 1}
    refused = street.send(proof=proof, title="一条新的建议")
    assert refused.status_code == 400
    assert "一条新的建议" in refused.text


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOiBudWxsfQ==", "\x00", "证明", "=" * 1999]
)
def test_what_is_no_work_is_refused_as_such(street, proof):
    assert street.send(proof=proof).status_code == 400
    assert street.ideas() == []


def test_work_is_of_no_use_with_a_forged_door(street):
    challenge = challenge_in(street.client.get(street.address).text)
    challenge["parameters"]["data"] = {"for": street.call_id}
    assert street.send(f"/c/{CODE}/i/{street.call_id}", proof=prove(challenge)).status_code == 400


def test_a_closed_stations_poster_leads_to_the_call_and_brings_the_station_nothing(street):
    with street.session() as session:
        here = street.house.congress.id
        station = stations.by_token(session, here, street.token)
        stations.close(session, street.government, here, station.id, now=street.house.now)
    assert street.send().status_code == 200
    (idea,) = street.ideas()
    assert idea.station_id is None


def test_a_desk_opens_no_author_page_of_the_other_desk(street):
    idea_id = ideas_of_the_congress(street)
    address = f"/c/{CODE}/ideas/{idea_id}/author"
    refused = street.house.client("government_desk").get(address)
    assert refused.status_code == 403
    assert "代表提的建议" not in refused.text
    assert street.house.client("congress_desk").get(address).status_code == 200


def test_numbers_of_any_length_at_the_desk_are_answered(street):
    desk, call = street.house.client("government_desk"), f"/c/{CODE}/calls/{street.call_id}"
    for after in (HUGE, LONGEST):
        assert desk.get(f"{call}/inbox?after={after}").status_code == 200
    token = token_in(desk.get(f"{call}/inbox").text)
    for shown in (HUGE, LONGEST):
        answer = desk.post(f"{call}/decisions/publish", data={"csrf_token": token, "shown": shown})
        assert answer.status_code == 409


@pytest.mark.parametrize(
    "odd", ["\x00", "\u202e" * 10, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 40]
)
def test_odd_characters_are_kept_or_refused_and_never_a_defect(street, odd):
    sent = street.send(title=f"建{odd}园"[:40], text=odd, place=odd, device=odd)
    assert sent.status_code == 200
    assert street.follow(odd, odd).status_code in (400, 404)
    assert street.client.get(f"/c/{CODE}/i/{odd}").status_code == 404


def test_the_many_addresses_of_one_ipv6_line_count_as_one(house):
    street = open_street(house, device_daily=1)
    for last, status in ((1, 200), (2, 429)):
        address = {"REMOTE_ADDR": f"2001:db8:1:2::{last}"}
        data = {"category": "教育", "title": "建一所幼儿园", "proof": street.proof()}
        assert street.client.post(street.address, data=data, environ_base=address).status_code == status
    data["proof"] = street.proof()
    other = {"REMOTE_ADDR": "2001:db8:1:3::1"}
    assert street.client.post(street.address, data=data, environ_base=other).status_code == 200


def test_a_forwarded_address_is_believed_of_no_stranger(house):
    street = open_street(house, device_daily=1)
    for last, status in ((1, 200), (2, 429)):
        data = {"category": "教育", "title": "建一所幼儿园", "proof": street.proof()}
        headers = {"X-Forwarded-For": f"203.0.113.{last}", "X-Real-IP": f"203.0.113.{last}"}
        assert street.client.post(street.address, data=data, headers=headers).status_code == status
