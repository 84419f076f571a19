"""Sentences of the errors of ratings, by name and by residents."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.rating_not_found": N_("没有找到这次测评，或您不在测评名单里。请返回列表重新选择。"),
    "supervision.rating_pending": N_(
        "本轮的测评“%(title)s”还没有结果，不能归档。请先截止计票或转入会场结果；不再进行的请取消，或改为不属于本轮。"
    ),
    "supervision.no_result_yet": N_("这次测评还没有结果，或还没有公布。请在公布后再来查看。"),
    "supervision.bad_scale": N_(
        "测评方式不对。无记名测评只能用等次；百分制和分项打分只用于记名测评。请重新选择。"
    ),
    "supervision.bad_bands": N_("分数段不对。请按从高到低填写每一等次的最低分，例如“85，60”，比等次少一个。"),
    "supervision.bad_dimensions": N_("评分项目不对。请一行填一项，名称后空一格写权重，权重相加等于100。"),
    "supervision.bad_choice": N_("有一项选择无效，没有保存。请重新选择后提交。"),
    "supervision.bad_mark": N_("有一项评价不合测评办法，没有保存。请刷新页面后重新填写。"),
    "supervision.bad_rating_title": N_("测评名称应为2至60个字。请修改后提交。"),
    "supervision.bad_members": N_("全体组成人员人数不对。请填写1至5000的整数。"),
    "supervision.bad_items": N_("测评项目不对。请选择1至%(most)s项，名称不重复，每项不超过80个字。"),
    "supervision.bad_weights": N_("权重不对。每组填0至100的整数，填了的相加须等于100；不用加权请全部留空。"),
    "supervision.rating_fixed": N_(
        "测评已经开始或已有结果，办法和项目不能再改。如确需更改，请先取消本次测评。"
    ),
    "supervision.rating_is_secret": N_(
        "这是无记名测评，在票决会场用票卡进行，不在这里登录测评。请到票决会场起草。"
    ),
    "supervision.raters_missing": N_("还没有指定由谁测评，没有开始。请在测评名单中勾选小组成员。"),
    "supervision.too_few_raters": N_(
        "可参加测评的只有%(number)s人，不足%(least)s人，没有开始，以免看出个人评价。请补充名单后再开始。"
    ),
    "supervision.more_raters_than_members": N_(
        "测评名单有%(number)s人，多于填写的全体人数%(members)s人。请核对全体人数或名单。"
    ),
    "supervision.rating_not_open": N_("这次测评现在不能填写或已经截止，没有保存。请刷新页面查看状态。"),
    "supervision.already_submitted": N_("您已经提交，不能再改。如确需更改，请联系常委会办公室退回。"),
    "supervision.not_yours_to_rate": N_(
        "其中有不由您评价的项目（本单位承担的项目应当回避），没有保存。请刷新页面。"
    ),
    "supervision.other_device": N_("您在另一台设备上改过这张测评票，本页已更新为最新内容。请核对后再继续。"),
    "supervision.unrated_items": N_("还有%(number)s项没有评价，没有提交。请从第%(first)s项开始补齐。"),
    "supervision.reason_missing": N_("没有写明理由，没有办理。请写明理由后再提交。"),
    "supervision.nothing_to_withdraw": N_("这张测评票没有提交，或测评已经截止，不能退回。请刷新页面。"),
    "supervision.no_such_poll_rating": N_(
        "没有找到与本次测评项目完全一致、已经宣布的无记名测评结果。请核对会场里的测评项目和是否已宣布。"
    ),
    "supervision.poll_rating_taken": N_(
        "这次票决会场的结果已经转入别的测评，或本次不是无记名测评，没有转入。"
    ),
    "supervision.nothing_to_rate_again": N_("还没有报送整改情况的项目，没有建立再次测评。请先登记整改情况。"),
    "supervision.bad_rectification": N_("整改情况应为10至%(most)s个字，没有报送。请写明做了什么、结果如何。"),
    "supervision.rectification_not_found": N_("没有找到这项整改。请返回测评页面重新选择。"),
    "supervision.site_not_found": N_("没有找到这个评价点，二维码可能已经停用。请查看项目现场的最新告示。"),
    "supervision.site_closed": N_("这个评价点现在不收评价。感谢您的关心，请留意公布的评价时间。"),
    "supervision.bad_site": N_(
        "评价点名称应为2至40个字、不重复，截止日不早于起始日，每小时上限1至2000。请修改。"
    ),
    "supervision.sentence_replaced": N_("这句话刚被提交的人改过，没有公开。请看过新的一句后再办。"),
    "supervision.bad_opinion": N_("请选择满意、基本满意或不满意；一句话不超过%(most)s个字。"),
    "supervision.rated_too_often": N_("这台设备刚刚评价过多次，没有收下。请过%(minutes)s分钟再试。"),
    "supervision.line_too_busy": N_(
        "这条网络线路上的评价太多，没有收下。请过%(minutes)s分钟再试，或换用手机流量。"
    ),
    "supervision.site_too_busy": N_("这个评价点一小时内收到的评价已满，没有收下。请过%(minutes)s分钟再试。"),
    "supervision.opinion_not_found": N_("没有找到这条评价，可能已被处理。请刷新页面。"),
    "supervision.bad_survey": N_("调查数不对。各数须为0至1000000的整数，名称2至40个字，来源不能为空。"),
}
