"""The English catalogue holds every sentence of the product, and each says the same."""

from __future__ import annotations

import re

import pytest

from voting.language import catalogue, source_messages

PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return catalogue("en")


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    return source_messages()


def test_no_sentence_is_left_untranslated(sentences, english, counted):
    assert sorted(sentences - english.keys()) == []
    counted("sentences translated", len(sentences))


def test_no_translation_outlives_its_sentence(sentences, english):
    assert sorted(english.keys() - sentences) == []


def test_a_translation_keeps_the_places_that_are_filled_in(english):
    different = {
        sentence: text
        for sentence, text in english.items()
        if sorted(PLACE.findall(sentence)) != sorted(PLACE.findall(text))
    }
    assert different == {}


def test_a_translation_is_english(english):
    """But for our name and the name of the other language."""
    chinese = {text for text in english.values() if CHINESE.search(re.sub("票决|中文", "", text))}
    assert chinese == set()
