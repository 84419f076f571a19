"""Roles and the one who acts. Pure; docs/manual.en.md says what each does in the hall."""

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
    GOVERNMENT_DESK = "government_desk"
    CONGRESS_DESK = "congress_desk"
    UNIT = "unit"
    STATION_OFFICER = "station_officer"
    SUPERVISION_OFFICE = "supervision_office"
    COMMITTEE_MEMBER = "committee_member"
    INSPECTORATE = "inspectorate"
    FINANCE = "finance"
    AUDIT_OFFICE = "audit_office"


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
    Role.GOVERNMENT_DESK: N_("政府征集办"),
    Role.CONGRESS_DESK: N_("人大征集办"),
    Role.UNIT: N_("责任单位"),
    Role.STATION_OFFICER: N_("联络站工作人员"),
    Role.SUPERVISION_OFFICE: N_("常委会办公室"),
    Role.COMMITTEE_MEMBER: N_("常委会组成人员"),
    Role.INSPECTORATE: N_("政府督查室"),
    Role.FINANCE: N_("财政部门"),
    Role.AUDIT_OFFICE: N_("审计部门"),
}

# What each does in the life of a vote, for those who hand out the roles.
ROLE_DUTIES: dict[Role, str] = {
    Role.ADMIN: N_("建立人大、会议和人员"),
    Role.SECRETARIAT: N_("名册、候选项目、起草和定稿，提请开启和截止"),
    Role.SECRETARY_GENERAL: N_("记录执行主席宣布表决有效、宣布结果"),
    Role.CHIEF_SCRUTINEER: N_("确认开启和截止，报告收发票，签字确认；可持一把监票钥匙"),
    Role.SCRUTINEER: N_("各持一把监票钥匙，验封、核对、开启票箱"),
    Role.REGISTRAR: N_("制票卡、签署名单、作废票卡；请另选一人，不由秘书处兼任"),
    Role.DESK: N_("签到、登记发出数"),
    Role.AUDITOR: N_("查看操作日志，下载归档包核验"),
    Role.TECHNICIAN: N_("会场设备、大屏"),
    Role.LIAISON: N_("为本代表团签到"),
    Role.DEPUTY: N_("投票凭票卡，不必登录；登录可提出意见建议"),
    Role.GOVERNMENT_DESK: N_("办理政府受理的意见建议：分办、合并、审查、公布、提请候选项目"),
    Role.CONGRESS_DESK: N_("办理人大受理的意见建议：联络站、代表线索、建议项目函、候选项目"),
    Role.UNIT: N_("对交办的意见建议提出论证意见，报送本单位的建议"),
    Role.STATION_OFFICER: N_("在本联络站登记群众意见建议，查看本站的办理情况"),
    Role.SUPERVISION_OFFICE: N_("组织任务分解、督查、监督小组、督办、测评；乡镇由主席团办事人员担任"),
    Role.COMMITTEE_MEMBER: N_("查看实施情况，参加常委会测评"),
    Role.INSPECTORATE: N_("报送任务分解，审核责任单位的进度报告，提出调整申请"),
    Role.FINANCE: N_("核报资金下达、到位、支付数"),
    Role.AUDIT_OFFICE: N_("只读查看资金情况"),
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
