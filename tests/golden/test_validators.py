"""What others, and our own rules, say of every golden template: no error."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.rules import Level, all_rules, check, check_across
from bbfd.template import Document, read
from tests.golden import HERE, kept

FILES = sorted(kept())


@pytest.fixture(scope="module")
def linter() -> Any:
    """cfn-lint with its rules loaded, for the whole module."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    return Runner(ConfigMixIn(regions=["eu-west-1"]))


@pytest.fixture(scope="module")
def validator() -> Any:
    """AWS's own, with both of its engines; `bbfd check` asks one of them, for speed."""
    from cloudformation_validate import CompositeEngine

    return CompositeEngine()


@pytest.mark.parametrize("name", FILES)
def test_cfn_lint_finds_nothing(name: str, linter: Any) -> None:
    from cfnlint.decode import decode

    template, unread = decode(str(HERE / name))
    found = list(unread) or list(linter.validate_template(template))
    assert [(m.rule.id, m.message) for m in found if m.rule.severity != "informational"] == []


@pytest.mark.parametrize("name", FILES)
def test_cloudformation_validate_finds_nothing(name: str, validator: Any) -> None:
    report = validator.validate_template(str(HERE / name))
    assert [(d.rule_id, d.message) for d in report.diagnostics if d.severity.name != "INFO"] == []


@pytest.mark.parametrize("name", FILES)
def test_our_own_rules_find_no_error(name: str) -> None:
    found = check(_document(name), all_rules())
    assert [(f.rule, f.detail) for f in found if f.level is Level.ERROR] == []


@pytest.mark.parametrize("place", ["local", "dev", "stage", "prod"])
def test_the_services_of_an_environment_do_not_get_in_each_others_way(place: str) -> None:
    services = [_document(name) for name in FILES if name.endswith(f".{place}.yaml")]
    assert len(services) > 1
    assert check_across(services, all_rules()) == ()


def _document(name: str) -> Document:
    return read((HERE / name).read_text(encoding="utf-8"), name)
