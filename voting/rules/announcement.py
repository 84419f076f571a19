"""The outcome as sentences to be read aloud, and the step that follows it."""

from __future__ import annotations

from collections.abc import Sequence

from voting.rules.counts import Counts
from voting.rules.grades import Graded, Rating
from voting.rules.method import Method
from voting.rules.outcome import Outcome, Step, base_of
from voting.rules.phrases import NOUNS, Lang, share_of, whole
from voting.rules.questions import check_names
from voting.rules.terms import Counted

_SAY: dict[Lang, dict[str, str]] = {
    "zh": {
        "counts": "{all}{n}名，实到{present}名，发出表决票{handed_out}张，收回{returned}张，"
        "其中有效票{valid}张、无效票{void}张。",
        "valid": "本次票决有效。",
        "bar": "{share}为{bar}票。",
        "chosen": "下列{count}项{passed}，{listed}：{names}。",
        "chosen_one": "{count}项{passed}，{listed}：{names}。",
        "chosen_none": "没有项目列入。",
        "passed_bar": "得到{share}赞成",
        "passed_votes": "得票居前",
        "listed_decide": "列入民生实事项目",
        "listed_recommend": "列为推荐项目",
        "accepted": "末位票数相等的项目按办法全部列入，共{count}项，多于应选的{k}项。",
        "tied": "下列{count}项票数相等，尚余{left}个名额未定：{names}。",
        "rest": "未列入的{count}项：{names}。",
        "votes": "（赞成{for_}票、反对{against}票、弃权{abstain}票）",
        "votes_tick": "（赞成{for_}票、弃权{abstain}票）",
        "rating_valid": "本次测评有效。",
        "graded": "「{name}」的等次为{grade}",
        "grade_votes": "（{votes}）",
        "grade_vote": "{grade}{number}票",
        "unmarked": "未作选择",
        "limits": "以{base}{whole}{unit}为基数：{limits}；其余为{last}。",
        "limit_first": "{grade}达到{limit}票的为{grade}",
        "limit_next": "{grade}及以上合计达到{limit}票的为{grade}",
        "rehearsal": "以上为预演，结果不具效力。",
    },
    "en": {
        "counts": "{all}: {n}; present {present}; ballots handed out {handed_out}, returned {returned}, "
        "of which valid {valid} and void {void}.",
        "valid": "The vote is valid.",
        "bar": "{share} is {bar}.",
        "chosen": "The following {count} {passed} and {listed}: {names}.",
        "chosen_one": "One project {passed} and {listed}: {names}.",
        "chosen_none": "No project passes.",
        "passed_bar": "have {share} in favour",
        "passed_votes": "have the most votes",
        "listed_decide": "are decided on",
        "listed_recommend": "are recommended",
        "accepted": "Those level for the last places all pass: {count}, more than the {k} places.",
        "tied": "The following {count} are level for {left} remaining places: {names}.",
        "rest": "Not passed, {count}: {names}.",
        "votes": " ({for_} for, {against} against, {abstain} abstaining)",
        "votes_tick": " ({for_} for, {abstain} abstaining)",
        "rating_valid": "The rating is valid.",
        "graded": "“{name}” is rated {grade}",
        "grade_votes": " ({votes})",
        "grade_vote": "{grade} {number}",
        "unmarked": "unmarked",
        "limits": "Of {base}, {whole}: {limits}; {last} otherwise.",
        "limit_first": "{grade} with {limit} votes for it",
        "limit_next": "{grade} with {limit} votes for it or better",
        "rehearsal": "This was a rehearsal without effect.",
    },
}

