"""A rating's result as papers and tables: workbook, Word, and the words to read out. Chinese, as it is filed.

ballot(line, items) -> bytes                                    the empty sheet (测评票)
workbook(line, outcome, weighed, said) -> bytes
paper(congress, line, outcome, said, rule) -> EvaluationPaper
aloud(congress, year, raters, line, outcome) -> tuple of paragraphs
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting import sheets
from voting.documents.papers import EvaluationPaper, RatingLine, grouped
from voting.supervision.rating_machines import BASE_WORDS, RATER_WORDS, RESIDENT_GRADES
from voting.supervision.rating_results import Outcome, RatedItem
from voting.supervision.ratings import EvaluationLine, ItemLine
from voting.supervision.residents import Counted
from voting.supervision.weighting import Weighted

NO_GRADE = "不足十张票，不显示"
ADVISORY = "群众评价（仅供参考，不计入测评等次）"
TOO_FEW = "不足十人，不显示"


def ballot(line: EvaluationLine, items: Sequence[ItemLine]) -> bytes:
    """One column a grade, or one for the points; the last for abstaining where that is allowed."""
    marks = [grade.name for grade in line.rule.grades] if line.rule.kind == "grades" else ["分数（0至100）"]
    heads: list[str | int] = ["序号", "项目", "责任单位", *marks, *(["弃权"] if line.rule.abstain else [])]
    rows: list[list[str | int]] = [
        [item.number, item.name, item.unit, *([""] * (len(heads) - 3))] for item in items
    ]
    return sheets.listing({"测评票": [heads, *rows]})


def workbook(
    line: EvaluationLine,
    outcome: Outcome,
    weighed: Mapping[int, Weighted],
    said: Mapping[str, Counted],
) -> bytes:
    """Three tabs: the result, how it was counted, residents apart."""
    head = ["序号", "项目", "责任单位", *outcome.grades, "未作选择", "有效票", "满意率", "平均分", "等次"]
    table: list[list[str | int]] = [[*head, "加权满意率", "加权算式"]]
    for item in outcome.items:
        votes: list[str | int] = (
            [*item.votes, item.unmarked or 0] if item.votes is not None else ["—"] * (len(outcome.grades) + 1)
        )
        found = weighed.get(item.number)
        table.append(
            [item.number, item.name, item.unit, *votes, item.returned, item.rate.text, item.mean,
             item.grade_name or NO_GRADE, found.text if found else "", found.formula if found else ""]
        )  # fmt: skip
    return sheets.listing(
        {"测评结果": table, "怎么计算": _how(line, outcome), "群众评价": _said(outcome, said)}
    )


def _how(line: EvaluationLine, outcome: Outcome) -> list[list[str | int]]:
    return [
        ["项", "内容"],
        ["名称", line.title],
        ["由谁测评", RATER_WORDS[line.raters]],
        ["全体人数", outcome.all_members],
        ["参加人数", outcome.present],
        ["发出", outcome.handed_out],
        ["收回", outcome.returned],
        ["有效", outcome.valid],
        ["基数", BASE_WORDS[line.rule.base]],
        ["总体满意率", outcome.overall.text],
        ["算式", f"{outcome.overall.part}÷{outcome.overall.whole}"],
        ["无记名票决归档指纹", outcome.fingerprint],
    ]


def _said(outcome: Outcome, said: Mapping[str, Counted]) -> list[list[str | int]]:
    lines: list[list[str | int]] = [["项目", *RESIDENT_GRADES, "人数", ADVISORY]]
    for item in outcome.items:
        counted = said[item.project_id]
        numbers: list[str | int] = (
            [*counted.votes, counted.raters] if counted.enough else ["", "", "", TOO_FEW]
        )
        lines.append([item.name, *numbers])
    return lines


def paper(
    congress: str, line: EvaluationLine, outcome: Outcome, said: Mapping[str, Counted], rule: str
) -> EvaluationPaper:
    return EvaluationPaper(
        congress=congress,
        meeting="",
        title=line.title,
        raters=RATER_WORDS[line.raters],
        all_members=outcome.all_members,
        present=outcome.present,
        handed_out=outcome.handed_out,
        returned=outcome.returned,
        valid=outcome.valid,
        rule=rule,
        overall=f"{outcome.overall.text}（{outcome.overall.part}÷{outcome.overall.whole}）"
        if outcome.overall.whole
        else "",
        lines=tuple(
            RatingLine(item.number, item.name, _votes(item, outcome.grades), item.grade_name or NO_GRADE)
            for item in outcome.items
        ),
        residents=tuple(_said_line(item, said[item.project_id]) for item in outcome.items),
        fingerprint=grouped(outcome.fingerprint),
    )


def _votes(item: RatedItem, grades: tuple[str, ...]) -> str:
    if item.votes is None:
        return ""
    told = [f"{name} {number} 票" for name, number in zip(grades, item.votes, strict=True)]
    if item.unmarked:
        told.append(f"未作选择 {item.unmarked} 票")
    return "\n".join([*told, f"满意率 {item.rate.text}", *([f"平均 {item.mean} 分"] if item.mean else [])])


def _said_line(item: RatedItem, counted: Counted) -> str:
    if not counted.enough:
        return f"{item.number}. {item.name}：{TOO_FEW}"
    words = "，".join(
        f"{word} {number} 人" for word, number in zip(RESIDENT_GRADES, counted.votes, strict=True)
    )
    return f"{item.number}. {item.name}：{words}"


def aloud(congress: str, year: int, raters: str, line: EvaluationLine, outcome: Outcome) -> tuple[str, ...]:
    """One sentence a project, its numbers only where they are told."""
    how = "无记名" if line.form == "secret" else "记名"
    first = (
        f"各位代表：现在报告{congress}{year}年度民生实事项目的满意度测评情况。"
        f"{raters}以{how}方式，对{len(outcome.items)}个项目进行了测评，"
        f"发出测评票{outcome.handed_out}张，收回{outcome.returned}张，有效{outcome.valid}张。"
    )
    lines = []
    for item in outcome.items:
        told = ""
        if item.votes is not None:
            told = "，" + "、".join(
                f"{name}{number}票" for name, number in zip(outcome.grades, item.votes, strict=True)
            )
        grade = f"测评为{item.grade_name}" if item.grade_name else "收回票数不足，没有等次"
        lines.append(f"第{item.number}项，{item.name}{told}，{grade}。")
    rate = outcome.overall
    last = f"总体满意率为{rate.text}。" if rate.whole else ""
    return (first, *lines, last + "报告完毕。")
