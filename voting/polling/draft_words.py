"""What the fields of the draft form are called, and what can be chosen in them."""

from __future__ import annotations

from voting.errors import N_
from voting.rules.terms import Kind

PRESETS: dict[Kind, dict[str, str]] = {
    "ballot": {
        "county": N_("县级常用：差额，实有代表过半数赞成，以得票多的列入"),
        "township": N_("乡镇常用：同上，收票记录只供监票人、核验人查看"),
        "street": N_("街道：超过三分之二到会，结果作为推荐意见"),
        "uncontested": N_("等额：逐项表决，实有代表过半数赞成的列入"),
        "top_k": N_("只选赞成：得票多的列入（没有反对票，低于法律要求）"),
    },
    "rating": {
        "rating": N_("常委会测评：以全体组成人员为基数，满意、基本满意、不满意"),
        "plenary_rating": N_("大会测评：全体代表参加，以实有代表为基数"),
    },
}

# Name of a field: (label, hint).
LABELS: dict[str, tuple[str, str]] = {
    "level": (N_("结果效力"), ""),
    "voters": (N_("由谁投票"), ""),
    "place": (N_("在哪里进行"), ""),
    "marking": (N_("怎样填票"), ""),
    "min_marks": (N_("至少赞成几项"), ""),
    "max_marks": (N_("至多赞成几项"), N_("空着：差额时等于应选项数，逐项表决时不限。")),
    "pass_rule": (N_("怎样确定列入"), ""),
    "base": (N_("以什么为基数"), ""),
    "bar": (N_("通过比例"), N_("只按得票多少确定时不用。")),
    "quorum": (N_("到会人数"), N_("占全体的比例。“以上”含本数，“超过”不含。")),
    "participation": (N_("参加表决人数"), N_("占全体的比例。")),
    "tie": (N_("末位票数相等"), ""),
    "shortage": (N_("列入项目不足"), ""),
    "rounds": (N_("至多几轮"), ""),
    "min_ballots": (N_("最少收回张数"), N_("少于这个数不开启电子票箱，以免看出个人的选择。不得少于 5。")),
    "hall": (N_("会场宣布的票数"), ""),
    "public": (N_("向社会公布的票数"), ""),
    "board": (N_("收票记录（密文归档包）可以给谁"), ""),
    "challenge": (N_("抽检"), ""),
}
RATING_LABELS: dict[str, tuple[str, str]] = {
    "min_marks": (N_("可不可以不评"), ""),
}

OPTIONS: dict[str, dict[str, str]] = {
    "level": {"decide": N_("作出决定"), "recommend": N_("作为推荐意见")},
    "voters": {
        "deputies": N_("代表"),
        "committee_members": N_("常委会组成人员"),
        "assembly_members": N_("议事代表（街道）"),
        "group_members": N_("监督小组成员"),
    },
    "place": {"plenary": N_("全体会议"), "delegations": N_("各代表团会议，统一计票")},
    "marking": {"three": N_("赞成、反对、弃权"), "tick": N_("只作赞成标记")},
    "pass_rule": {
        "majority_then_votes": N_("达到比例的，以得票多的列入"),
        "each": N_("逐项表决，达到比例的都列入"),
        "top_k": N_("只按得票多少列入"),
    },
    "base": {"all_deputies": N_("全体"), "present": N_("到会的"), "valid": N_("有效票")},
    "tie": {
        "runoff": N_("就相等的再次票决"),
        "presidium": N_("由主席团决定"),
        "accept_all": N_("相等的全部列入"),
    },
    "shortage": {
        "presidium": N_("由主席团决定"),
        "second_ballot": N_("就未列入的另行票决"),
        "accept_fewer": N_("按实际列入的确定"),
        "next_session": N_("留待以后的会议"),
    },
    "hall": {
        "all": N_("全部项目的票数"),
        "winners": N_("只宣布列入项目的票数"),
        "none": N_("只宣布列入的项目"),
    },
    "public": {
        "none": N_("只公布列入的项目"),
        "winners": N_("列入项目的票数"),
        "all": N_("全部项目的票数"),
    },
    "board": {"scrutineers": N_("监票人、核验人"), "hall": N_("会场"), "public": N_("社会公众")},
    "challenge": {"no": N_("由监票人抽检"), "yes": N_("代表也可以自行抽检")},
}
RATING_OPTIONS: dict[str, dict[str, str]] = {
    "min_marks": {"1": N_("每一项都要评一个等次"), "0": N_("可以不评（按弃权计）")},
    "hall": {"all": N_("全部测评票数"), "none": N_("只宣布等次")},
    "public": {"all": N_("全部测评票数"), "none": N_("只公布等次")},
}

SHARES: dict[str, str] = {
    "≥1/3": N_("三分之一以上"),
    "≥1/2": N_("半数以上（含半数）"),
    ">1/2": N_("过半数"),
    "≥3/5": N_("五分之三以上"),
    "≥2/3": N_("三分之二以上"),
    ">2/3": N_("超过三分之二"),
    "≥3/4": N_("四分之三以上"),
    "≥4/5": N_("五分之四以上"),
    "≥1/1": N_("全数"),
}
NO_SHARE = {"none": N_("不另作规定")}
OPTIONS |= {"bar": SHARES, "quorum": SHARES | NO_SHARE, "participation": NO_SHARE | SHARES, "limits": SHARES}
