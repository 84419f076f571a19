"""The words of the rules, Chinese and English. They go into the archive, so they live beside the rules."""

from __future__ import annotations

from typing import Literal

from voting.rules.terms import MORE_THAN_HALF, Base, Share, Voters

Lang = Literal["zh", "en"]

# who votes: everyone entitled, those present, one of them, the body that settles what the rules leave open
NOUNS: dict[Lang, dict[Voters, dict[str, str]]] = {
    "zh": {
        "deputies": {"all": "实有代表", "present": "实到代表", "chair": "主席团"},
        "committee_members": {"all": "常委会全体组成人员", "present": "到会组成人员", "chair": "主任会议"},
        "assembly_members": {"all": "全体议事代表", "present": "实到议事代表", "chair": "街道人大工委"},
        "group_members": {"all": "监督小组全体成员", "present": "到会小组成员", "chair": "主任会议"},
    },
    "en": {
        "deputies": {"all": "all deputies", "present": "the deputies present", "chair": "the presidium"},
        "committee_members": {
            "all": "all committee members",
            "present": "the members present",
            "chair": "the chairpersons' meeting",
        },
        "assembly_members": {
            "all": "all assembly members",
            "present": "the members present",
            "chair": "the congress street committee",
        },
        "group_members": {
            "all": "all members of the supervision group",
            "present": "the group members present",
            "chair": "the chairpersons' meeting",
        },
    },
}

PHRASES: dict[Lang, dict[str, str]] = {
    "zh": {
        "rehearsal": "本次为预演，结果不具效力",
        "contested": "以无记名方式对{n}个候选项目进行票决，应选{k}项",
        "each": "以无记名方式对{n}个候选项目逐项票决",
        "three": "每个项目可以表示赞成、反对或者弃权，未作选择的按弃权计",
        "tick": "在同意的项目上作赞成标记，未作选择的按弃权计",
        "marks_free": "赞成的项数不限",
        "marks_most": "每张票赞成的项目不得超过{max}项",
        "marks_exact": "每张票须赞成{max}项，不多不少",
        "marks_between": "每张票赞成的项目不得少于{min}项、不得超过{max}项",
        "quorum": "须有{share}到会方可进行",
        "participation": "须有{share}参加表决方为有效",
        "void_if_more": "收回票数多于发出票数的，本次表决无效",
        "majority_then_votes": "得到{share}赞成的项目列入，超过应选项数的以赞成票多的列入",
        "pass_each": "得到{share}赞成的项目列入",
        "top_k": "以赞成票多的{k}项列入",
        "tie_runoff": "末位票数相等、超过应选项数的，就票数相等的项目再次票决，以赞成票多的列入",
        "tie_presidium": "末位票数相等、超过应选项数的，由{chair}决定",
        "tie_accept_all": "末位票数相等、超过应选项数的，票数相等的项目全部列入",
        "shortage_presidium": "列入不足{k}项的，由{chair}决定另行票决或者相应减少项目",
        "shortage_second_ballot": "列入不足{k}项的，不足部分就未列入的项目另行票决",
        "shortage_accept_fewer": "列入不足{k}项的，相应减少项目，不再票决",
        "shortage_next_session": "列入不足{k}项的，不足部分留待以后的会议票决",
        "rounds": "本轮为第{round}轮，至多进行{rounds}轮，仍不能确定的由{chair}决定",
        "recommend": "结果作为推荐意见",
        "hall_none": "会场只宣布列入项目的名称",
        "hall_winners": "会场宣布列入项目及其票数",
        "hall_all": "会场宣布全部项目的票数",
        "public_none": "向社会只公布列入项目的名称",
        "public_winners": "向社会公布列入项目及其票数",
        "public_all": "向社会公布全部项目的票数",
        "challenge": "代表可以自行抽检设备",
        "min_ballots": "收回不足{least}张的不开启电子票箱，改用举手或者纸质方式",
        "rate": "以无记名方式对{n}个项目逐项进行满意度测评，等次为{grades}",
        "rate_one": "每个项目须选且只选一个等次",
        "rate_abstain": "每个项目至多选一个等次，未作选择的按弃权计",
        "rate_base": "以{base}为基数",
        "grade_first": "「{name}」票占{share}的为{name}",
        "grade_next": "「{name}」及以上的票合计占{share}的为{name}",
        "grade_last": "其余为{name}",
        "rate_hall_all": "会场宣布全部测评票数",
        "rate_hall_less": "会场只宣布测评等次",
        "rate_public_all": "向社会公布全部测评票数",
        "rate_public_less": "向社会只公布测评等次",
    },
    "en": {
        "rehearsal": "This is a rehearsal without effect",
        "contested": "{n} candidate projects are voted on by secret ballot for {k} places",
        "each": "{n} candidate projects are voted on one by one by secret ballot",
        "three": "each may be marked for, against or abstain, no mark being an abstention",
        "tick": "those agreed to are marked, no mark being an abstention",
        "marks_free": "any number may be marked for",
        "marks_most": "at most {max} may be marked for on one ballot",
        "marks_exact": "exactly {max} must be marked for on each ballot",
        "marks_between": "from {min} to {max} must be marked for on each ballot",
        "quorum": "{share} must be present",
        "participation": "{share} must take part",
        "void_if_more": "if more ballots come back than were handed out the vote is void",
        "majority_then_votes": "projects with {share} in favour pass, those with most votes up to {k}",
        "pass_each": "every project with {share} in favour passes",
        "top_k": "the {k} projects with most votes in favour pass",
        "tie_runoff": "a tie for the last places is settled by a runoff among the tied, most votes winning",
        "tie_presidium": "a tie for the last places is settled by {chair}",
        "tie_accept_all": "of projects level for the last places all pass",
        "shortage_presidium": "if fewer than {k} pass, {chair} orders a further vote or accepts fewer",
        "shortage_second_ballot": "if fewer than {k} pass, the others are voted on again",
        "shortage_accept_fewer": "if fewer than {k} pass, fewer are accepted",
        "shortage_next_session": "if fewer than {k} pass, the rest is left to a later session",
        "rounds": "this is round {round} of at most {rounds}; what stays open is settled by {chair}",
        "recommend": "the result is a recommendation",
        "hall_none": "the hall hears only the names of those that pass",
        "hall_winners": "the hall hears the votes of those that pass",
        "hall_all": "the hall hears the votes of all",
        "public_none": "the public is told only the names of those that pass",
        "public_winners": "the public is told the votes of those that pass",
        "public_all": "the public is told the votes of all",
        "challenge": "voters may challenge their device",
        "min_ballots": "fewer than {least} ballots are not opened but replaced by a vote by hands or paper",
        "rate": "{n} projects are rated one by one by secret ballot with the grades {grades}",
        "rate_one": "exactly one grade is given to each project",
        "rate_abstain": "at most one grade is given to each project, no mark being an abstention",
        "rate_base": "limits are taken of {base}",
        "grade_first": "a project is {name} when the votes for that are {share}",
        "grade_next": "else {name} when the votes for that or better are {share}",
        "grade_last": "else {name}",
        "rate_hall_all": "the hall hears all numbers",
        "rate_hall_less": "the hall hears only the grades",
        "rate_public_all": "the public is told all numbers",
        "rate_public_less": "the public is told only the grades",
    },
}

