"""Sentences of the ground's own errors; each domain has its own ``wording.py``."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "acts.chain_broken": N_(
        "操作日志第 %(number)s 条与前文不衔接，日志可能被改动。请停止操作并报告总监票人。"
    ),
    "states.not_from_here": N_("现在的状态不能做这一步，没有任何改动。请刷新页面，看清当前状态再操作。"),
    "states.moved": N_("另一人刚刚先操作了，您的这一步没有执行。请刷新页面查看最新状态。"),
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
