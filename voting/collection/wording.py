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
    "collection.import_built_on": N_("不能撤销：“%(name)s”在导入后已修改。请逐条更正，没有任何改动。"),
}
