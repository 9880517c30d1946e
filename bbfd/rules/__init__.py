"""Rules: what must hold in a template, said before AWS says it. A rule that cannot know a value stays silent.

NAME.py          ONE FILE, ONE SUBJECT: `RULES`, the few rules about one property, each a declaration
validators/      the validators of others, each wrapped once: their findings in our words
_rule.py         what a rule and a finding are
_engine.py       rules over documents, scenario by scenario
_choices.py      what values of parameters break that have still to be chosen
_merging.py      what several validators found, said once
_subjects.py     what rules look at: services, tasks, containers, and what launches them
_table.py        rows about what one value may be -> rules
_shapes.py       rows of checks: what must be there, must not, or holds under a condition -> rules
_bounds.py       rows of numbers and their bounds -> rules
_examples.py     the templates that the wrong and right examples vary
"""

from __future__ import annotations

import sys
from functools import lru_cache

from bbfd.discover import modules_in
from bbfd.rules._engine import Rules, Validator, check, check_across, check_all
from bbfd.rules._merging import merged
from bbfd.rules._rule import Between, Finding, Found, Level, Rule, When

__all__ = [
    "Between",
    "Finding",
    "Found",
    "Level",
    "Rule",
    "Rules",
    "Validator",
    "When",
    "all_rules",
    "by_subject",
    "check",
    "check_across",
    "check_all",
    "merged",
]


@lru_cache(maxsize=1)
def all_rules() -> Rules:
    """Our own rules, file by file."""
    return Rules(rule for module in modules_in(sys.modules[__name__]) for rule in module.RULES)


def by_subject() -> dict[str, tuple[Rule, ...]]:
    """What each file is about, in its own words, and its rules."""
    modules = modules_in(sys.modules[__name__])
    return {
        (module.__doc__ or "").partition("\n")[0].rstrip("."): tuple(module.RULES)
        for module in modules
    }
