"""Whether deputies may check their tablets themselves is a setting of the draft, read out with the method."""

from __future__ import annotations

import pytest

from voting.errors import Invalid
from voting.polling import drafting
from voting.polling.drafting import DraftForm

FORM = DraftForm(title="民生实事项目票决", places="1", projects="供水管网\n养老驿站")


@pytest.mark.parametrize(("chosen", "allowed"), [("", False), ("no", False), ("yes", True)])
def test_the_draft_says_who_may_check_a_device(chosen, allowed):
    form = DraftForm(**{**FORM.__dict__, "challenge": chosen})
    method = drafting.method_from(form)
    assert method.challenge is allowed
    assert ("代表可以自行抽检设备" in drafting.sentence(method)) is allowed


def test_another_word_is_refused():
    with pytest.raises(Invalid) as refused:
        drafting.method_from(DraftForm(**{**FORM.__dict__, "challenge": "perhaps"}))
    assert refused.value.field == "challenge"
