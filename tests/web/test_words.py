"""Every refusal has a sentence, every sentence an English one, and no page shows a bare code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import CODE
from voting import errors, language, wording
from voting.errors import VotingError
from voting.web import STATUS, all_sentences, sentence

VOTING = Path(errors.__file__).parent
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[sd]|%)")
CODE_SHAPE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")


def kinds(kind: type[VotingError] = VotingError) -> set[str]:
    """Names of all error classes."""
    return {kind.__name__}.union(*(kinds(sub) for sub in kind.__subclasses__()))


def refusals() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, code, names of data or None where they are passed as a mapping) of every error made."""
    names = kinds()
    for path in sorted(VOTING.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in names or not isinstance(node.args[0].value, str):
                continue
            data = {keyword.arg for keyword in node.keywords}
            given = None if None in data else {str(name) for name in data}
            yield f"{path.relative_to(VOTING)}:{node.lineno}", node.args[0].value, given


def placeholders(text: str) -> set[str]:
    return {name for name in PLACEHOLDER.findall(text) if name}


def test_every_refusal_has_a_sentence(app, counted):
    sentences, made = all_sentences(), list(refusals())
    missing = [f"{place}: {code}" for place, code, _ in made if code not in sentences]
    assert not missing, "\n".join(missing)
    assert len(made) > 40
    counted("refusals with a sentence", len(made))


def test_every_sentence_is_filled_by_what_its_refusal_carries(app):
    sentences = all_sentences()
    short = [
        f"{place}: {code} lacks {sorted(placeholders(sentences[code]) - data)}"
        for place, code, data in refusals()
        if data is not None and code in sentences and not placeholders(sentences[code]) <= data
    ]
    assert not short, "\n".join(short)


def test_a_sentence_is_chinese_and_never_a_code():
    bad = [
        code
        for code, text in all_sentences().items()
        if not re.search("[\u4e00-\u9fff]", text) or CODE_SHAPE.search(text)
    ]
    assert not bad


RECORDERS = {"_act", "_record", "_record_list", "note", "record_act"}


def recorded_words() -> Iterator[tuple[str, str]]:
    """(place, word) of every verb and kind of object that the code puts into the act log."""
    plain = re.compile(r"[a-z_]+")
    for path in sorted(VOTING.rglob("*.py")):
        source = path.read_text("utf-8")
        if not any(sign in source for sign in ("acts.record(", "record_act(", "closing.note(", " Move(")):
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = [k.value for k in node.keywords if k.arg in ("verb", "object_kind")]
            words += node.args if called in RECORDERS else node.args[2:3] if called == "Move" else []
            for word in words:
                if isinstance(word, ast.Constant) and plain.fullmatch(str(word.value)):
                    yield f"{path.relative_to(VOTING)}:{node.lineno}", str(word.value)


def test_every_act_is_shown_in_words(counted):
    recorded = list(recorded_words())
    unnamed = [f"{place}: {word}" for place, word in recorded if word not in wording.VERBS | wording.KINDS]
    assert not unnamed, "\n".join(unnamed)
    assert len(recorded) > 40
    counted("acts shown in words", len(recorded))


def test_an_error_nobody_wrote_a_sentence_for_still_speaks(app):
    with app.test_request_context("/"):
        text = sentence(VotingError("nobody.wrote_this", number=3))
    assert text == "这一步没有完成，数据没有改动。请重试；如仍不行，请联系技术保障组。"


def test_every_kind_of_error_has_a_status():
    assert {kind.__name__ for kind, _ in STATUS} >= {
        kind.__name__ for kind in VotingError.__subclasses__() if kind.__module__ == "voting.errors"
    }


def test_the_english_catalogue_is_complete(counted):
    wanted, held = language.source_messages(), language.catalogue("en")
    untranslated = sorted(wanted - held.keys())
    assert not untranslated, f"{len(untranslated)} sentences, the first: {untranslated[:5]}"
    counted("sentences in English", len(wanted))


def test_the_catalogue_holds_nothing_that_is_no_longer_said():
    stale = sorted(language.catalogue("en").keys() - language.source_messages())
    assert not stale, f"{len(stale)} sentences, the first: {stale[:5]}"


def test_translations_keep_the_placeholders():
    lost = [
        chinese
        for chinese, english in language.catalogue("en").items()
        if placeholders(chinese) != placeholders(english)
    ]
    assert not lost


def test_translations_contain_no_chinese_left_over():
    allowed = re.compile(r"[“‘「《][^”’」》]*[”’」》]")
    left = [
        english
        for english in language.catalogue("en").values()
        if re.search("[\u4e00-\u9fff]", allowed.sub("", english))
    ]
    assert not left


def test_chinese_comes_first_and_english_is_remembered(house):
    client = house.client("admin")
    assert "人员与角色" in client.get(f"/c/{CODE}/people").text
    english = client.get(f"/c/{CODE}/people?lang=en").text
    assert "People and roles" in english
    assert '<html lang="en">' in english
    assert "People and roles" in client.get(f"/c/{CODE}/people").text
    assert "人员与角色" in client.get(f"/c/{CODE}/people?lang=zh").text


@pytest.mark.parametrize("lang", ["fr", "../en", "", "zh-TW"])
def test_an_unknown_language_changes_nothing(client, lang):
    assert "登录名" in client.get("/login", query_string={"lang": lang}).text


def test_errors_are_told_in_the_readers_language(client):
    client.get("/login?lang=en")
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
