"""Signing in: what counts, what is limited, what can be ended, and what nobody can find out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.ground.conftest import NOW
from voting.congress import login, passwords
from voting.congress.models import AccessLine, LoginFailure, Person
from voting.db import writing
from voting.errors import Invalid, NotFound, TooMany, VotingError

GOOD = "九里河边的旧水塔"
MINUTE = timedelta(minutes=1)


def sign_in(session, name: str = "zhang", password: str = GOOD, address: str = "10.0.0.1", now=NOW) -> str:
    return login.sign_in(session, name, password, address=address, device="tablet", now=now)


@pytest.fixture
def zhang(main) -> str:
    """A person with a password; returns the id."""
    with writing(main):
        person = Person(
            login="zhang",
            name="张三",
            password_hash=passwords.hash_password(GOOD),
            must_change=False,
            created_at=NOW,
        )
        main.add(person)
        main.flush()
        return person.id


def refusal(session, **attempt: object) -> VotingError:
    with pytest.raises(VotingError) as caught:
        sign_in(session, **attempt)
    return caught.value


def test_the_right_password_opens_a_session(main, zhang):
    visitor = login.recognise(main, sign_in(main), now=NOW)
    assert visitor is not None
    assert (visitor.person_id, visitor.name, visitor.must_change) == (zhang, "张三", False)


@pytest.mark.parametrize("typed", ["Zhang", " zhang ", "ＺＨＡＮＧ"])
def test_a_login_name_is_found_however_the_keyboard_wrote_it(main, zhang, typed):
    assert login.recognise(main, sign_in(main, typed), now=NOW)


def test_an_unknown_name_and_a_wrong_password_fail_alike(main, zhang):
    wrong, unknown = refusal(main, password="x"), refusal(main, name="nobody", address="10.0.0.2")
    assert (type(wrong), wrong.code, wrong.data) == (type(unknown), unknown.code, unknown.data)
    accounts = main.execute(select(func.count()).select_from(LoginFailure)).scalar()
    assert accounts == 2


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(main, zhang, monkeypatch):
    verified: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    refusal(main, password="x")
    refusal(main, name="nobody")
    assert len(verified) == 2
    parameters = [kept.rsplit("$", 2)[0] for kept in verified]
    assert parameters[0] == parameters[1]
    assert parameters[0].startswith("$argon2id$")


def test_a_person_without_a_password_cannot_sign_in_by_one(main):
    with writing(main):
        main.add(Person(login="li", name="李四", created_at=NOW))
    for guess in ("", "nobody's password, drawn for no account"):
        assert refusal(main, name="li", password=guess).code == "congress.login_failed"


def test_a_disabled_person_fails_like_an_unknown_one_and_loses_his_sessions(main, zhang):
    token = sign_in(main)
    with writing(main):
        main.get_one(Person, zhang).disabled_at = NOW
    assert login.recognise(main, token, now=NOW) is None
    assert refusal(main).code == "congress.login_failed"


def test_the_sixth_try_from_one_place_is_refused_even_with_the_right_password(main, zhang):
    for _ in range(login.TRIES_PER_ADDRESS):
        refusal(main, password="x")
    limited = refusal(main)
    assert isinstance(limited, TooMany)
    assert limited.data["minutes"] == 15
    assert sign_in(main, address="10.0.0.9")  # somebody at another desk still can
    assert sign_in(main, now=NOW + login.WINDOW + MINUTE)


def test_an_account_is_limited_from_all_places_together(main, zhang):
    for number in range(login.TRIES_PER_ACCOUNT):
        refusal(main, password="x", address=f"10.0.1.{number}")
    assert isinstance(refusal(main, address="10.0.2.1"), TooMany)


def test_an_unknown_account_is_limited_like_a_known_one(main, zhang):
    codes = {
        name: [refusal(main, name=name, password="x").code for _ in range(7)] for name in ("zhang", "no")
    }
    assert codes["zhang"] == codes["no"]
    assert codes["no"][-1] == "congress.too_many_attempts"


def test_the_limit_survives_a_restart(databases, main, zhang):
    for _ in range(login.TRIES_PER_ADDRESS):
        refusal(main, password="x")
    databases.close()
    with databases.main() as fresh:
        assert isinstance(refusal(fresh), TooMany)


def test_success_clears_the_tries_from_this_place(main, zhang):
    for _ in range(login.TRIES_PER_ADDRESS - 1):
        refusal(main, password="x")
    sign_in(main)
    assert refusal(main, password="x").code == "congress.login_failed"


def test_the_database_knows_neither_token_nor_password(databases, main, zhang):
    tokens = [sign_in(main), login.make_link(main, zhang, now=NOW)]
    with databases.main_engine.connect() as connection:
        dump = "\n".join(connection.connection.dbapi_connection.iterdump())
    for secret in (*tokens, GOOD):
        assert secret not in dump


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_made_up_token_is_nobody(main, zhang, token):
    sign_in(main)
    assert login.recognise(main, token, now=NOW) is None


def test_a_session_ends_when_idle(main, zhang):
    token = sign_in(main)
    assert login.recognise(main, token, now=NOW + login.IDLE + MINUTE) is None


def test_use_keeps_a_session_alive_up_to_its_absolute_limit(main, zhang):
    token, now = sign_in(main), NOW
    while now + login.IDLE / 2 < NOW + login.ABSOLUTE:
        now += login.IDLE / 2
        assert login.recognise(main, token, now=now)
    assert login.recognise(main, token, now=NOW + login.ABSOLUTE + MINUTE) is None


def test_signing_out_ends_this_session_and_no_other(main, zhang):
    here, there = sign_in(main), sign_in(main)
    login.sign_out(main, here, now=NOW)
    assert login.recognise(main, here, now=NOW) is None
    assert login.recognise(main, there, now=NOW)


def test_one_can_end_ones_own_sessions_but_nobody_elses(main, zhang):
    token = sign_in(main)
    (line,) = login.sessions_of(main, zhang, now=NOW)
    with pytest.raises(NotFound):
        login.revoke_session(main, "f" * 32, line.id, now=NOW)
    assert login.recognise(main, token, now=NOW)
    login.revoke_session(main, zhang, line.id, now=NOW)
    assert login.recognise(main, token, now=NOW) is None
    assert login.sessions_of(main, zhang, now=NOW) == []


def test_a_link_works_once_and_demands_a_new_password(main, zhang):
    token = login.make_link(main, zhang, now=NOW)
    visitor = login.recognise(main, login.use_link(main, token, device="", now=NOW), now=NOW)
    assert visitor is not None
    assert visitor.must_change
    with pytest.raises(Invalid, match="link_spent"):
        login.use_link(main, token, device="", now=NOW)


def test_a_link_dies_of_age_and_of_a_newer_one(main, zhang):
    old = login.make_link(main, zhang, now=NOW)
    new = login.make_link(main, zhang, now=NOW)
    for token, now in ((old, NOW), (new, NOW + login.LINK_LIFETIME)):
        with pytest.raises(Invalid, match="link_spent"):
            login.use_link(main, token, device="", now=now)


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(main, zhang):
    here, there = sign_in(main), sign_in(main)
    visitor = login.recognise(main, here, now=NOW)
    assert visitor is not None
    with pytest.raises(Invalid, match="old_password_wrong"):
        login.set_password(main, visitor, "另一个够长的密码", old="x", now=NOW)
    login.set_password(main, visitor, "另一个够长的密码", old=GOOD, now=NOW)
    assert login.recognise(main, here, now=NOW)
    assert login.recognise(main, there, now=NOW) is None
    assert refusal(main).code == "congress.login_failed"
    assert sign_in(main, password="另一个够长的密码")


def test_after_a_link_no_old_password_is_asked(main, zhang):
    token = login.use_link(main, login.make_link(main, zhang, now=NOW), device="", now=NOW)
    visitor = login.recognise(main, token, now=NOW)
    assert visitor is not None
    login.set_password(main, visitor, "另一个够长的密码", old="", now=NOW)
    again = login.recognise(main, token, now=NOW)
    assert again is not None
    assert not again.must_change


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("1234567", "congress.password_short"),
        ("x" * 129, "congress.password_long"),
        ("password123", "congress.password_common"),
        ("PassWord123", "congress.password_common"),
        ("ｐａｓｓｗｏｒｄ１２３", "congress.password_common"),
        ("aaaaaaaaaaaa", "congress.password_common"),
        ("zhang-2026-ok", "congress.password_own_name"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(password, code):
    with pytest.raises(Invalid) as refused:
        passwords.check_new_password(password, ["zhang", "张三"])
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["correct horse", "九里河边的旧水塔", "x" * 60 + "yz!1", "        ab!c"])
def test_any_long_enough_password_of_any_characters_is_accepted(password):
    passwords.check_new_password(password, ["zhang", "张三"])
    assert passwords.password_matches(passwords.hash_password(password), password)


def test_access_is_kept_half_a_year_and_no_longer(main, zhang):
    for age in (timedelta(days=184), timedelta(days=1)):
        login.note_access(main, zhang, "x", address="10.0.0.1", device="", now=NOW - age)
    assert login.forget_old(main, now=NOW) == 1
    (line,) = main.scalars(select(AccessLine)).all()
    assert line.minute == (NOW - timedelta(days=1)).replace(second=0)


def test_the_board_never_learns_from_where_anything_came(databases):
    with databases.board_engine.connect() as connection:
        columns = connection.execute(
            text(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type='table'"
            )
        ).all()
    assert columns
    assert not [pair for pair in columns if pair[1] in {"address", "device", "login"}]