_STEPS: dict[Lang, dict[Step, str]] = {
    "zh": {
        "announce": "可以签字并宣布结果。",
        "runoff_among_tied": "{names}票数相等，就这{tied}项再次票决，确定{left}项，以赞成票多的列入。",
        "presidium_breaks_tie": "{names}票数相等，由{chair}从这{tied}项中决定{left}项。",
        "shortage_presidium": "列入{chosen}项，尚缺{short}项，由{chair}决定另行票决或者相应减少项目。",
        "shortage_second_ballot": "列入{chosen}项，尚缺{short}项，就未列入的项目另行票决。",
        "shortage_accept_fewer": "列入{chosen}项，少于应选{k}项，按实际列入的{chosen}项确定。",
        "shortage_next_session": "列入{chosen}项，尚缺{short}项，留待以后的会议票决。",
        "vote_again": "收回票数多于发出票数，本次表决无效，由{chair}决定重新表决。",
        "check_numbers": "人数、票数不符，请核对后再行报告。",
        "adjourn": "到会或者参加表决的人数不足，本次表决无效。",
        "vote_on_paper": "收回的票不足{least}张，为保守秘密不开启电子票箱，改用举手或者纸质方式表决。",
    },
    "en": {
        "announce": "The result can be signed and announced.",
        "runoff_among_tied": "{names} are level: a runoff among these {tied} fills {left}, most votes win.",
        "presidium_breaks_tie": "{names} are level: {chair} settles {left} of these {tied}.",
        "shortage_presidium": "{chosen} of {k} places are filled: {chair} orders a vote or accepts fewer.",
        "shortage_second_ballot": "{chosen} of {k} places are filled: the others are voted on again.",
        "shortage_accept_fewer": "{chosen} of {k} places are filled: the rest stays empty.",
        "shortage_next_session": "{chosen} of {k} places are filled: the rest is left to a later session.",
        "vote_again": "More ballots returned than handed out: the vote is void, {chair} orders another.",
        "check_numbers": "The numbers of people and ballots disagree: check and report them again.",
        "adjourn": "Too few are present or took part: the vote is void.",
        "vote_on_paper": "Fewer than {least} ballots stay closed for secrecy: vote by hands or paper.",
    },
}


def result_reading(
    method: Method,
    counts: Counts,
    outcome: Outcome,
    names: Sequence[str],
    lang: Lang = "zh",
    told: Counted | None = None,
) -> str:
    """The result as it is read out: numbers, pass line, chosen, tied, rest, open step; no line breaks.

    ``told`` says whose votes appear (default: what the method tells the hall). Projects are listed by
    votes where votes are told and in ballot order where not, so that the order betrays nothing.
    """
    check_names(method, names)
    say = _SAY[lang]
    parts = [_numbers(method, counts, lang)]
    if outcome.valid:
        parts.append(say["valid"])
        parts += _listing(method, outcome, names, lang, told or method.publication.hall)
    if outcome.next_step != "announce":
        parts.append(next_step_reading(method, outcome, names, lang))
    if method.purpose == "rehearsal":
        parts.append(say["rehearsal"])
    return ("" if lang == "zh" else " ").join(parts)


def next_step_reading(method: Method, outcome: Outcome, names: Sequence[str], lang: Lang = "zh") -> str:
    """What happens next, in one sentence."""
    check_names(method, names)
    return _next_step(
        method,
        outcome.next_step,
        lang,
        names=_join([_quoted(names[i], lang) for i in outcome.tied], lang),
        tied=len(outcome.tied),
        left=outcome.places_left,
        short=outcome.shortage,
        chosen=len(outcome.chosen),
    )


def accepted_reading(method: Method, outcome: Outcome, lang: Lang = "zh") -> str:
    """Why more than k are chosen; empty where they are not. It names none, for that would tell an order."""
    if len(outcome.chosen) <= method.places:
        return ""
    return _SAY[lang]["accepted"].format(count=len(outcome.chosen), k=method.places)


def _next_step(method: Method, step: Step, lang: Lang, **data: object) -> str:
    chair = NOUNS[lang][method.voters]["chair"]
    return _STEPS[lang][step].format(k=method.places, least=method.min_ballots, chair=chair, **data)


def rating_reading(
    method: Method,
    counts: Counts,
    rating: Rating,
    names: Sequence[str],
    lang: Lang = "zh",
    told: Counted | None = None,
) -> str:
    """The grades as they are read out, in ballot order; all votes or (``told`` not "all") none."""
    check_names(method, names)
    say = _SAY[lang]
    parts = [_numbers(method, counts, lang)]
    if rating.valid:
        with_votes = (told or method.publication.hall) == "all"
        items = [_rated(method, item, names[item.index], lang, with_votes) for item in rating.items]
        parts += [say["rating_valid"], "；".join(items) + "。" if lang == "zh" else "; ".join(items) + "."]
    else:
        parts.append(_next_step(method, rating.next_step, lang))
    if method.purpose == "rehearsal":
        parts.append(say["rehearsal"])
    return ("" if lang == "zh" else " ").join(parts)


