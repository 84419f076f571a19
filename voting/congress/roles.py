"""Roles and the one who acts. Pure; see practice.md for what each role is in the hall."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voting.errors import N_, NotAllowed


class Role(StrEnum):
    ADMIN = "admin"
    SECRETARIAT = "secretariat"
    SECRETARY_GENERAL = "secretary_general"
    CHIEF_SCRUTINEER = "chief_scrutineer"
    SCRUTINEER = "scrutineer"
    REGISTRAR = "registrar"
    DESK = "desk"
    AUDITOR = "auditor"
    TECHNICIAN = "technician"
    LIAISON = "liaison"
    DEPUTY = "deputy"


ROLE_NAMES: dict[Role, str] = {
    Role.ADMIN: N_("系统管理员"),
    Role.SECRETARIAT: N_("秘书处"),
    Role.SECRETARY_GENERAL: N_("秘书长"),
    Role.CHIEF_SCRUTINEER: N_("总监票人"),
    Role.SCRUTINEER: N_("监票人"),
    Role.REGISTRAR: N_("票卡管理员"),
    Role.DESK: N_("现场工作台"),
    Role.AUDITOR: N_("核验人"),
    Role.TECHNICIAN: N_("技术保障"),
    Role.LIAISON: N_("代表团联络员"),
    Role.DEPUTY: N_("代表"),
}


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, with the roles held in the congress at hand at this moment."""

    person_id: str
    name: str
    roles: frozenset[Role]

    def may(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    def role_for(self, *roles: Role) -> Role:
        """The first of ``roles`` the actor holds; raises NotAllowed if none."""
        for role in roles:
            if role in self.roles:
                return role
        raise NotAllowed("congress.role_missing", roles=[str(role) for role in roles])


# The installation itself, for what no person does: the first administrator, the demo's set-up.
SYSTEM = Actor("0" * 32, "system", frozenset({Role.ADMIN}))
