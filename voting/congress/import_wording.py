"""Sentences of Excel files and of their import, whatever list they go into."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "sheets.empty_file": N_("没有收到文件，或文件是空的，没有导入任何内容。请选择填好的 Excel 文件再上传。"),
    "sheets.too_big": N_(
        "文件有 %(megabytes)s MB，超过 %(most)s MB 的上限，没有导入。请删去图片和多余的工作表后再上传。"
    ),
    "sheets.old_or_locked": N_(
        "这是旧格式（.xls、.et）或加了密码的文件，读不了，没有导入。请去掉密码，另存为 .xlsx 后再上传。"
    ),
    "sheets.not_excel": N_("这不是 .xlsx 格式的 Excel 文件，没有导入。请下载模板，填好后上传。"),
    "sheets.damaged": N_("文件已损坏或结构异常，没有导入。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"),
    "sheets.has_macros": N_("文件里带有宏，为安全起见没有导入。请另存为不带宏的 .xlsx 后再上传。"),
    "sheets.unpacks_too_big": N_("文件展开后大得异常，没有导入。请把内容复制到新下载的模板里再上传。"),
    "sheets.no_visible_sheet": N_("文件里没有可见的工作表，没有导入。请取消隐藏或使用模板。"),
    "sheets.too_many_rows": N_("行数超过上限，最多 %(most)s 行，没有导入。请删去多余的行，或分成几个文件。"),
    "sheets.too_many_columns": N_("第 %(most)s 列以后还有内容，没有导入。请删去右边多余的列。"),
    "sheets.no_headers": N_("没有找到表头，没有导入。表头应在前 10 行内，至少要有这些列：%(columns)s。"),
    "sheets.missing_columns": N_("缺少必需的列：%(columns)s，没有导入。请补上这些列，或使用模板。"),
    "sheets.column_twice": N_("这些列出现了两次：%(columns)s，不知道用哪一列，没有导入。请删去一列。"),
    "sheets.no_rows": N_("表头下面没有内容，没有导入。请填好后再上传（灰色的示例行会略过）。"),
    "sheets.required": N_("这一格必填。"),
    "sheets.looks_like_formula": N_("不能以“%(start)s”开头（像公式）。请改为普通文字，公式请粘贴为数值。"),
    "sheets.too_long": N_("太长：有 %(length)s 个字，最多 %(most)s 个字。"),
    "sheets.not_whole": N_("应为 %(least)s 到 %(most)s 之间的整数。"),
    "sheets.not_a_day": N_("应为日期，如 2026-10-01 或 2026年10月1日。"),
    "sheets.not_money": N_("应为以万元计的金额，如 120 或 120.5，最多四位小数。"),
    "sheets.not_a_choice": N_("只能填：%(choices)s。"),
    "sheets.not_digits": N_("应为 %(count)s 位数字。前面有 0 的，请把单元格设为文本再填。"),
    "imports.not_found": N_("这次上传已处理或已过期（保留 24 小时）。请重新上传。"),
    "imports.rows_bad": N_("还有 %(bad)s 行有错，没有导入。请全部修正后重新上传，或选择仅导入正确行。"),
    "imports.changed": N_(
        "名单刚刚有变动：预览时有 %(expected)s 行可导入，现在是 %(found)s 行，没有导入。请重新查看预览。"
    ),
    "imports.nothing_good": N_("没有一行可以导入。请下载标出错误的文件，修正后重新上传。"),
    "imports.not_the_last": N_("只能撤销最近一次导入，没有任何改动。请刷新页面查看。"),
}
