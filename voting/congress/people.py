"""People and their roles in a congress. ``session`` first, no Flask.

roles_in(session, person_id, congress_id, now=) -> frozenset[Role]
congresses_of(session, person_id, now=) -> list[CongressInfo]
create_person(session, actor, congress_id, login=, name=, roles=, now=) -> PersonLine
grant_role / grant_role_by_login / withdraw_role(session, actor, congress_id, …, role, now=)
people_in / person_in -> PersonLine; renew_link, revoke_sessions, first_administrator
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from voting.congress import login as logins
from voting.congress.models import Congress, Person, RoleGrant
from voting.congress.roles import SYSTEM, Actor, Role
from voting.congress.services import CongressInfo, congress_info, record_act
from voting.db import across_congresses, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound

# Names for the first administrator, should somebody be called so already.
ADMIN_LOGINS = ("admin", *(f"admin-{number}" for number in range(2, 100)))
LOGIN = re.compile(r"[\w.@-]{2,64}")


@dataclass(frozen=True)
class PersonLine:
    id: str
    login: str
    name: str
    roles: tuple[Role, ...]
    must_change: bool
    elsewhere: bool


def _current_grants(person_id: str, now: datetime, *columns: Any) -> Select[Any]:
    return select(*columns).where(
        RoleGrant.person_id == person_id,
        RoleGrant.begins <= now,
        or_(RoleGrant.ends.is_(None), RoleGrant.ends > now),
    )


def roles_in(session: Session, person_id: str, congress_id: str | None, *, now: datetime) -> frozenset[Role]:
    """The roles held now in this congress; an administrator of the installation is one everywhere."""
    grants = _current_grants(person_id, now, RoleGrant.role).where(
        or_(RoleGrant.congress_id.is_(None), RoleGrant.congress_id == congress_id)
    )
    with across_congresses(session):
        return frozenset(Role(role) for role in session.scalars(grants))


def administers_installation(session: Session, person_id: str, *, now: datetime) -> bool:
    return Role.ADMIN in roles_in(session, person_id, None, now=now)


def people_in(session: Session, congress_id: str, *, now: datetime) -> list[PersonLine]:
    """Everybody with a role in this congress now, by name."""
    query = (
        select(RoleGrant.person_id)
        .where(RoleGrant.congress_id == congress_id, RoleGrant.begins <= now)
        .where(or_(RoleGrant.ends.is_(None), RoleGrant.ends > now))
        .distinct()
    )
    lines = [_person_line(session, person, congress_id, now) for person in session.scalars(query)]
    return sorted(lines, key=lambda line: (line.name, line.login))


def person_in(session: Session, congress_id: str, person_id: str, *, now: datetime) -> PersonLine:
    """One of them; raises NotFound for anybody without a role here."""
    if not _grants_here(session, congress_id, person_id, now):
        raise NotFound("congress.person_not_found")
    return _person_line(session, person_id, congress_id, now)


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Id → name of the people who are known."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {person_id: name for person_id, name in rows}


def _grants_here(session: Session, congress_id: str, person_id: str, now: datetime) -> list[RoleGrant]:
    query = _current_grants(person_id, now, RoleGrant).where(RoleGrant.congress_id == congress_id)
    return list(session.scalars(query))


def _person_line(session: Session, person_id: str, congress_id: str, now: datetime) -> PersonLine:
    person = session.get_one(Person, person_id)
    roles = {Role(grant.role) for grant in _grants_here(session, congress_id, person_id, now)}
    return PersonLine(
        person.id,
        person.login,
        person.name,
        tuple(role for role in Role if role in roles),
        person.must_change,
        _has_grants_elsewhere(session, congress_id, person_id, now),
    )


def _has_grants_elsewhere(session: Session, congress_id: str, person_id: str, now: datetime) -> bool:
    with across_congresses(session):
        places = set(session.scalars(_current_grants(person_id, now, RoleGrant.congress_id)))
    return bool(places - {congress_id})


def create_person(
    session: Session,
    actor: Actor,
    congress_id: str,
    *,
    login: str,
    name: str,
    roles: Sequence[Role],
    now: datetime,
) -> PersonLine:
    """A new person with roles here. He signs in first by a one-time link (``login.make_link``)."""
    folded, name = logins.fold(login), " ".join(name.split())
    if not LOGIN.fullmatch(folded):
        raise Invalid("congress.bad_login", field="login")
    if not 1 <= len(name) <= 64:
        raise Invalid("congress.bad_person_name", field="name")
    if not roles:
        raise Invalid("congress.no_role", field="roles")
    with writing(session):
        if _login_exists(session, folded):
            raise Conflict("congress.login_taken", login=folded)
        person = Person(login=folded, name=name, created_at=now)
        session.add(person)
        session.flush()
        record_act(session, actor, congress_id, "create", "person", person.id, {"login": folded}, now)
        for role in roles:
            grant_role(session, actor, congress_id, person.id, role, now=now)
        return _person_line(session, person.id, congress_id, now)


def _login_exists(session: Session, login: str) -> bool:
    return session.scalars(select(Person.id).where(Person.login == login)).first() is not None


def grant_role(
    session: Session,
    actor: Actor,
    congress_id: str,
    person_id: str,
    role: Role,
    *,
    session_id: str | None = None,
    ends: datetime | None = None,
    now: datetime,
) -> None:
    """Give a role; giving what is held already changes nothing."""
    with writing(session):
        if session.get(Person, person_id) is None:
            raise NotFound("congress.person_not_found")
        if any(grant.role == role for grant in _grants_here(session, congress_id, person_id, now)):
            return
        session.add(
            RoleGrant(
                person_id=person_id,
                role=role.value,
                congress_id=congress_id,
                session_id=session_id,
                begins=now,
                ends=ends,
                granted_by=actor.person_id,
            )
        )
        session.flush()
        record_act(session, actor, congress_id, "grant", "person", person_id, {"role": role}, now)


def grant_role_by_login(
    session: Session, actor: Actor, congress_id: str, login: str, role: Role, *, now: datetime
) -> None:
    """Give a role to somebody whose login name is known, perhaps from another congress."""
    person = session.scalars(select(Person).where(Person.login == logins.fold(login))).first()
    if person is None:
        raise Invalid("congress.login_unknown", field="login")
    grant_role(session, actor, congress_id, person.id, role, now=now)


def withdraw_role(
    session: Session, actor: Actor, congress_id: str, person_id: str, role: Role, *, now: datetime
) -> None:
    """End a role now. The last administrator of a congress cannot withdraw himself."""
    with writing(session):
        held = [g for g in _grants_here(session, congress_id, person_id, now) if g.role == role]
        if not held:
            raise NotFound("congress.grant_not_found")
        if role is Role.ADMIN and person_id == actor.person_id:
            raise Conflict("congress.own_admin_role")
        for grant in held:
            grant.ends = now
        record_act(session, actor, congress_id, "withdraw", "person", person_id, {"role": role}, now)


def renew_link(session: Session, actor: Actor, congress_id: str, person_id: str, *, now: datetime) -> str:
    """A fresh one-time link for somebody who cannot get in; ends all of his browser sessions.

    Whoever also holds a role elsewhere is in the hands of the installation's administrator, or one
    congress could take over an account of another.
    """
    line = person_in(session, congress_id, person_id, now=now)
    if line.elsewhere and not administers_installation(session, actor.person_id, now=now):
        raise NotAllowed("congress.person_shared")
    with writing(session):
        logins.revoke_all(session, person_id, now=now)
        token = logins.make_link(session, person_id, now=now)
        record_act(session, actor, congress_id, "renew_link", "person", person_id, None, now)
    return token


def revoke_sessions(
    session: Session, actor: Actor, congress_id: str, person_id: str, *, now: datetime
) -> None:
    """End all browser sessions of somebody with a role here (a lost tablet)."""
    person_in(session, congress_id, person_id, now=now)
    with writing(session):
        logins.revoke_all(session, person_id, now=now)
        record_act(session, actor, congress_id, "revoke_sessions", "person", person_id, None, now)


def first_administrator(session: Session, *, now: datetime) -> str | None:
    """A one-time link token for the installation's first administrator, until he has used one."""
    with writing(session), across_congresses(session):
        grants = select(RoleGrant).where(RoleGrant.congress_id.is_(None), RoleGrant.ends.is_(None))
        grant = session.scalars(grants).first()
        if grant is None:
            login = next(name for name in ADMIN_LOGINS if not _login_exists(session, name))
            person = Person(login=login, name=login, created_at=now)
            session.add(person)
            session.flush()
            grant = RoleGrant(
                person_id=person.id, role=Role.ADMIN.value, begins=now, granted_by=SYSTEM.person_id
            )
            session.add(grant)
        if session.get_one(Person, grant.person_id).password_hash is not None:
            return None
        return logins.make_link(session, grant.person_id, now=now)


def congresses_of(session: Session, person_id: str, *, now: datetime) -> list[CongressInfo]:
    """The congresses this person may enter, by name; all of them for the installation's administrator."""
    with across_congresses(session):
        entered = set(session.scalars(_current_grants(person_id, now, RoleGrant.congress_id)))
        query = select(Congress).order_by(Congress.level, Congress.name)
        if None not in entered:
            query = query.where(Congress.id.in_(entered))
        return [congress_info(row) for row in session.scalars(query)]
