"""The page on which the congress's desk takes an announced ballot over as a preliminary one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.chain.test_chain import voted
from tests.web.conftest import PASSWORD, token_in
from voting.app import create_app
from voting.config import load_settings
from voting.congress import login
from voting.congress.roles import Role

__all__ = ["voted"]


def signed_in(desks, folder, urls, role: Role) -> FlaskClient:
    """A browser of somebody with this role in the hall's congress."""
    settings = replace(load_settings(folder, {}), main_url=urls.main, board_url=urls.board)
    client = create_app(settings).test_client()
    session, person, now = desks.hall.session, desks.hall.actor(role).person_id, desks.now()
    token = login.use_link(session, login.make_link(session, person, now=now), device="test", now=now)
    visitor = login.recognise(session, token, now=now)
    login.set_password(session, visitor, PASSWORD, old="", now=now)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


@pytest.fixture
def page(voted) -> str:
    desks, _lines, stage = voted
    stage.sign()
    stage.announce()
    return f"/c/linhai/calls/{desks.call_id}/ballots"


def test_an_announced_ballot_is_handed_over_once(voted, page, tmp_path, sqlite_urls, monkeypatch):
    desks, _lines, _stage = voted
    monkeypatch.setattr("voting.web.now", desks.now)
    client = signed_in(desks, tmp_path, sqlite_urls, Role.CONGRESS_DESK)
    offered = client.get(page)
    assert offered.status_code == 200
    assert "项目1" in offered.text and "移交为初步票决结果" in offered.text
    uuid = offered.text.split('name="uuid" value="')[1].split('"')[0]
    form = {"csrf_token": token_in(offered.text), "uuid": uuid}
    assert client.post(page, data=form).status_code == 303
    taken = client.get(page).text
    assert "已移交" in taken and "移交为初步票决结果" not in taken
    assert "没有可以移交的已宣布票决" in taken
    assert client.post(page, data=form).status_code == 404


def test_governments_desk_has_no_such_page(voted, page, tmp_path, sqlite_urls, monkeypatch):
    desks, _lines, _stage = voted
    monkeypatch.setattr("voting.web.now", desks.now)
    assert signed_in(desks, tmp_path, sqlite_urls, Role.GOVERNMENT_DESK).get(page).status_code == 403