def limits_reading(method: Method, counts: Counts, lang: Lang = "zh") -> str:
    """The base in numbers and how many votes each grade takes: 「以实有代表40名为基数：满意达到20票的…」."""
    say, of = _SAY[lang], base_of(method, counts)
    *reached, last = method.grades
    limits = [
        say["limit_next" if place else "limit_first"].format(grade=grade.name, limit=grade.share.line(of))
        for place, grade in enumerate(reached)
    ]
    return say["limits"].format(
        base=whole(method.base, method.voters, lang),
        whole=of,
        last=last.name,
        unit="张" if method.base == "valid" else "名",
        limits=("；" if lang == "zh" else "; ").join(limits),
    )


def _rated(method: Method, item: Graded, name: str, lang: Lang, votes: bool) -> str:
    say = _SAY[lang]
    said = say["graded"].format(name=name, grade=method.grades[item.grade].name)
    if not votes:
        return said
    numbers = [(grade.name, number) for grade, number in zip(method.grades, item.votes, strict=True)]
    if method.min_marks == 0:
        numbers.append((say["unmarked"], item.unmarked))
    each = [say["grade_vote"].format(grade=grade, number=number) for grade, number in numbers]
    return said + say["grade_votes"].format(votes=_join(each, lang))


def _numbers(method: Method, counts: Counts, lang: Lang) -> str:
    everyone = whole("all_deputies", method.voters, lang)
    return _SAY[lang]["counts"].format(
        all=everyone if lang == "zh" else everyone.capitalize(),
        n=counts.all_deputies,
        present=counts.present,
        handed_out=counts.handed_out,
        returned=counts.returned,
        valid=counts.valid,
        void=counts.void,
    )


def _listing(method: Method, outcome: Outcome, names: Sequence[str], lang: Lang, told: Counted) -> list[str]:
    say = _SAY[lang]
    share = share_of(method.bar, whole(method.base, method.voters, lang), lang)
    ranked = method.pass_rule == "top_k"
    parts = [] if ranked else [say["bar"].format(share=share[0].upper() + share[1:], bar=outcome.bar)]
    by_votes = sorted(outcome.lines, key=lambda line: (line.rank, line.index))
    with_votes = told != "none"

    def listed(indices: Sequence[int], votes: bool) -> str:
        order = [line.index for line in (by_votes if votes else outcome.lines) if line.index in indices]
        return _join([_project(outcome, i, names[i], lang, votes) for i in order], lang)

    rest = [line.index for line in outcome.lines if line.status == "not_chosen"]
    key = {0: "chosen_none", 1: "chosen_one"}.get(len(outcome.chosen), "chosen")
    parts.append(
        say[key].format(
            count=len(outcome.chosen),
            names=listed(outcome.chosen, with_votes),
            passed=say["passed_votes" if ranked else "passed_bar"].format(share=share),
            listed=say[f"listed_{method.level}"],
        )
    )
    if more := accepted_reading(method, outcome, lang):
        parts.append(more)
    if outcome.tied:
        parts.append(
            say["tied"].format(
                count=len(outcome.tied),
                left=outcome.places_left,
                names=listed(outcome.tied, with_votes),
            )
        )
    if told == "all" and rest:
        parts.append(say["rest"].format(count=len(rest), names=listed(rest, True)))
    return parts


def _project(outcome: Outcome, index: int, name: str, lang: Lang, votes: bool) -> str:
    if not votes:
        return _quoted(name, lang)
    line = outcome.lines[index]
    key = "votes_tick" if line.against is None else "votes"
    return _quoted(name, lang) + _SAY[lang][key].format(
        for_=line.for_votes, against=line.against, abstain=line.abstain
    )


def _quoted(name: str, lang: Lang) -> str:
    return f"「{name}」" if lang == "zh" else f"“{name}”"


def _join(items: Sequence[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(items)
