"""Sentences of this domain's errors, and its words: states, gates, the acts in the hall."""

from dataclasses import dataclass

from voting.errors import N_
from voting.rules import wording as rules

STATES: dict[str, str] = {
    "draft": N_("起草中"),
    "ready": N_("已定稿"),
    "adopted": N_("大会已通过"),
    "open": N_("投票中"),
    "closed": N_("已截止"),
    "reported": N_("已报告收发票"),
    "valid": N_("已宣布有效"),
    "opened": N_("开启票箱中"),
    "counted": N_("已计票"),
    "signed": N_("已签字确认"),
    "announced": N_("已宣布"),
    "published": N_("已公告"),
    "taken_back": N_("已退回修改"),
    "terminated": N_("已终止"),
}

# How a body decides (通过的方式), and which bodies it may be.
MANNERS: dict[str, str] = {
    "hands": N_("举手表决"),
    "device": N_("按表决器表决"),
    "applause": N_("鼓掌通过"),
}
BODIES: tuple[str, ...] = (
    N_("大会全体会议"),
    N_("主席团会议"),
    N_("常务委员会会议"),
    N_("主任会议"),
    N_("乡镇人大主席团会议"),
)

CAUTIONS = rules.CAUTIONS
EQUATIONS = rules.EQUATIONS
REASONS = rules.REASONS

GATES: dict[str, tuple[str, str]] = {
    "keys": (N_("电子票箱已加封"), N_("监票人在“监票钥匙”页面加封")),
    "cards": (N_("票卡名单已签署"), N_("票卡管理员在“表决票卡”页面签署并上传")),
    "rehearsed": (
        N_("已用这套监票钥匙预演开启"),
        N_("秘书处在票决流程页面起草预演，监票人用规定把数开启一次"),
    ),
    "adopted": (N_("大会已通过票决办法、监票人和候选项目"), N_("秘书处在“通过情况”页面登记")),
    "shares": (N_("监票人当日验过钥匙"), N_("每名监票人在自己的“监票钥匙”页面验封")),
    "zero_report": (N_("监票人签署零票报告"), N_("每名监票人验封时签署")),
    "quorum": (N_("实到人数符合规定"), N_("在“签到”页面登记到会代表")),
}

# What breaks the chains of numbers, and who can mend it (票数核对).
BREAKS: dict[str, tuple[str, str]] = {
    "present_exceed_all_deputies": (
        N_("实到 %(number)s 名，多于实有代表 %(limit)s 名。"),
        N_("秘书处、现场工作台核对签到和名册。"),
    ),
    "handed_out_exceed_present": (
        N_("发出 %(number)s 张，多于实到 %(limit)s 名。"),
        N_("现场工作台重新点票根，重新登记发出数。"),
    ),
    "returned_exceed_handed_out": (
        N_("收回 %(number)s 张，多于发出 %(limit)s 张。"),
        N_("请总监票人先暂停收票；现场工作台重新点票根，重新登记发出数。"),
    ),
    "returned_exceed_cards": (
        N_("收回 %(number)s 张，多于能投票的票卡 %(limit)s 张。"),
        N_("请总监票人暂停收票，报告执行主席，保留现场。"),
    ),
    "void_has_ballot": (
        N_("已作废的票卡里有 %(number)s 张投了票。"),
        N_("请总监票人暂停收票，报告执行主席，保留现场。"),
    ),
    "handed_out_exceed_cards": (
        N_("发出 %(number)s 张，多于名单减去作废的 %(limit)s 张。"),
        N_("现场工作台重新点票根；票卡管理员核对作废的编号。"),
    ),
    "printed_differ": (
        N_("印制 %(number)s 张，不等于列入名单、剩余、损毁之和 %(limit)s 张。"),
        N_("票卡管理员核对名册和剔除的编号。"),
    ),
}

# What has to be done before closing, and by whom.
WAITS: dict[str, tuple[str, str]] = {
    "stubs": (N_("发出数还没有登记。"), N_("现场工作台按票根点数登记。")),
    "spot_checks": (
        N_("还有 %(number)s 张抽检票卡须作废，才能截止投票、报告收发票。"),
        N_("票卡管理员和一名监票人在“作废票卡”页面成批作废。"),
    ),
    "unissued": (
        N_("还有 %(number)s 张未发出的票卡（含抽检的）须作废，才能截止投票、报告收发票。"),
        N_("票卡管理员和一名监票人在“作废票卡”页面成批作废。"),
    ),
}

