"""Sentences of this domain's errors, and its words: levels, roles."""

from voting.errors import N_

LEVEL_NAMES: dict[str, str] = {
    "province": N_("省（自治区、直辖市）"),
    "prefecture": N_("设区的市（自治州）"),
    "county": N_("县（市、区）"),
    "township": N_("乡（民族乡、镇）"),
    "sub_district": N_("街道议政代表会"),
}

SENTENCES: dict[str, str] = {
    "congress.not_found": N_("没有找到这个页面，或者您没有这里的权限。请从首页重新进入。"),
    "congress.not_signed_in": N_("您还没有登录，或登录已过期。请重新登录。"),
    "congress.role_missing": N_("您的角色不能做这一步，没有任何改动。如确需办理，请联系系统管理员。"),
    "congress.login_failed": N_("登录名或密码不正确。请核对后重试。"),
    "congress.too_many_attempts": N_(
        "尝试次数过多，暂时不能登录。请 %(minutes)s 分钟后再试，或请管理员重发登录链接。"
    ),
    "congress.link_spent": N_("这个登录链接已经用过或已过期。请向管理员要一个新的。"),
    "congress.password_short": N_("密码太短，至少要 %(shortest)s 位。请换一个长一些的。"),
    "congress.password_long": N_("密码太长，最多 %(longest)s 位。请换一个短一些的。"),
    "congress.password_common": N_("这个密码太常见，容易被猜中。请换一个。"),
    "congress.password_own_name": N_("密码里含有您的姓名或登录名，容易被猜中。请换一个。"),
    "congress.passwords_differ": N_("两次输入的新密码不一样。请重新输入。"),
    "congress.password_not_confirmed": N_("密码不正确，这一步没有执行。请输入您自己的登录密码后重试。"),
    "congress.old_password_wrong": N_("原密码不正确，密码没有改动。"),
    "congress.session_not_found": N_("没有找到这一项，可能已经结束。请刷新页面。"),
    "congress.bad_code": N_("代码只能用 2 到 32 位小写字母、数字和连字符，且以字母或数字开头和结尾。"),
    "congress.bad_name": N_("名称应为 2 到 100 个字。"),
    "congress.bad_level": N_("请选择层级。"),
    "congress.bad_parent": N_("上级代码不存在，或层级不高于本级。"),
    "congress.code_taken": N_("代码 %(code)s 已被使用。请换一个。"),
    "congress.name_taken": N_("已经有名为“%(name)s”的人大。请核对是否重复建立。"),
    "congress.bad_session_number": N_("届次和会次应为 1 到 99 的整数。"),
    "congress.bad_date": N_("日期不正确，请按“年-月-日”填写。"),
    "congress.ends_before_begins": N_("闭会日期早于开会日期。请核对。"),
    "congress.session_taken": N_("第 %(term)s 届第 %(number)s 次会议已经建立。"),
    "congress.roster_frozen": N_("名册已经冻结，实有代表 %(count)s 名，不能再改。"),
    "congress.bad_login": N_("登录名应为 2 到 64 位，可用字母、数字、汉字、点、横线和 @。"),
    "congress.bad_person_name": N_("姓名应为 1 到 64 个字。"),
    "congress.no_role": N_("请至少选择一个角色。"),
    "congress.login_taken": N_("登录名 %(login)s 已被使用。请换一个，或给已有人员授予角色。"),
    "congress.login_unknown": N_("没有这个登录名。请核对后重试。"),
    "congress.person_not_found": N_("没有找到这名人员。请从人员名单重新进入。"),
    "congress.grant_not_found": N_("这名人员现在没有这个角色，没有任何改动。"),
    "congress.own_admin_role": N_("不能收回自己的管理员角色。请由另一名管理员办理。"),
    "congress.person_shared": N_("这名人员在别处也有角色，登录链接须由系统总管理员重发。"),
    "congress.bad_unit_name": N_("单位名称不对：全称2到60个字，简称不超过20个字。请改正。"),
    "congress.bad_unit_kind": N_("单位类别不对。请选择部门、乡镇（街道）或其他。"),
    "congress.unit_taken": N_("已有名为“%(name)s”的单位（全称或简称相同）。请核对。"),
    "congress.unit_not_found": N_("没有找到这个单位，可能已撤销。请刷新页面重新选择。"),
}
