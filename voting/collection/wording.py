"""Sentences of this domain's errors."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "collection.candidate_not_found": N_("没有找到这个候选项目，可能刚被移出。请刷新页面。"),
    "collection.list_fixed": N_("候选项目已经确定，不能再改。主席团另有决定的，请先写明理由，重新开放修改。"),
    "collection.list_open": N_("候选项目还没有确定，可以直接修改。"),
    "collection.list_empty": N_("还没有候选项目，不能确定。请先导入或添加。"),
    "collection.reason_missing": N_("请写明重新开放修改的理由，它会记入操作日志。"),
    "collection.number_taken": N_("序号 %(number)s 已被“%(name)s”占用。请改用别的序号。"),
    "collection.name_taken": N_("已有同名项目“%(name)s”（序号 %(number)s）。请核对，或改名以示区别。"),
    "collection.number_twice": N_("序号与第 %(row)s 行重复。请核对哪一行是对的。"),
    "collection.name_twice": N_("名称与第 %(row)s 行相同。请删去一行，或改名以示区别。"),
    "collection.call_not_found": N_("没有找到这次征集，可能已撤下。请从首页重新进入。"),
    "collection.call_closed": N_("这次征集已经截止，公告不能再改。确需延长的，请先重新开放。"),
    "collection.call_has_desk": N_("征集已经开始，受理方不能再换，没有保存。"),
    "collection.lists_published": N_("公告已发布，正面清单和负面清单不能再改。请在下一次征集中修改。"),
    "collection.lists_empty": N_("还没有正面清单和负面清单，不能发布。请先填写。"),
    "collection.item_incomplete": N_("清单的每一条都要有内容和依据。请补齐后再保存。"),
    "collection.initiator_unknown": N_("发起单位或受理方不对。请从列表中选择。"),
    "collection.desk_mismatch": N_("人大发起的由人大征集办受理，政府发起的由政府征集办受理。请改选受理方。"),
    "collection.bad_year": N_("项目年度不对。请填写四位数的年份。"),
    "collection.bad_period": N_("起止日期没有填全，或截止早于开始。请改正，或选择全年征集。"),
    "collection.categories_missing": N_("类别或渠道不对：至少留一个类别，每个不超过20个字。"),
    "collection.bad_limits": N_("限制数不对：照片0到3张，每台设备、每个联络站的条数要大于0。"),
    "collection.bad_keep_days": N_("个人信息保存期限应为30到3650天。请改正。"),
    "collection.idea_not_found": N_("没有找到这条意见建议。请核对编号，或返回列表重新选择。"),
    "collection.other_desk": N_("这条意见建议由另一方受理，您不能办理，没有任何改动。需要时请通过函件移交。"),
    "collection.bad_number": N_("受理编号不对。请按回执上的数字填写，例如 2027-000123。"),
    "collection.category_unknown": N_("类别不在这次征集的范围内。请从列表中选择一个类别。"),
    "collection.title_missing": N_("标题没有填写。请用一句话写明建议，至少两个字。"),
    "collection.too_long": N_("内容超过 %(most)s 个字，没有保存。请缩短后再提交。"),
    "collection.filter_unknown": N_("没有这样的筛选或操作。请从页面上选择。"),
    "collection.reason_needed": N_("请写明理由，它会记入办理过程。"),
    "collection.nothing_chosen": N_("没有选中任何一条，没有改动。请先勾选再操作。"),
    "collection.not_for_the_public": N_("信访事项和已取消的合并件不能公开，没有改动。"),
    "collection.merge_needs_two": N_("合并至少要选两条。请再勾选一条。"),
    "collection.two_heads": N_("选中的有两个合并件。请先取消其中一个的合并，再合到一起。"),
    "collection.merge_across": N_("不同征集、不同受理方的意见建议不能合并。请分别办理。"),
    "collection.decision_pending": N_("“%(title)s”已有拟办决定，尚未公布。请先撤回拟办决定，再合并或拆分。"),
    "collection.not_merged": N_("这条不在合并件中，没有改动。请刷新页面。"),
    "collection.already_answered": N_(
        "这条不在办理中（可能已答复、已合并或已拆分），不能做这一步。请刷新页面查看当前状态。"
    ),
    "collection.split_needs_two": N_("拆分要写明两件以上的事，最多 %(most)s 件。请补充。"),
    "collection.split_merged": N_("合并件不能拆分。请把要分开的原件移出合并。"),
    "collection.answer_unknown": N_("审查清单的答案不对，没有保存。请刷新页面后逐条选择。"),
    "collection.outcome_unknown": N_("没有选择办理结果。请选择采纳、入库、转办或本年度暂不列入。"),
    "collection.reason_code_missing": N_("没有选择理由类别。除采纳外都要选择理由类别。"),
    "collection.sentence_missing": N_("请用一句话写明理由（至少五个字），提出人会看到这句话。"),
    "collection.referred_where": N_("转办要写明转给哪个单位。请填写承办单位。"),
    "collection.screening_incomplete": N_(
        "“%(title)s”的审查清单还有 %(missing)s 条没有结论，不能采纳。请先逐条审查。"
    ),
    "collection.screening_against": N_(
        "“%(title)s”不符合清单：%(item)s。不能采纳；请改为其他结果并写明理由。"
    ),
    "collection.nothing_prepared": N_("没有待公布的拟办决定。请先对意见建议作出拟办决定。"),
    "collection.batch_changed": N_(
        "待公布的从 %(expected)s 条变成了 %(found)s 条，没有公布。请看过新名单再公布。"
    ),
    "collection.due_past": N_("反馈期限已经过去。请选择今天或以后的日期。"),
    "collection.row_not_asked": N_(
        "没有受理编号为 %(number)s 的待反馈任务，可能已答复或属于其他单位。请删去这一行。"
    ),
    "collection.row_twice": N_("受理编号 %(number)s 写了两行。请删去一行。"),
    "collection.question_not_found": N_("没有找到这项论证任务，可能已撤回或属于其他单位。请刷新列表。"),
    "collection.handover_not_found": N_("没有找到这份函件。请从函件列表进入。"),
    "collection.document_no_missing": N_("没有填写文号。请按来文或发文登记的文号填写。"),
    "collection.paper_empty": N_("函件里还没有内容，不能发出。请先选择意见建议或填写条目。"),
    "collection.not_from_a_letter": N_("“%(title)s”不是建议项目函转来的，不列入情况表。请取消勾选。"),
    "collection.not_decided": N_("“%(title)s”还没有公布办理结果，不能列入情况表。请先公布。"),
    "collection.signed_for_missing": N_("请填写签收人（单位和姓名）。"),
    "collection.already_received": N_("这份函件已经签收，不能重复签收。"),
    "collection.library_same_call": N_("“%(title)s”就是本次征集入库的，要到下一次征集才能取用。"),
    "collection.verdict_unknown": N_("请选择“同一件事”或“不是一件事”。"),
    "collection.pair_not_found": N_("没有找到这组相似意见，可能已重新比对。请刷新页面。"),
    "collection.too_many_groups": N_("近义词最多 %(most)s 组，没有保存。请合并或删减。"),
    "collection.bad_group": N_("这组近义词不对：%(words)s。每组2到12个词，每个词不超过20个字。"),
    "collection.import_built_on": N_("不能撤销：“%(name)s”在导入后已修改。请逐条更正，没有任何改动。"),
}
