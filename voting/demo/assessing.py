"""Units answer what the desk asked them, as they like: all at once by Excel, or one by one on their page."""

from __future__ import annotations

import io
import re

from openpyxl import load_workbook

from voting.demo.showing import found
from voting.demo.visitor import Visitor

ANSWERS = {"论证意见": "可行", "说明": "用地、资金可以落实，明年完成。", "估算(万元)": "800"}
TYPED = {"opinion": "有条件可行", "answer": "资金落实后可以实施。", "estimate": "600"}
EXAMPLE = "（示例）"


def by_excel(unit: Visitor, page: str) -> int:
    """The workbook of open questions, filled in and sent back; how many answers were taken."""
    unit.get(page)
    book = load_workbook(io.BytesIO(unit.get_bytes(f"{page}/sheet")))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    names = [[str(cell.value or "").strip("* ") for cell in row] for row in rows]
    head = next(at for at, row in enumerate(names) if "受理编号" in row)
    for row in rows[head + 1 :]:
        if row[0].value and not str(row[1].value).startswith(EXAMPLE):
            for name, text in ANSWERS.items():
                row[names[head].index(name)].value = text
    filled = io.BytesIO()
    book.save(filled)
    told = unit.post_file(f"{page}/sheet", "file", "论证意见.xlsx", filled.getvalue())
    return int(found(told, r"已反馈 (\d+) 项论证意见"))


def by_page(unit: Visitor, page: str) -> int:
    """Each question on its own page."""
    questions = dict.fromkeys(re.findall(r'href="([^"]*/unit/questions/[0-9a-f]{32})"', unit.get(page)))
    for question in questions:
        unit.submit(question, TYPED)
    return len(questions)