_DIGITS = "零一二三四五六七八九十"
_FRACTIONS = {(1, 2): "half", (1, 3): "one third", (2, 3): "two thirds", (3, 4): "three quarters"}


def numeral(number: int) -> str:
    """A number from 1 to 99 as it is written before 条: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    left = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return left + (_DIGITS[ones] if ones or not tens else "")


def whole(base: Base, voters: Voters, lang: Lang) -> str:
    """The name of what a share is taken of."""
    if base == "valid":
        return "有效票" if lang == "zh" else "the valid ballots"
    return NOUNS[lang][voters]["all" if base == "all_deputies" else "present"]


def share_of(share: Share, of: str, lang: Lang) -> str:
    """「实有代表过半数」, 「实有代表三分之二以上」, 「超过实有代表三分之二」; what is in English."""
    if lang == "en":
        if share.denominator == 1:
            return of
        plain = f"{share.numerator}/{share.denominator}"
        fraction = _FRACTIONS.get((share.numerator, share.denominator), plain)
        return f"{'more than' if share.strict else 'at least'} {fraction} of {of}"
    if share == MORE_THAN_HALF:
        return f"{of}过半数"
    if share.denominator == 1:
        return f"{of}全数"
    if share.denominator == 2:
        return f"{of}半数以上（含半数）"
    if share.denominator <= 10:
        fraction = f"{_DIGITS[share.denominator]}分之{_DIGITS[share.numerator]}"
    else:
        fraction = f"{share.denominator}分之{share.numerator}"
    return f"超过{of}{fraction}" if share.strict else f"{of}{fraction}以上"
