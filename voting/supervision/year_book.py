"""The year book (实施情况汇编) as tables: promise, plan, rounds, findings, changes, ratings of every project.

tabs(stories, seals, say) -> {title: lines}         for sheets.listing; lines begin with their headers
progress(stories, round_id, say) -> lines           the table of one round

``say`` translates a msgid with its data. Numbers stay text where they are text in the source (money, shares).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voting.errors import N_
from voting.supervision.group_machines import FINDING_WORDS, STEP_WORDS
from voting.supervision.hearing_machines import CHANGE_WORDS
from voting.supervision.light_words import COLOUR_WORDS, FINDINGS, STANDINGS
from voting.supervision.lit import Lit
from voting.supervision.machines import PART_WORDS, PROJECT_STATES, ROUND_KIND_WORDS
from voting.supervision.report_sheet import FIELDS
from voting.supervision.rounds import RoundLine
from voting.supervision.story import Story
from voting.supervision.weighting import Rate

Say = Callable[..., str]
Line = list[str | int]
PROGRESS = (N_("序号"), N_("项目"), N_("亮灯"), N_("序时进度"), N_("进度状态"))
MONEY = (
    ("planned", N_("年度计划投资（万元）")),
    ("allotted", N_("下达")),
    ("arrived", N_("到位")),
    ("paid", N_("支付")),
)


def tabs(stories: Sequence[Story], seals: Sequence[tuple[RoundLine, str]], say: Say) -> dict[str, list[Line]]:
    return {
        say(N_("项目与承诺")): _promises(stories, say),
        say(N_("实施计划")): _plans(stories, say),
        say(N_("历轮进度")): _rounds(stories, say),
        say(N_("问题清单")): _findings(stories, say),
        say(N_("调整")): _changes(stories, say),
        say(N_("测评")): _ratings(stories, say),
        say(N_("归档指纹")): _seals(seals, say),
    }


def progress(stories: Sequence[Story], round_id: str, say: Say) -> list[Line]:
    """What accepted reports of the round say, with the light and the money that counts."""
    lines: list[Line] = [
        [
            *map(say, PROGRESS),
            *(say(column.header) for column in FIELDS),
            *(say(word) for _key, word in MONEY),
        ]
    ]
    for one in stories:
        light = next((lit for lit in one.lights if lit.round_id == round_id), None)
        said = one.said.get(round_id, {})
        lines.append([
            one.project.number, one.project.name, *_light(light, say),
            *(said.get(column.key, "") for column in FIELDS),
            *((light.money.get(key, "") if light else "") for key, _word in MONEY),
        ])  # fmt: skip
    return lines


def _light(light: Lit | None, say: Say) -> list[str]:
    if light is None:
        return ["", "", ""]
    standing = say(STANDINGS[light.standing]) if light.standing in STANDINGS else ""
    return [say(COLOUR_WORDS[light.shown]), f"{light.scheduled / 10:.1f}", standing]


def _promises(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("序号"), N_("项目"), N_("状态"), N_("建设内容"), N_("投资额（万元）"), N_("资金来源"),
        N_("责任单位"), N_("完成时限"), N_("承诺文本指纹"),
    )  # fmt: skip
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        text = one.project.promise
        lines.append([
            one.project.number, one.project.name, say(PROJECT_STATES[one.project.state]), text.content,
            text.investment, text.funding, text.unit, text.deadline, one.project.promise_digest,
        ])  # fmt: skip
    return lines


def _plans(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("序号"), N_("项目"), N_("版本"), N_("年度目标"), N_("目标数"), N_("计量单位"),
        N_("上年底已完成数"), N_("完成时限"), N_("年度计划投资（万元）"), N_("单位"), N_("理由"), N_("指纹"),
    )  # fmt: skip
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        units = "；".join(f"{say(PART_WORDS[part])}：{name}" for part, name in one.units)
        lines += [
            [one.project.number, one.project.name, plan.version,
             *(str(plan.data.get(key, "")) for key in
               ("target", "amount", "measure", "baseline", "deadline", "total_money")),
             units, plan.reason, plan.digest]
            for plan in one.versions
        ]  # fmt: skip
    return lines


def _rounds(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("序号"), N_("项目"), N_("截至"), N_("轮次"), N_("完成(%)"), N_("序时进度(%)"),
        N_("系统计算"), N_("亮灯"), N_("人工调整理由"), N_("说明"), N_("形象进度"), N_("下达"),
        N_("到位"), N_("支付"),
    )  # fmt: skip
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        for light in one.lights:
            why = "；".join(say(FINDINGS[found["code"]], **found["data"]) for found in light.findings)
            lines.append([
                one.project.number, one.project.name, light.as_of.isoformat(),
                say(ROUND_KIND_WORDS[light.kind]), f"{light.done / 10:.1f}", f"{light.scheduled / 10:.1f}",
                say(COLOUR_WORDS[light.computed]), say(COLOUR_WORDS[light.shown]), light.reason, why,
                one.said.get(light.round_id, {}).get("image", ""),
                *(light.money.get(key, "") for key in ("allotted", "arrived", "paid")),
            ])  # fmt: skip
    return lines


def _findings(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("项目"), N_("问题编号"), N_("问题"), N_("整改要求"), N_("状态"), N_("退回次数"),
        N_("经过"),
    )  # fmt: skip
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        for finding in one.findings:
            told = "\n".join(f"{step.day} {say(STEP_WORDS[step.kind])} {step.text}" for step in finding.steps)
            lines.append([
                one.project.name, finding.number, finding.problem, finding.demand,
                say(FINDING_WORDS[finding.state]), finding.came_back, told,
            ])  # fmt: skip
    return lines


def _changes(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("项目"),
        N_("事项"),
        N_("理由"),
        N_("作出决定的会议"),
        N_("日期"),
        N_("文号"),
        N_("公告"),
        N_("公告日期"),
    )
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        for change in one.changes:
            held = change.decision
            lines.append([
                one.project.name, say(CHANGE_WORDS[change.kind]), change.grounds, held.body if held else "",
                held.held_on.isoformat() if held else "", held.document_no if held else "", change.notice_no,
                change.announced_on.isoformat() if change.announced_on else "",
            ])  # fmt: skip
    return lines


def _ratings(stories: Sequence[Story], say: Say) -> list[Line]:
    heads = (
        N_("项目"), N_("测评"), N_("测评内容"), N_("等次"), N_("票数"), N_("参加测评人数"),
        N_("满意率"),
    )  # fmt: skip
    lines: list[Line] = [[say(head) for head in heads]]
    for one in stories:
        for evaluation, item in reversed(one.rated.results if one.rated else ()):
            names = [say(grade.name) for grade in evaluation.rule.grades]
            votes = (
                "，".join(f"{name} {many}" for name, many in zip(names, item.votes, strict=False))
                if item.votes is not None
                else ""
            )
            rate = "" if item.rate == Rate(0, 0) else item.rate.text
            lines.append(
                [one.project.name, evaluation.title, item.name, item.grade_name, votes, item.present, rate]
            )
    return lines


def _seals(seals: Sequence[tuple[RoundLine, str]], say: Say) -> list[Line]:
    lines: list[Line] = [[say(head) for head in (N_("轮次"), N_("截至"), N_("归档指纹"))]]
    return lines + [
        [say(ROUND_KIND_WORDS[line.kind]), line.as_of.isoformat(), found] for line, found in seals
    ]