SCREEN_VIEWS: dict[str, str] = {
    "check_in": N_("签到"),
    "rules": N_("票决办法"),
    "voting": N_("投票中"),
    "closed": N_("已截止"),
    "verification": N_("核验"),
    "result": N_("票决结果"),
    "terminated": N_("已终止"),
}

# What the last view that may be seen now is waiting for.
SCREEN_WAITS: dict[str, str] = {
    "check_in": N_("定稿以后可以显示票决办法。"),
    "rules": N_("总监票人开启投票以后，可以显示收票数。"),
    "voting": N_("总监票人截止投票以后，可以显示截止情况。"),
    "verification": N_("执行主席宣布结果以后，可以显示结果。"),
}


@dataclass(frozen=True)
class StepWords:
    """``title`` of the act, ``action`` on the button, ``aloud`` to be read out, with numbers to fill in."""

    title: str
    action: str
    note: str
    aloud: str = ""


STEPS: dict[str, StepWords] = {
    "draft": StepWords(
        N_("起草票决办法和候选项目"),
        N_("起草"),
        N_("选一种票决办法，填应选项数，列入候选项目。定稿以前随时可以改。"),
    ),
    "keys": StepWords(
        N_("电子票箱加封"),
        N_("监票钥匙"),
        N_(
            "秘书处列出监票人，每名监票人在自己的设备上加封，各持一把钥匙。可在监票人通过以前办，通过后生效。"
        ),
        N_(
            "现在请监票人为电子票箱加封。%(number)s名监票人各持一把监票钥匙，其中任意%(needed)s把可以开启票箱。"
        ),
    ),
    "cards": StepWords(
        N_("印制票卡，签署票卡名单"),
        N_("表决票卡"),
        N_("票卡密码在票卡管理员的设备上生成，印好即清除，服务器只收到公开名单。"),
    ),
    "freeze": StepWords(N_("定稿"), N_("定稿"), N_("固定票决办法、候选项目、钥匙和票卡名单，写入收票记录。")),
    "rehearse": StepWords(
        N_("预演：试投，并用规定把数开启一次"),
        N_("预演"),
        N_(
            "用同一套票卡、钥匙和屏幕试投虚拟项目，只用规定把数的钥匙开启，证明缺了其余的钥匙签也能计票。重新加封以后要再预演一次。"
        ),
    ),
    "adopt": StepWords(
        N_("大会通过办法、监票人、候选项目"),
        N_("登记通过情况"),
        N_("举手表决以后，登记何时、何种方式、多少票通过。"),
        N_(
            "现在表决票决办法（草案）、监票人名单和候选项目名单。同意的请举手；不同意的请举手；弃权的请举手。通过。"
        ),
    ),
    "check_in": StepWords(
        N_("签到，核定应到、实到"),
        N_("签到"),
        N_("以本次全体会议为准。"),
        N_("本次会议应到代表%(needed)s名，实到%(number)s名，符合法定人数，可以进行票决。"),
    ),
    "verify_seal": StepWords(
        N_("验封，零票报告"),
        N_("验封"),
        N_("每名监票人读回自己的钥匙签，查验票箱是空的，签署零票报告。"),
        N_("现在请监票人验封。经%(number)s名监票人查验，电子票箱为空，封记完好。"),
    ),
    "hand_out": StepWords(
        N_("分发表决票卡"),
        N_("登记发出数"),
        N_("在座位上分发，每人任取一张，收存票根；按票根点清发出数。"),
        N_("现在分发表决票卡，每位代表一张。请核对封口完好，不要交换。"),
    ),
    "open": StepWords(
        N_("开启投票"),
        N_("开启投票"),
        N_("秘书处提请，总监票人确认。"),
        N_("现在开始投票。请监票人先投票，然后主席团成员、各代表团依次投票。"),
    ),
    "void": StepWords(
        N_("作废未发出的票卡"),
        N_("作废票卡"),
        N_("票卡管理员和一名监票人共同签署，把抽检票卡和没有发出的备用票卡作废；截止以后不能再作废。"),
    ),
    "close": StepWords(
        N_("截止投票"),
        N_("截止投票"),
        N_("秘书处提请，总监票人确认；截止后收到的票一律不计。"),
        N_("还有没有没投票的代表？没有。现在截止投票。"),
    ),
    "report": StepWords(
        N_("报告收发票情况"),
        N_("报告收发票"),
        N_("总监票人按票根和收票记录报告。"),
        N_("本次票决发出表决票%(number)s张，收回%(needed)s张，收回不多于发出。报告完毕。"),
    ),
    "declare": StepWords(
        N_("宣布表决有效"),
        N_("记录宣布有效"),
        N_("执行主席宣布，秘书长确认记录。"),
        N_(
            "根据总监票人的报告，发出表决票%(number)s张，收回%(needed)s张，本次表决有效。请监票人开启票箱、计票。"
        ),
    ),
    "unseal": StepWords(
        N_("开启票箱"),
        N_("开启票箱"),
        N_("监票人各自核对全部票以后签署，任意规定人数的钥匙即可开启。此前谁也不知道结果。"),
        N_("现在请监票人核对并开启票箱。需要%(needed)s把监票钥匙。"),
    ),
    "sign": StepWords(
        N_("总监票人签字确认"),
        N_("查看结果，签字确认"),
        N_("签字确认后，服务器钥匙随即销毁，从此谁也不能打开任何一张票。"),
    ),
    "announce": StepWords(
        N_("宣布结果"), N_("宣布结果"), N_("执行主席宣布，秘书长确认记录。宣读稿在结果页面。")
    ),
    "publish": StepWords(N_("主席团公告"), N_("公告"), N_("登记公告文号，向社会公布。")),
}

