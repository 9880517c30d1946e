"""A stack of which one part could not be built is looked at all the same: what is missing is no finding."""

from __future__ import annotations

import pytest

from bbfd.errors import Place
from bbfd.rules import all_rules, check
from bbfd.template import document, read
from tests.golden import HERE, kept


@pytest.mark.parametrize("name", sorted(kept()))
def test_what_is_missing_is_no_finding(name: str) -> None:
    body = read((HERE / name).read_text(encoding="utf-8"), name).body
    known = {found.rule for found in check(read((HERE / name).read_text(), name), all_rules())}
    for missing in body["Resources"]:
        left = {key: value for key, value in body["Resources"].items() if key != missing}
        part = document({**body, "Resources": left}, lambda *_: Place("x"), name=name)
        assert {found.rule for found in check(part, all_rules())} <= known, missing
