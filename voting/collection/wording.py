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
    "collection.idea_not_found": N_("没有找到这条意见建议。请核对编号，或返回列表重新选择。"),
    "collection.other_desk": N_("这条意见建议由另一方受理，您不能办理，没有任何改动。需要时请通过函件移交。"),
    "collection.bad_number": N_("受理编号不对。请按回执上的数字填写，例如 2027-000123。"),
    "collection.category_unknown": N_("类别不在这次征集的范围内。请从列表中选择一个类别。"),
    "collection.title_missing": N_("标题没有填写。请用一句话写明建议，至少两个字。"),
    "collection.too_long": N_("内容超过 %(most)s 个字，没有保存。请缩短后再提交。"),
    "collection.import_built_on": N_("不能撤销：“%(name)s”在导入后已修改。请逐条更正，没有任何改动。"),
}
