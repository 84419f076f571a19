"""The steps and words of this verifier as data, for the page that verifies in a browser (verify.html)."""

from __future__ import annotations

from voting.verifier.checks import NOTES, STEPS, UNCHECKED
from voting.verifier.report import FACTS, PLACES, SIGNS, WORDS


def table() -> dict[str, object]:
    """What the page is built with: pairs of texts are (zh, en)."""
    return {
        "steps": [
            {
                "name": step.name,
                "in_order": step.in_order,
                "codes": [check.code for check in step.checks],
            }
            for step in STEPS.values()
        ],
        "checks": {check.code: (check.zh, check.en) for step in STEPS.values() for check in step.checks},
        "unchecked": UNCHECKED,
        "notes": NOTES,
        "places": PLACES,
        "signs": SIGNS,
        "facts": FACTS,
        "words": WORDS,
    }
