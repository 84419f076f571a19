"""Sentences of the ground's own errors, and the words of the act log; domains have their ``wording.py``."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "documents.no_pdf": N_(
        "服务器没有安装生成 PDF 的软件（Pango），没有生成文件。请点“打印”，在打印窗口选择“另存为 PDF”；"
        "或请技术保障组运行 scripts/install 后重试。"
    ),
    "documents.no_such_format": N_("这份文书没有这种格式，没有生成文件。请返回页面，从列出的格式中选择。"),
    "documents.template_broken": N_(
        "Word 模板 %(file)s 有误（%(reason)s），没有生成文件。请改正模板中花括号里的字段，或删除它以使用自带模板。"
    ),
    "acts.chain_broken": N_(
        "操作日志第 %(number)s 条与前文不衔接，日志可能被改动。请停止操作并报告总监票人。"
    ),
    "files.empty": N_("没有收到文件，或文件是空的，没有保存。请重新选择文件。"),
    "files.lost": N_("文件“%(name)s”在服务器上缺失或被改动，不能打开。请报告技术保障组，从备份中恢复。"),
    "files.not_found": N_("没有找到这个文件。请从所在页面重新打开。"),
    "files.not_kept": N_("服务器暂时存不下这个文件，没有保存。请稍后再试；如仍不行，请报告技术保障组。"),
    "files.too_large": N_("文件超过 %(limit)s 兆字节，没有保存。请缩小后再上传。"),
    "files.wrong_kind": N_("这个文件不是所要的格式（按内容检查），没有保存。请换一个文件。"),
    "states.not_from_here": N_("现在的状态不能做这一步，没有任何改动。请刷新页面，看清当前状态再操作。"),
    "states.moved": N_("另一人刚刚先操作了，您的这一步没有执行。请刷新页面查看最新状态。"),
    "jobs.crashed": N_("这项后台工作多次中断，没有完成。已完成的部分保留，请稍后再试或联系技术保障组。"),
}

# When an error has no sentence of its own, which a test forbids, the person still gets one.
GENERAL = N_("这一步没有完成，数据没有改动。请重试；如仍不行，请联系技术保障组。")

STALE_FORM = N_("这张表单已经过期，没有提交成功。请刷新页面后再填一次。")

HTTP_SENTENCES: dict[int, str] = {
    400: N_("服务器看不懂这次请求，没有任何改动。请返回上一页重试。"),
    401: N_("您还没有登录，或登录已过期。请重新登录。"),
    403: N_("您不能做这一步，没有任何改动。如确需办理，请联系系统管理员。"),
    404: N_("没有找到这个页面。请检查网址，或从首页重新进入。"),
    405: N_("这个页面不能这样打开。请从首页重新进入。"),
    413: N_("提交的内容太大，没有保存。请缩小文件后再试。"),
    415: N_("服务器不接受这种格式的内容，没有保存。请换一种格式再试。"),
    429: N_("请求太频繁。请稍等片刻再试。"),
    500: N_("服务器出了故障，这一步没有完成。请记下编号，告诉技术保障组。"),
    503: N_("服务暂时不可用，没有任何改动。请稍后再试。"),
}

# What an act did, as the log shows it; a test finds every verb that the code records.
VERBS: dict[str, str] = {
    "abandon_ceremony": N_("中止加封"),
    "abort_ceremony": N_("监票人页面签名中止加封"),
    "add": N_("添加"),
    "adopt": N_("登记大会通过"),
    "announce": N_("记录宣布结果"),
    "attach_scan": N_("补存扫描件"),
    "assign_liaison": N_("指定联络员"),
    "close": N_("截止投票"),
    "close_screen": N_("收回大屏地址"),
    "count": N_("计票"),
    "count_stubs": N_("登记发出数"),
    "create": N_("建立"),
    "declare_valid": N_("记录宣布有效"),
    "draft_poll": N_("起草票决"),
    "edit": N_("修改"),
    "end_keys": N_("作废监票钥匙"),
    "enrol_kiosk": N_("登记写票处"),
    "erase_server_key": N_("销毁服务器钥匙"),
    "fix_method_text": N_("固定票决办法全文"),
    "freeze": N_("定稿"),
    "freeze_roster": N_("确定实有代表"),
    "grant": N_("授予角色"),
    "import": N_("导入"),
    "mark_attendance": N_("签到"),
    "open": N_("开启"),
    "open_box": N_("开启票箱"),
    "open_screen": N_("发放大屏地址"),
    "open_session": N_("建立会议"),
    "open_sitting": N_("设票决会场"),
    "open_with_key": N_("用监票钥匙开启"),
    "pause": N_("暂停收票"),
    "propose_closing": N_("提请截止投票"),
    "propose_opening": N_("提请开启投票"),
    "prove_share": N_("验封"),
    "publish": N_("公告"),
    "redraft_poll": N_("修改草案"),
    "refuse_share": N_("开启内容未通过检验"),
    "rehearse_recovery": N_("预演开启票箱"),
    "remove": N_("移出"),
    "renew_link": N_("重发登录链接"),
    "reopen": N_("重新开放"),
    "reopen_roster": N_("重新开放名册"),
    "report_counts": N_("报告收发票"),
    "report_fault": N_("报告核对不通过"),
    "resume": N_("恢复收票"),
    "revoke_kiosk": N_("收回写票处"),
    "revoke_sessions": N_("退出全部登录"),
    "seal_box": N_("电子票箱加封"),
    "sign": N_("签字确认"),
    "sign_card_list": N_("签署票卡名单"),
    "sign_closing": N_("签署核对声明"),
    "sign_zero_report": N_("签署零票报告"),
    "start_ceremony": N_("开始加封"),
    "take_back": N_("退回修改"),
    "terminate": N_("终止票决"),
    "undo_import": N_("撤销导入"),
    "void_card": N_("作废票卡"),
    "withdraw": N_("收回角色"),
}

# On what kind of object.
KINDS: dict[str, str] = {
    "candidate": N_("候选项目"),
    "candidate_list": N_("候选项目名单"),
    "ceremony": N_("加封"),
    "congress": N_("人大"),
    "delegation": N_("代表团"),
    "deputy": N_("代表"),
    "import": N_("导入"),
    "meeting": N_("全体会议"),
    "person": N_("人员"),
    "poll": N_("票决"),
    "session": N_("会议"),
    "sitting": N_("票决会场"),
}
