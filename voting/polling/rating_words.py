"""Words of a rating where they differ from those of a ballot: it is called 测评, and who rates may be a
committee, so nobody is called a deputy."""

from voting.errors import N_
from voting.polling.wording import SCREEN_VIEWS, STEPS, StepWords

VIEWS = SCREEN_VIEWS | {"rules": N_("测评办法"), "result": N_("测评结果")}

RATING_STEPS = STEPS | {
    "draft": StepWords(
        N_("起草测评办法和测评项目"),
        N_("起草"),
        N_("填测评等次和计算办法，列入测评项目。定稿以前随时可以改。"),
    ),
    "freeze": StepWords(N_("定稿"), N_("定稿"), N_("固定测评办法、测评项目、钥匙和票卡名单，写入收票记录。")),
    "adopt": StepWords(
        N_("会议通过办法、监票人、测评项目"),
        N_("登记通过情况"),
        N_("表决以后，登记何时、何种方式、多少票通过。"),
        N_(
            "现在表决测评办法（草案）、监票人名单和测评项目名单。同意的请举手；不同意的请举手；弃权的请举手。通过。"
        ),
    ),
    "check_in": StepWords(
        N_("签到，核定应到、实到"),
        N_("签到"),
        N_("以本次会议为准。"),
        N_("本次会议应到%(needed)s名，实到%(number)s名，符合法定人数，可以进行满意度测评。"),
    ),
    "hand_out": StepWords(
        N_("分发表决票卡"),
        N_("登记发出数"),
        N_("在座位上分发，每人任取一张，收存票根；按票根点清发出数。同一会议还有票决的，用的是同一张票卡。"),
        N_("现在分发表决票卡，每人一张。请核对封口完好，不要交换。"),
    ),
    "open": StepWords(
        N_("开启投票"),
        N_("开启投票"),
        N_("秘书处提请，总监票人确认。"),
        N_("现在开始满意度测评。请监票人先投票，然后其他人员依次投票。"),
    ),
    "close": StepWords(
        N_("截止投票"),
        N_("截止投票"),
        N_("秘书处提请，总监票人确认；截止后收到的票一律不计。"),
        N_("还有没有没投票的？没有。现在截止投票。"),
    ),
    "report": StepWords(
        N_("报告收发票情况"),
        N_("报告收发票"),
        N_("总监票人按票根和收票记录报告。"),
        N_("本次测评发出表决票%(number)s张，收回%(needed)s张，收回不多于发出。报告完毕。"),
    ),
    "declare": StepWords(
        N_("宣布测评有效"),
        N_("记录宣布有效"),
        N_("执行主席宣布，秘书长确认记录。"),
        N_(
            "根据总监票人的报告，发出表决票%(number)s张，收回%(needed)s张，本次测评有效。请监票人开启票箱、计票。"
        ),
    ),
    "publish": StepWords(N_("公告"), N_("公告"), N_("登记公告文号，按测评办法向社会公布票数或者等次。")),
}
