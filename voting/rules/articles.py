"""The full text of a voting method (票决办法全文): articles and settings in, numbered text out.

A text is articles divided by empty lines. Words in 【 】 are places for what the settings say (``SLOTS``):
the secretariat edits the wording around them, and the setting that it picks is heard in the article that
orders it. Most say the same clause as the sentence that is read aloud, so the two cannot differ.

    template(kind) -> str                         the text that the product ships (``template.py``)
    parse(text, kind) -> tuple[str, ...]          its articles; RulesError names what is wrong
    fill(text, method, occasion) -> tuple[str, ...]     the articles with the settings filled in
    ordered(text, kind) -> tuple[(field, article), …]   which article orders which setting
    full_text(text, method, occasion) -> str      title and numbered articles; ``digest`` is its SHA-256
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voting.rules import template as shipped
from voting.rules.canonical import is_clean
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.phrases import NOUNS, numeral
from voting.rules.reading import clauses
from voting.rules.terms import Kind

MOST_ARTICLES, MOST_LETTERS = 60, 20_000
_SLOT = re.compile(r"【([^【】]*)】")
_NUMBER = re.compile(r"^第[零一二三四五六七八九十百]{1,5}条[\s　]*")
# Read, these do not say what their bytes do: other line ends, other directions, no characters at all.
_HIDDEN = re.compile("[\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_GAP = re.compile(r"\n[\s　]*\n")
Said = Mapping[str, str]


@dataclass(frozen=True)
class Slot:
    """``fields`` are the settings it speaks for; ``say`` makes its words of the method and its clauses."""

    fields: tuple[str, ...]
    say: Callable[[Method, Said], str]


def _clause(*names: str, otherwise: str = "") -> Callable[[Method, Said], str]:
    """The clauses of the reading whose names begin so, or other words where the method has none."""

    def say(method: Method, said: Said) -> str:
        found = [text for key, text in said.items() if key.startswith(names)]
        return "；".join(found) or otherwise

    return say


def _places(method: Method, said: Said) -> str:
    n, k = method.candidates, method.places
    if n == k:
        return f"候选项目{n}项，实行等额票决，逐项表决"
    return f"候选项目{n}项，应选{k}项，实行差额票决，差额{n - k}项"


def _rounds(method: Method, said: Said) -> str:
    if "rounds" not in said:
        return "对同一批项目不再进行下一轮票决"
    return f"票决至多进行{method.rounds}轮，仍不能确定的由{NOUNS['zh'][method.voters]['chair']}决定"


def _noun(name: str) -> Callable[[Method, Said], str]:
    return lambda method, said: NOUNS["zh"][method.voters][name]


def _word(field: str, words: Mapping[str, str]) -> Callable[[Method, Said], str]:
    return lambda method, said: words[getattr(method, field)]


_WHERE = {"plenary": "在全体会议上进行", "delegations": "在各代表团会议上分别进行，统一计票，一次宣布"}
_WHO = {
    "deputies": "出席会议的代表",
    "committee_members": "出席会议的常委会组成人员",
    "assembly_members": "出席会议的议事代表",
    "group_members": "出席会议的监督小组成员",
}
_VOTER = {
    "deputies": "代表",
    "committee_members": "常委会组成人员",
    "assembly_members": "议事代表",
    "group_members": "监督小组成员",
}
_CHOSEN = {
    "deputies": "由各代表团在代表中推选，主席团提出人选，会议通过",
    "committee_members": "由主任会议在常委会组成人员中提出人选，会议通过",
    "assembly_members": "由议事代表推选，街道人大工委提出人选，会议通过",
    "group_members": "由监督小组在成员中推选，主任会议提出人选，会议通过",
}
_EFFECT = {
    "decide": "列入的项目为本年度民生实事项目，交人民政府组织实施，非经法定程序不得变更",
    "recommend": "列入的项目为推荐项目，结果作为推荐意见，交有关机关研究办理并答复",
}
_RECORDS = {
    "scrutineers": "收票记录只供监票人、核验人查看",
    "hall": "收票记录可供到会人员核验",
    "public": "收票记录向社会公开，任何人可以核验",
}

SLOTS: dict[str, Slot] = {
    "会议": Slot((), lambda method, said: "本次会议"),  # replaced by the occasion where it is known
    "主持机构": Slot((), _noun("chair")),
    "全体": Slot((), _noun("all")),
    "投票人": Slot(("voters",), _word("voters", _WHO)),
    "代表": Slot((), _word("voters", _VOTER)),
    "监票人产生": Slot((), _word("voters", _CHOSEN)),
    "票决地点": Slot(("place",), _word("place", _WHERE)),
    "候选与应选": Slot(("candidates", "places"), _places),
    "测评项数": Slot(("candidates",), lambda method, said: f"{method.candidates}项"),
    "到会人数": Slot(("quorum",), _clause("quorum", otherwise="对到会人数不另作规定")),
    "参加人数": Slot(("participation",), _clause("participation", otherwise="对参加表决的人数不另作规定")),
    "填票方式": Slot(("exclusive", "marking"), _clause("three", "tick")),
    "赞成项数": Slot(("max_marks", "min_marks"), _clause("marks_")),
    "通过规则": Slot(("bar", "base", "pass_rule"), _clause("majority_then_votes", "pass_each", "top_k")),
    "票数相等": Slot(("tie",), _clause("tie_", otherwise="各项目分别确定，票数相等的不影响结果")),
    "不足应选": Slot(("shortage",), _clause("shortage_", otherwise="未列入的项目不再票决")),
    "轮次": Slot(("rounds",), _rounds),
    "最少票数": Slot(("min_ballots",), _clause("min_ballots")),
    "会场宣布": Slot(("publication",), _clause("hall_", "rate_hall_")),
    "向社会公布": Slot(("publication",), _clause("public_", "rate_public_")),
    "收票记录": Slot(("publication",), lambda method, said: _RECORDS[method.publication.board]),
    "设备抽检": Slot(("challenge",), _clause("challenge", otherwise="设备抽检由监票人进行")),
    "结果效力": Slot(("level",), _word("level", _EFFECT)),
    "测评等次": Slot(("grades",), lambda method, said: "、".join(grade.name for grade in method.grades)),
    "评法": Slot(("min_marks",), _clause("rate_one", "rate_abstain")),
    "等次认定": Slot(("base", "grades"), _clause("rate_base", "grade_")),
    "末等": Slot((), lambda method, said: method.grades[-1].name if method.grades else "不满意"),
}
OF_KIND: dict[Kind, frozenset[str]] = {
    "ballot": frozenset(SLOTS) - {"测评项数", "测评等次", "评法", "等次认定", "末等"},
    "rating": frozenset(SLOTS)
    - {"候选与应选", "填票方式", "赞成项数", "通过规则", "票数相等", "不足应选", "轮次", "结果效力"},
}


def template(kind: Kind) -> str:
    """The text that the product ships for a ballot or a rating."""
    return "\n\n".join(shipped.RATING if kind == "rating" else shipped.BALLOT)


def parse(text: str, kind: Kind) -> tuple[str, ...]:
    """The articles of a text without their numbers; their paragraphs are lines.

    RulesError for a text that is empty, too long or not clean, and for a place that no setting fills.
    """
    if len(text) > MOST_LETTERS:
        raise RulesError("rules.text_too_long", "text", limit=MOST_LETTERS)
    found = tuple(filter(None, map(_article, _GAP.split(text.replace("\r\n", "\n").replace("\r", "\n")))))
    if not found:
        raise RulesError("rules.text_empty", "text")
    if len(found) > MOST_ARTICLES:
        raise RulesError("rules.too_many_articles", "text", limit=MOST_ARTICLES)
    for number, article in enumerate(found, 1):
        if _HIDDEN.search(article) or not all(map(is_clean, article.split("\n"))):
            raise RulesError("rules.text_not_clean", "text", article=number)
        for name in _SLOT.findall(article):
            if name not in OF_KIND[kind]:
                raise RulesError("rules.unknown_slot", "text", article=number, slot=name[:20])
    return found


def joined(articles: tuple[str, ...]) -> str:
    """The text of these articles."""
    return "\n\n".join(articles)


def fields_of(article: str) -> tuple[str, ...]:
    """The settings that an article orders, in the order of its places."""
    fields = [field for name in _SLOT.findall(article) if name in SLOTS for field in SLOTS[name].fields]
    return tuple(dict.fromkeys(fields))


def ordered(text: str, kind: Kind) -> tuple[tuple[str, int], ...]:
    """(setting, first article that orders it), sorted by setting."""
    found: dict[str, int] = {}
    for number, article in enumerate(parse(text, kind), 1):
        for field in fields_of(article):
            found.setdefault(field, number)
    return tuple(sorted(found.items()))


def fill(text: str, method: Method, occasion: str = "") -> tuple[str, ...]:
    """The articles as they read under these settings; ``occasion`` names congress and meeting."""
    said = dict(_unique(clauses(method)))
    words = {name: SLOTS[name].say(method, said) for name in OF_KIND[method.kind]}
    if occasion:
        words["会议"] = occasion
    return tuple(_SLOT.sub(lambda found: words[found[1]], article) for article in parse(text, method.kind))


def title(kind: Kind, occasion: str) -> str:
    """What the text is called."""
    return f"{occasion}民生实事项目{'满意度测评' if kind == 'rating' else '票决'}办法"


def full_text(text: str, method: Method, occasion: str = "") -> str:
    """Title and numbered articles, one paragraph a line."""
    lines = [title(method.kind, occasion)]
    for number, article in enumerate(fill(text, method, occasion), 1):
        first, *more = article.split("\n")
        lines += ["", f"　　{heading(number)}　{first}", *(f"　　{line}" for line in more)]
    return "\n".join(lines) + "\n"


def heading(number: int) -> str:
    """「第十二条」"""
    return f"第{numeral(number)}条"


def digest(full: str) -> str:
    """SHA-256 of a full text as UTF-8, 64 hex digits."""
    return hashlib.sha256(full.encode()).hexdigest()


def _article(paragraphs: str) -> str:
    lines = [line.strip().strip("　").strip() for line in paragraphs.split("\n")]
    return _NUMBER.sub("", "\n".join(filter(None, lines)))


def _unique(said: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Clauses by name; a name that comes again (the grades between first and last) is numbered."""
    found: dict[str, str] = {}
    for key, text in said:
        found[key if key not in found else f"{key}_{len(found)}"] = text
    return found
