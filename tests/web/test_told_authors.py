"""Authors who left an e-mail address on the public form are told, also when a ballot is announced."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_string, policy

import pytest
from sqlalchemy import select

from tests.collection.desks import publish_shown
from tests.collection.test_telling import ADDRESS, mail_server
from tests.web.conftest import PASSWORD, House
from tests.web.test_gate_pages import at_announcing
from tests.web.test_poll_pages import press, stage
from tests.web.test_public_form import facts, open_street
from voting import jobs
from voting.collection import decisions, desk, telling
from voting.collection.decisions import Ruling
from voting.collection.idea_models import IdeaAuthor

__all__ = ["stage"]


def sends_mail(house: House, url: str = "smtp://127.0.0.1:9") -> None:
    given = house.app.extensions["voting.settings"]
    house.app.extensions["voting.settings"] = replace(
        given, smtp=url, mail_from="notice@qinghe.example", public_url="https://ideas.qinghe.example"
    )


class Bell:
    """Stands for the starter of jobs and hears that it was woken."""

    rung = 0

    def wake(self) -> None:
        self.rung += 1


@pytest.fixture
def bell(house: House) -> Bell:
    house.app.extensions["voting.jobs"] = Bell()
    return house.app.extensions["voting.jobs"]


def waiting(house: House) -> list[str]:
    with house.databases.main() as session:
        session.info["all_congresses"] = True
        return list(session.scalars(select(jobs.Job.kind)))


def emails(street) -> list[str]:
    with street.session() as session:
        return list(session.scalars(select(IdeaAuthor.email)))


def test_an_address_is_asked_for_only_where_the_server_sends_mail(house):
    street = open_street(house)
    assert 'name="email"' not in street.client.get(street.address).text
    assert street.send(phone="13800004071", email=ADDRESS).status_code == 200
    assert emails(street) == [""]
    sends_mail(house)
    page = street.client.get(street.address).text
    assert 'name="email"' in page and "邮箱只用于把办理进展告诉您" in page


@pytest.mark.parametrize("wrong", ["zhang", "a@b", "a@b.cn,c@d.cn", "张@example.cn", "a@b.cn\nBcc: c@d.cn"])
def test_what_is_no_address_is_refused_and_comes_back(house, wrong):
    street = open_street(house)
    sends_mail(house)
    answer = street.send(place="槐树路", email=wrong)
    assert answer.status_code == 400
    assert "邮箱地址不对" in answer.text and 'value="槐树路"' in answer.text
    assert street.ideas() == []


def test_the_author_of_a_form_with_an_address_gets_a_mail_when_he_is_answered(house):
    street = open_street(house)
    with mail_server() as sink:
        sends_mail(house, sink.url)
        number, _digits = facts(street.send(email=f" {ADDRESS} ").text)
        with street.session() as session:
            here = (session, street.government, house.congress.id)
            idea_id = street.ideas()[0].id
            desk.move(*here, [idea_id], "take_up", now=house.now)
            ruling = Ruling("postpone", "no_land", "选址还没有落实，明年再议。")
            decisions.decide(*here, [idea_id], ruling, now=house.now)
            publish_shown(*here, street.call_id, "government", now=house.now)
            jobs.enqueue(
                session, house.congress.id, telling.JOB, house.congress.id, actor_id=None, now=house.now
            )
        jobs.run_queued(house.databases, house.app.extensions["voting.settings"])
        (mail,) = sink.mails
    assert f"To: {ADDRESS}" in mail
    assert number in telling_text(mail)


def telling_text(mail: str) -> str:
    return message_from_string(mail, policy=policy.default).get_content()


@pytest.mark.parametrize("mails", [True, False])
def test_announcing_a_ballot_wakes_the_job_that_tells_authors_where_mail_is_sent(house, stage, bell, mails):
    page, action = at_announcing(house, stage)
    if mails:
        sends_mail(house)
    assert press(house, "secretary_general", page, action, password="猜错").status_code == 400
    assert (waiting(house), bell.rung) == ([], 0)
    assert press(house, "secretary_general", page, action, password=PASSWORD).status_code == 303
    assert (waiting(house), bell.rung) == (([telling.JOB], 1) if mails else ([], 0))
