"""Sentences of decisions, changes, special reports and questionings."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.decision_not_found": N_("没有找到这条会议决定。请从项目页面重新进入。"),
}
