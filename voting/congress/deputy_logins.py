"""A deputy's login: the person of the roster's entry, who may then speak, visit and answer for himself.

login_of(session, congress_id, deputy_id, now=) -> PersonLine | None
make(session, actor, congress_id, deputy_id, login, now=) -> one-time link token       a new person
link(session, actor, congress_id, deputy_id, login, now=)                              one who is known here
renew(session, actor, congress_id, deputy_id, now=) -> token     unlink(…, deputy_id, now=)

The roster's keepers do it, at any time: it changes no number. They get no power over other officials by
it: they link only people who hold a role here, and renew only logins that open nothing but a deputy's page.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import login as logins
from voting.congress import people
from voting.congress.models import Person
from voting.congress.people import PersonLine
from voting.congress.roles import Actor, Role
from voting.congress.roster import KEEPERS, deputy_row
from voting.congress.roster_models import Deputy
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady


def login_of(session: Session, congress_id: str, deputy_id: str, *, now: datetime) -> PersonLine | None:
    """Who signs in as this deputy; None where nobody does (any more)."""
    person_id = deputy_row(session, congress_id, deputy_id).person_id
    if person_id is None:
        return None
    try:
        return people.person_in(session, congress_id, person_id, now=now)
    except NotFound:
        return None


def make(
    session: Session, actor: Actor, congress_id: str, deputy_id: str, login: str, *, now: datetime
) -> str:
    """A new person under the deputy's name, with a one-time link to be handed to him."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _free(session, congress_id, deputy_id)
        made = people.create_person(
            session, actor, congress_id, login=login, name=row.name, roles=[Role.DEPUTY], now=now
        )
        _set(session, actor, row, made.id, "link_login", now)
        return logins.make_link(session, made.id, now=now)


def link(
    session: Session, actor: Actor, congress_id: str, deputy_id: str, login: str, *, now: datetime
) -> None:
    """Somebody who has a login here already is this deputy too; never whoever enters it."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _free(session, congress_id, deputy_id)
        folded = logins.fold(login)
        person_id = session.scalars(select(Person.id).where(Person.login == folded)).first()
        if person_id is None or not people.roles_in(session, person_id, congress_id, now=now):
            raise Invalid("roster.login_unknown", field="login")
        if person_id == actor.person_id:
            raise NotAllowed("roster.own_login")
        twin = session.scalars(
            select(Deputy).where(
                Deputy.congress_id == congress_id,
                Deputy.term_id == row.term_id,
                Deputy.person_id == person_id,
            )
        ).first()
        if twin is not None:
            raise Conflict("roster.login_in_use", name=twin.name)
        people.grant_role(session, actor, congress_id, person_id, Role.DEPUTY, now=now)
        _set(session, actor, row, person_id, "link_login", now)


def renew(session: Session, actor: Actor, congress_id: str, deputy_id: str, *, now: datetime) -> str:
    """A fresh one-time link; all devices are signed out. Holders of other roles go to the administrator."""
    actor.role_for(*KEEPERS)
    line = _linked(session, congress_id, deputy_id, now)
    if set(line.roles) != {Role.DEPUTY} and not actor.may(Role.ADMIN):
        raise NotAllowed("roster.login_of_an_official")
    return people.renew_link(session, actor, congress_id, line.id, now=now)


def unlink(session: Session, actor: Actor, congress_id: str, deputy_id: str, *, now: datetime) -> None:
    """From now on nobody signs in as this deputy; what he did stays under his name."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = deputy_row(session, congress_id, deputy_id)
        if row.person_id is None:
            raise NotReady("roster.no_login")
        held = people.roles_in(session, row.person_id, congress_id, now=now)
        person_id, row.person_id = row.person_id, None
        session.flush()
        # The same person may be a deputy of the next term already.
        query = select(Deputy.id).where(Deputy.congress_id == congress_id, Deputy.person_id == person_id)
        if Role.DEPUTY in held and not session.scalars(query.limit(1)).first():
            people.withdraw_role(session, actor, congress_id, person_id, Role.DEPUTY, now=now)
        _record(session, actor, row, person_id, "unlink_login", now)


def _free(session: Session, congress_id: str, deputy_id: str) -> Deputy:
    row = deputy_row(session, congress_id, deputy_id)
    if row.person_id is not None:
        raise Conflict("roster.has_login", name=row.name)
    return row


def _linked(session: Session, congress_id: str, deputy_id: str, now: datetime) -> PersonLine:
    line = login_of(session, congress_id, deputy_id, now=now)
    if line is None:
        raise NotReady("roster.no_login")
    return line


def _set(session: Session, actor: Actor, row: Deputy, person_id: str, verb: str, now: datetime) -> None:
    row.person_id = person_id
    session.flush()
    _record(session, actor, row, person_id, verb, now)


def _record(session: Session, actor: Actor, row: Deputy, person_id: str, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*KEEPERS),
        verb=verb,
        object_kind="deputy",
        object_id=row.id,
        after={"person": person_id},
        now=now,
    )
