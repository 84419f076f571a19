"""Chinese sentences for this package's codes; filled with the error's data by the web edge."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a sentence for the message catalogue."""
    return text


SENTENCES: dict[str, str] = {
    "rules.against_differs": N_("反对票数与填票方式不符"),
    "rules.bad_text": N_("文字不能为空、不能换行，也不能含有控制字符"),
    "rules.bar_differs": N_("通过比例与确定办法不符：按得票多少确定的不设比例，其余办法须设比例"),
    "rules.each_needs_all_places": N_("逐项票决时应选项数须等于候选项目数（%(candidates)s项）"),
    "rules.exclusive_differs": N_("互斥选项与填票方式不符"),
    "rules.grades_number": N_("测评等次须有两个至五个"),
    "rules.last_grade_open": N_("只有最后一个测评等次不设比例"),
    "rules.min_exceeds_max": N_("赞成的下限（%(min)s项）多于上限（%(max)s项）"),
    "rules.missing": N_("缺少设置“%(missing)s”"),
    "rules.more_than_all": N_("比例不能超过全数"),
    "rules.names_number": N_("项目名称有%(number)s个，候选项目为%(candidates)s项"),
    "rules.no_next_round": N_("本次结果不需要再次票决"),
    "rules.not_a_ballot": N_("这不是项目票决的办法"),
    "rules.not_a_rating": N_("这不是满意度测评的办法"),
    "rules.not_boolean": N_("只能填“是”或者“否”"),
    "rules.not_canonical": N_("票决办法的数据不是规范格式，可能被改动"),
    "rules.not_integer": N_("须填整数"),
    "rules.not_json": N_("票决办法的数据无法读取"),
    "rules.not_list": N_("票决办法的数据结构不对"),
    "rules.not_natural": N_("人数、票数须是不小于零的整数"),
    "rules.not_object": N_("票决办法的数据结构不对"),
    "rules.not_pair": N_("互斥选项须成对，且两个不同"),
    "rules.not_reduced": N_("比例须用最简分数"),
    "rules.only_rating": N_("这一设置只用于满意度测评"),
    "rules.out_of_range": N_("须在%(least)s至%(most)s之间，现为%(value)s"),
    "rules.places_exceed_candidates": N_("应选%(places)s项，多于候选项目%(candidates)s项"),
    "rules.rating_differs": N_("这一设置与满意度测评不符"),
    "rules.repeated": N_("有重复"),
    "rules.text_empty": N_("票决办法没有条文。请至少写一条，或者恢复范本。"),
    "rules.text_not_clean": N_("第 %(article)s 条里有不能用的控制字符。请删去后再存。"),
    "rules.text_too_long": N_("票决办法最多 %(limit)s 个字。请删减。"),
    "rules.too_long": N_("票决办法的数据过长"),
    "rules.too_many_articles": N_("票决办法最多 %(limit)s 条。请合并条文。"),
    "rules.unknown": N_("不认识的设置“%(unknown)s”"),
    "rules.unknown_slot": N_(
        "第 %(article)s 条里的【%(slot)s】没有对应的设置。请改用已有的名称，或者直接写成文字。"
    ),
    "rules.unknown_word": N_("不认识的选项"),
    "rules.void_exceed_returned": N_("无效票（%(void)s张）多于收回票（%(returned)s张）"),
    "rules.votes_contradict": N_("票数不符：%(left)s与%(right)s不能同时成立"),
    "rules.votes_number": N_("票数有%(number)s个，应有%(candidates)s个"),
}

CAUTIONS: dict[str, str] = {
    "below_legal_floor": N_("低于法律要求：地方组织法第二十五条规定，决议须经全体代表过半数通过"),
    "quorum_below_law": N_("到会人数要求低于法律规定"),
    "no_against": N_("代表法第二十三条规定代表可以赞成、反对或者弃权，本办法没有反对"),
    "small_body_cells": N_(
        "表决人数不足三十名：某个项目得零票或者全票，就等于公开了每个人的选择，票数宜少公布"
    ),
    "more_than_places": N_("末位票数相等的全部列入，列入的项目可能多于应选项数，请先落实资金"),
    "small_body_board": N_("表决人数不足三十名，收票记录建议只供监票人、核验人查看"),
}

REASONS: dict[str, str] = {
    "present_exceed_all_deputies": N_("实到%(number)s名，多于实有%(limit)s名"),
    "handed_out_exceed_present": N_("发出%(number)s张，多于实到%(limit)s名"),
    "returned_exceed_handed_out": N_("收回%(number)s张，多于发出%(limit)s张"),
    "quorum_missed": N_("实到%(number)s名，未达到规定的%(limit)s名"),
    "participation_missed": N_("参加表决%(number)s名，未达到规定的%(limit)s名"),
    "too_few_ballots": N_("收回%(number)s张，不足%(limit)s张"),
    "returned_within_handed_out": N_("收回%(number)s张，不多于发出%(limit)s张"),
    "quorum_met": N_("实到%(number)s名，达到规定的%(limit)s名"),
    "participation_met": N_("参加表决%(number)s名，达到规定的%(limit)s名"),
    "below_bar": N_("赞成%(number)s票，未达到%(limit)s票"),
    "met_bar": N_("赞成%(number)s票，达到%(limit)s票"),
    "within_places": N_("得票第%(number)s位，在应选%(limit)s项之内"),
    "accepted_level": N_("并列第%(number)s位，应选%(limit)s项不能全部容纳，按办法全部列入"),
    "tied_at_cut": N_("并列第%(number)s位，应选%(limit)s项不能全部容纳"),
    "grade_reached": N_("%(grade)s%(number)s票，达到%(limit)s票"),
    "grade_reached_together": N_("%(grade)s及以上合计%(number)s票，达到%(limit)s票"),
    "grade_missed": N_("%(grade)s%(number)s票，未达到%(limit)s票"),
    "grades_missed": N_("%(grade)s及以上合计%(number)s票，未达到%(limit)s票"),
    "outvoted": N_("达到通过票数，但得票第%(number)s位，在应选%(limit)s项之外"),
}

EQUATIONS: dict[str, str] = {
    "all_deputies_present": N_("实有代表不少于实到代表"),
    "present_handed_out": N_("实到代表不少于发出票数"),
    "handed_out_returned": N_("发出票数不少于收回票数"),
    "returned_valid_void": N_("收回票数等于有效票与无效票之和"),
    "project_marks": N_("赞成、反对、弃权之和等于有效票数"),
    "item_marks": N_("各等次票数与未作选择之和等于有效票数"),
    "most_marks": N_("赞成票总数不超过每张票上限之和"),
    "least_marks": N_("赞成票总数不少于每张票下限之和"),
}
