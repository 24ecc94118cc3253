"""The provisions that ship: each with its source, in words that the program knows."""

from __future__ import annotations

import pytest

from oxyura.policy.legal_hooks import membership_in_words, read_hooks
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.regulation_tables import RESTRICTIONS

HOOKS = read_hooks()


@pytest.mark.parametrize("hook", HOOKS, ids=[hook.hook_id for hook in HOOKS])
def test_a_provision_says_where_it_is_written_and_what_was_read(hook):
    assert hook.convention in CONVENTIONS
    assert hook.citation
    assert hook.read
    assert hook.url.startswith(("https://", "http://"))
    assert hook.restrictions
    assert set(hook.restrictions) <= set(RESTRICTIONS)
    assert set(hook.pathways) <= set(PATHWAY_TERMS)
    assert hook.appendix in ("", "I", "II")


def test_names_are_unique_and_what_the_resolution_asks_for_is_there():
    names = [hook.hook_id for hook in HOOKS]
    assert len(names) == len(set(names))
    asked = {"CMS", "CITES", "CBD", "Bern", "AEWA", "ACAP", "BWM", "IPPC", "WOAH"}
    assert asked <= {hook.convention for hook in HOOKS}
    assert {hook.hook_id for hook in HOOKS if hook.appendix == "I"} == {"cms-iii-4-c"}


@pytest.mark.parametrize(
    ("statements", "answer", "said"),
    [
        ((), "not_known", "no source given here says"),
        ((Statement("A", "in_force", "1985-05-01"),), "bound", "since 1985-05-01"),
        (
            (Statement("A", "in_force", "1981-11-16"), Statement("B", "in_force", "1986-08-28")),
            "bound",
            "the sources give different days: 1981-11-16, 1986-08-28",
        ),
        ((Statement("A", "not_listed"), Statement("B", "not_in_force")), "not_bound", "not among those bound, by A, B"),
        ((Statement("A", "ended", "1975-01-01", "1990-01-01"),), "not_bound", "no longer in force"),
        ((Statement("A", "in_force", "2017-09-08"), Statement("B", "not_in_force")), "disputed", "disagree"),
    ],
)
def test_what_binds_is_told_with_who_says_so(statements, answer, said):
    membership = Membership("BWM", statements)
    assert membership.answer == answer
    assert said in membership_in_words(membership)