SENTENCES: dict[str, str] = rules.SENTENCES | {
    "polling.adoption_counts": N_("赞成、反对、弃权的票数须是不小于零的整数。请核对后再填。"),
    "polling.adoption_body": N_("“由谁通过”没有填，或超过 %(limit)s 个字。请写明通过的会议。"),
    "polling.adoption_later": N_("所填时间晚于现在，还没有发生的表决不能登记。请核对日期和时间。"),
    "polling.adoption_no_votes": N_("鼓掌通过不计票数。请清空赞成、反对、弃权，或改选通过方式。"),
    "polling.adoption_when": N_("通过的时间没有填，或格式不对。请填日期和时间，例如 2026-01-13 09:20。"),
    "polling.adoption_not_passed": N_("所填赞成票没有过半，不能登记为通过。请核对票数。"),
    "polling.already_sent": N_("您的这一步已经收到，不必再做。请刷新页面。"),
    "polling.bad_board": N_("收票记录的网址不对：应为 https:// 加主机名，后面不带路径。请核对后重新打开。"),
    "polling.ballot_refused": N_("这张票没有通过检验（%(check)s），没有计入。请换一台设备重新填写。"),
    "polling.ballot_too_big": N_("送来的内容超过一张票的大小，没有计入。请换一台设备重新填写。"),
    "polling.board_key_missing": N_(
        "服务器上本会场的回执钥匙丢失或被换掉，这张票没有计入。请暂停投票，恢复钥匙文件后再投。"
    ),
    "polling.bundle_not_public": N_("按票决办法，收票记录不对外公开，不能下载。请向监票人或核验人查询。"),
    "polling.bundle_too_early": N_("结果还没有宣布，归档包还不能下载。请在执行主席宣布结果以后再来。"),
    "polling.card_used": N_("这张票卡已经投过票，以第一次投出的为准，这一次没有计入。"),
    "polling.cards_in_use": N_(
        "票决已经定稿，票卡名单不能再换，没有任何改动。遗失、未拆的票卡请在投票时作废。"
    ),
    "polling.cards_missing": N_("还没有票卡名单，不能定稿。请票卡管理员先印制票卡并签署名单。"),
    "polling.cards_number": N_("剩余或损毁 %(number)s 张，应是 0 到 %(limit)s 的整数。请核对后再上传。"),
    "polling.cards_unbalanced": N_(
        "张数不平：印制 %(printed)s ≠ 列入名单 %(listed)s + 剩余 %(left_over)s + 损毁 %(spoilt)s。请核对后再上传。"
    ),
    "polling.card_void_already": N_("这张票卡已经作废过，不必再办，这一批没有任何改动。请从编号里去掉它。"),
    "polling.ceremony_over": N_("这次加封已经结束，不能再中止。请刷新页面。"),
    "polling.ceremony_refused": N_(
        "送来的加封内容没有通过检验（%(check)s），没有收下。请刷新页面；如再出现，请中止后重新加封。"
    ),
    "polling.ceremony_running": N_("正在加封，不能另起一次。请等它完成，或先中止它。"),
    "polling.closing_differs": N_(
        "您核对的票与服务器截止时的票不一致，没有签署。请报告总监票人，暂停开启票箱。"
    ),
    "polling.closing_refused": N_("核对声明没有通过检验（%(check)s），没有收下。请刷新页面再核一次。"),
    "polling.closing_paused": N_(
        "现在暂停收票，有的平板上可能留着已封好的票，不能截止。请总监票人先恢复收票，再截止。"
    ),
    "polling.credential_unknown": N_("这张票卡不在本次表决的名单里，没有计入。请到工作人员处换领票卡。"),
    "polling.credential_void": N_("这张票卡已经作废，没有计入。请到工作人员处换领票卡。"),
    "polling.decryption_differs": N_("开启内容针对的不是本次的票，没有收下。请刷新页面，重新核对后再开启。"),
    "polling.decryption_refused": N_(
        "您的开启内容没有通过检验（%(check)s），没有收下，票箱没有变化。请核对钥匙签后重试。"
    ),
    "polling.enough_shares": N_("已经有 %(needed)s 把钥匙，足够开启，不需要您的钥匙了。"),
    "polling.frozen": N_(
        "已经定稿，不能再改。如须更改，请在票决页面退回修改；投票开启以后只能由主席团决定终止。"
    ),
    "polling.gate_adopted": N_(
        "大会还没有通过票决办法、监票人和候选项目，不能开启投票。请秘书处登记通过情况。"
    ),
    "polling.gate_cards": N_("票卡名单还没有签署，不能开启投票。请票卡管理员签署。"),
    "polling.gate_keys": N_("电子票箱还没有加封，不能开启投票。请监票人加封。"),
    "polling.gate_rehearsed": N_("还没有用这套监票钥匙预演过开启票箱，不能开启正式投票。请先完成一次预演。"),
    "polling.gate_quorum": N_("实到 %(number)s 名，少于规定的 %(needed)s 名，不能开启投票。请核对签到。"),
    "polling.gate_shares": N_(
        "今天验过钥匙的监票人有 %(number)s 名，应有 %(needed)s 名，不能开启投票。请其余监票人验封。"
    ),
    "polling.gate_zero_report": N_(
        "签署零票报告的监票人有 %(number)s 名，应有 %(needed)s 名，不能开启投票。请其余监票人签署。"
    ),
    "polling.handed_out_differs": N_(
        "数目不符：按票根发出 %(handed_out)s 张，名单 %(listed)s 张、作废 %(voided)s 张，应当相等。没有任何改动。请核对票根和作废的票卡。"
    ),
    "polling.invalid_handed_out_exceed_present": N_(
        "发出 %(number)s 张，多于实到 %(limit)s 名，不能宣布有效。请核对。"
    ),
    "polling.invalid_participation_missed": N_(
        "参加表决 %(number)s 名，少于规定的 %(limit)s 名，本次表决无效。请主席团决定终止。"
    ),
    "polling.invalid_present_exceed_all_deputies": N_(
        "实到 %(number)s 名，多于实有代表 %(limit)s 名，不能宣布有效。请核对。"
    ),
    "polling.invalid_quorum_missed": N_(
        "实到 %(number)s 名，少于规定的 %(limit)s 名，本次表决无效。请主席团决定终止。"
    ),
    "polling.invalid_returned_exceed_handed_out": N_(
        "收回 %(number)s 张，多于发出 %(limit)s 张，本次表决无效。请主席团决定终止，重新表决。"
    ),
    "polling.invalid_too_few_ballots": N_(
        "收回 %(number)s 张，少于 %(limit)s 张，为保守秘密不开启票箱。请主席团决定终止，改用举手或纸质方式。"
    ),
    "polling.key_file_unsafe": N_(
        "服务器的钥匙文件 %(file)s 残缺，或者别人也能读，没有使用，没有任何改动。请技术保障人员检查后重试。"
    ),
    "polling.keys_hold": N_(
        "现有的监票钥匙还有效，不能另做一套，没有任何改动。更换监票人的，请先作废现有钥匙。"
    ),
    "polling.keys_in_use": N_(
        "有票决已用这套钥匙定稿，钥匙不能作废，没有任何改动。还没有开启投票的，请先退回修改；已经开启的，等计票签字以后再换。"
    ),
    "polling.keys_missing": N_("电子票箱还没有加封，这一步还不能做。请监票人先加封。"),
    "polling.lists_differ": N_("各次票决的票卡名单长短不一，没有收下。请重新生成名单。"),
    "polling.lists_refused": N_("票卡名单没有通过检验（%(check)s），没有收下。请重新生成名单。"),
    "polling.lists_size": N_("票卡名单应有 1 到 %(limit)s 张，没有收下。"),
    "polling.lists_uuids": N_("名单须恰好对应会场的 %(number)s 个票决编号，没有收下。请刷新页面后重新上传。"),
    "polling.more_cards_than_present": N_(
        "按票根发出 %(handed_out)s 张，多于实到 %(present)s 名，不能报告。请核对票根。"
    ),
    "polling.needs_https": N_(
        "正式票决不能用不加密的网络连接开启。请用 scripts/run --hall 启动，从 https:// 开头的网址进入。"
    ),
    "polling.no_ceremony": N_("没有找到这次加封。请从票决会场重新进入。"),
    "polling.no_poll": N_("没有找到这次票决。请从票决会场重新进入。"),
    "polling.no_projects": N_("还没有候选项目。请至少填一行。"),
    "polling.no_result": N_("还没有计票结果。请等票箱开启、计票完成。"),
    "polling.kiosk_name": N_("写票处的名称要有 1 至 %(limit)s 个字。请在“名称”里填写，例如：写票处3。"),
    "polling.kiosk_taken": N_(
        "已经有“%(name)s”，或者写票处已满，没有登记。请在“名称”里换一个名称，或先收回不用的。"
    ),
    "polling.no_kiosk": N_("没有找到这个写票处，可能已经收回。请刷新页面。"),
    "polling.no_screen": N_("这个大屏地址无效，或已收回。请秘书处在票决会场重新发放。"),
    "polling.no_seat": N_("您不在本次加封的监票人名单里，这里没有您的钥匙。如应当在内，请秘书处重新加封。"),
    "polling.no_session": N_("还没有建立会议。请先建立会议，再设票决会场。"),
    "polling.no_sitting": N_("没有找到这个票决会场。请核对网址，或从首页重新进入。"),
    "polling.no_uuid_left": N_("这个会场预备的 %(number)s 个票决编号已经用完。请另设一个会场。"),
    "polling.not_adopted": N_("还没有登记通过情况，不能上传扫描件。请先登记。"),
    "polling.not_now": N_("现在的状态不能做这一步，没有任何改动。请刷新页面，看清当前状态再操作。"),
    "polling.not_number": N_("这里要填整数。"),
    "polling.not_open": N_("投票没有开启或已经截止，这张票没有计入。请听会场安排。"),
    "polling.not_proposed": N_("秘书处还没有提请，不能确认。请秘书处先提请。"),
    "polling.not_recorded": N_("服务器暂时没能记下，这张票还没有计入。设备会自动重发，请不要离开。"),
    "polling.notice_missing": N_("请填公告的文号或名称。"),
    "polling.paused": N_(
        "现在暂停收票，这张票还没有计入。票已封好，留在本设备上；恢复后自动送出，请不要离开。"
    ),
    "polling.present_exceed_all_deputies": N_(
        "实到 %(number)s 名，多于实有代表 %(limit)s 名，不能开启投票。请核对签到和代表名册。"
    ),
    "polling.printed_differs": N_(
        "印制张数不平：印制 %(printed)s ≠ 发出 %(handed_out)s + 剩余 %(left_over)s + 损毁 %(spoilt)s + 抽检 %(spot)s + 备用 %(reserve)s = %(accounted)s。没有任何改动。请票卡管理员核对印制数，现场工作台核对票根。"
    ),
    "polling.project_cells": N_("第 %(line)s 行的列数多于 %(limit)s 列。请对照列名检查。"),
    "polling.real_named_rehearsal": N_("正式票决的名称里不能有“预演”二字。请改名称，或改为预演。"),
    "polling.reason_missing": N_("理由没有填，没有任何改动。请写明理由，它会记入操作日志。"),
    "polling.rehearsal_candidates": N_("预演的项目数须在 %(least)s 到 %(most)s 之间。请改填。"),
    "polling.rehearsal_not_adopted": N_(
        "预演的项目是虚拟的，不用登记通过，没有任何改动。定稿、验封以后即可开启。"
    ),
    "polling.rehearsal_places": N_("预演的应选项数须在 1 到 %(most)s 之间，少于项目数。请改填。"),
    "polling.result_not_announced": N_("结果还没有宣布，现在只有监票人和秘书长可以看。请等执行主席宣布。"),
    "polling.result_refused": N_("计票没有通过检验（%(check)s），没有结果产生。请报告总监票人，保留现场。"),
    "polling.resume_reason": N_("请写明查明了什么、怎样处理，再恢复收票。"),
    "polling.round_projects": N_("这一轮的候选项目由上一轮的结果确定，须为 %(number)s 项。"),
    "polling.scan_there": N_("扫描件已经存过，不能替换，没有任何改动。请刷新页面查看。"),
    "polling.screen_too_early": N_("票决还没有走到这一步，大屏没有换。请等上一步办完。"),
    "polling.seat_repeated": N_("同一名监票人只能有一个位置。请核对名单。"),
    "polling.second_person": N_("提请的人不能自己确认。请由总监票人本人确认。"),
    "polling.server_key_missing": N_("服务器钥匙已经销毁或者丢失，不能开启票箱。请报告总监票人。"),
    "polling.setup_refused": N_("定稿内容没有通过检验（%(check)s），没有任何改动。请核对办法、项目和钥匙。"),
    "polling.share_not_asked": N_("验封已经过时，请刷新页面重新验封。"),
    "polling.share_refused": N_(
        "验封没有通过检验（%(check)s）：读回的钥匙签与加封时的钥匙不符。请换用本人的钥匙签。"
    ),
    "polling.share_stale": N_("验封所用的随机数已经更换或已过当日，没有收下。请刷新页面重新验封。"),
    "polling.share_too_big": N_("送来的内容太大，没有收下。"),
    "polling.stage_not_open": N_("加封还没有走到这一步，或已经走过。页面会自动跟上，请稍候。"),
    "polling.spot_checks_number": N_(
        "抽检票卡 %(number)s 张，应是 0 到 %(limit)s（备用和抽检合计）之间的整数。请核对后再上传。"
    ),
    "polling.spot_checks_open": N_(
        "印了 %(spot)s 张抽检票卡，还有 %(number)s 张没有作废，不能截止。请票卡管理员和监票人先作废。"
    ),
    "polling.statements_missing": N_(
        "签署核对声明的监票人有 %(number)s 名，至少要 %(needed)s 名才能开启。请等其他监票人核对。"
    ),
    "polling.stubs_missing": N_("还没有登记发出数。请现场工作台按票根登记后再报告。"),
    "polling.stubs_number": N_("发出数应是 0 到 %(limit)s 的整数。请按票根重新点数。"),
    "polling.tally_missing": N_("票箱还没有封存完毕。请稍候，再报告收发票情况。"),
    "polling.text_missing": N_("这一项不能为空。"),
    "polling.text_too_long": N_("这一项最多 %(limit)s 个字。请缩短。"),
    "polling.threshold": N_(
        "%(number)s 名监票人、%(threshold)s 把开启，不符合规定：开启所需把数至少 2 把、过半数，且少于总人数。请改填。"
    ),
    "polling.two_offices": N_("票卡管理员、监票人、现场工作台须由不同的人担任，没有任何改动。请换人办理。"),
    "polling.unknown_choice": N_("请从所列选项中选择。"),
    "polling.unknown_preset": N_("请选择一种票决办法。"),
    "polling.void_has_ballot": N_("这张票卡已经投过票，不能作废。投出的票谁也不能撤销。"),
    "polling.void_not_open": N_("只有在投票进行中才能作废票卡，没有任何改动。"),
    "polling.void_refused": N_("作废单没有通过检验（%(check)s），没有任何改动。请重新办理。"),
    "polling.voids_number": N_("一批作废 1 到 %(limit)s 张票卡，没有任何改动。请分批办理。"),
    "polling.void_stale": N_("办理期间又有票归档，作废单须按最新情况重签。请从头再办一次。"),
    "polling.zero_differs": N_("零票报告针对的不是本次票箱，没有收下。请刷新页面重新验封。"),
    "polling.zero_refused": N_("零票报告没有通过检验（%(check)s），没有收下。请刷新页面重新验封。"),
}
