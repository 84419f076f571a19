"""Sentences of the roster and of check-in."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "roster.bad_number": N_("代表证号由数字、字母和连字符组成，最多 16 位。"),
    "roster.bad_name": N_("姓名应为 2 到 40 个字，不能有数字和符号（“·”和括号除外）。"),
    "roster.number_twice": N_("代表证号 %(number)s 与第 %(row)s 行重复。请核对哪一行是对的。"),
    "roster.number_taken": N_("代表证号 %(number)s 已在名册中（%(name)s）。请核对，或删去这一行。"),
    "roster.name_twice": N_(
        "与第 %(row)s 行（%(name)s）同名。是同一人的，请删去一行；确有同名的，请加括号说明，如“张三（女）”。"
    ),
    "roster.name_taken": N_(
        "%(name)s 已在名册中（代表证号 %(number)s）。如是同一人，请删去这一行；确有同名的，请加括号说明。"
    ),
    "roster.older_session": N_("同一届已有更晚的会议，名册请在最近一次会议中修改。这里没有改动。"),
    "roster.frozen": N_(
        "实有代表已确定为 %(count)s 名，名册不能再改。确需更正，请先写明理由，重新开放名册。"
    ),
    "roster.not_frozen": N_("名册还没有确定，可以直接修改。"),
    "roster.empty": N_("名册中还没有代表，不能确定实有代表。请先导入名册。"),
    "roster.reason_missing": N_("请写明重新开放名册的理由，它会记入操作日志。"),
    "roster.deputy_not_found": N_("没有找到这位代表，可能刚被移出名册。请刷新页面。"),
    "roster.delegation_not_found": N_("没有找到这个代表团。请刷新页面。"),
    "roster.no_liaison": N_("此人没有代表团联络员的角色。请先由管理员授予角色。"),
    "roster.was_checked_in": N_("%(name)s 已有签到记录，不能移出。不再担任代表的，请把状态改为“出缺”。"),
    "roster.import_built_on": N_(
        "不能撤销：%(name)s 的信息在导入后已修改或已有签到记录。请逐条更正，没有任何改动。"
    ),
    "roster.own_login": N_("不能把自己的登录关联为代表，没有改动。请由另一名秘书处人员或管理员办理。"),
    "roster.has_login": N_("%(name)s 已有登录，没有改动。要换登录或移出名册，请先取消关联。"),
    "roster.no_login": N_("这位代表还没有登录。请先建立登录。"),
    "roster.login_unknown": N_("本级人大没有这个登录名，没有关联。请核对登录名，或不勾选，建立新的登录。"),
    "roster.login_in_use": N_("这个登录已关联代表 %(name)s，没有改动。一个登录只对应一位代表。"),
    "roster.login_of_an_official": N_("此人还担任其他工作，登录链接请系统管理员重发。没有改动。"),
    "attendance.bad_title": N_("会议名称应为 2 到 40 个字，如“第二次全体会议”。"),
    "attendance.title_taken": N_("“%(title)s”已经建立。请换一个名称，或使用已有的那一次。"),
    "attendance.bad_date": N_("请填写会议日期，如 2026-01-15。"),
    "attendance.meeting_not_found": N_("没有找到这次全体会议。请从签到页面重新进入。"),
    "attendance.bad_mark": N_("签到只有到会、请假、缺席三种。请刷新页面后重试。"),
    "attendance.other_delegation": N_("%(name)s 不在您联络的代表团，没有改动。请由签到台办理。"),
    "attendance.not_in_office": N_("%(name)s 现在不是在任状态，不能签到。请秘书处核对名册。"),
}
