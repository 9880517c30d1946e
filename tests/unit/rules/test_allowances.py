import ast
from collections.abc import Mapping

import pytest

from bbfd.rules import Finding, Level, Rule, all_rules, allowances, check
from bbfd.template import Document, read
from tests.unit.rules.stacks import WEB

RULES = all_rules()
LATEST = WEB.replace("nginx:1.29", "nginx:latest")


def found(text: str, allow: Mapping[str, str]) -> dict[str, str]:
    return {each.rule: each.detail for each in check(read(text, "t.yaml"), RULES, allow)}


def test_an_allowed_rule_may_be_broken() -> None:
    assert list(found(LATEST, {})) == ["IMAGE-LATEST-TAG"]
    assert found(LATEST, {"IMAGE-LATEST-TAG": "a sandbox"}) == {}


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_allowed(reason: str) -> None:
    assert list(found(LATEST, {"IMAGE-LATEST-TAG": reason})) == ["IMAGE-LATEST-TAG", "ALLOW-REASON"]


def test_an_allowance_that_nothing_needs_any_more_is_found() -> None:
    assert found(WEB, {"IMAGE-LATEST-TAG": "a sandbox"}) == {
        "ALLOW-UNUSED": "IMAGE-LATEST-TAG is allowed, and nothing breaks it"
    }


def allowed_in(example: str) -> dict[str, str]:
    """What a line of a definition allows, without the comment behind it."""
    allow: dict[str, str] = ast.literal_eval(
        example.partition("#")[0].strip().removeprefix("allow=")
    )
    return allow


@pytest.mark.parametrize("rule", allowances.RULES, ids=lambda rule: rule.id)
def test_the_examples_of_rules_about_allowances_are_so(rule: Rule) -> None:
    text = WEB if rule is allowances.UNUSED else LATEST
    assert rule.id in found(text, allowed_in(rule.wrong))
    assert found(LATEST, allowed_in(rule.right)) == {}


def test_an_id_that_is_no_rule_is_found_with_the_near_ones() -> None:
    (finding,) = check(read(WEB, "t.yaml"), RULES, {"IMAGE-LATEST-TAGS": "a sandbox"})
    assert finding.rule == "ALLOW-UNKNOWN"
    assert "IMAGE-LATEST-TAG" in finding.fix


def test_what_this_look_cannot_see_is_not_called_unused() -> None:
    seen_elsewhere = ("RULE-SHADOWED", "SERVICE-LINKED-ROLE", "E3012")
    assert found(WEB, dict.fromkeys(seen_elsewhere, "a reason")) == {}


def theirs(document: Document) -> tuple[Finding, ...]:
    return (
        Finding(
            rule="W3010",
            level=Level.WARNING,
            title="t",
            aws_error="e",
            fix="f",
            doc="d",
            resource="Task",
            path=("Family",),
            detail="x",
            document=document.name,
            source="cfn-lint",
            where=lambda: document.place(()),
        ),
    )


def test_what_others_find_is_allowed_by_their_ids() -> None:
    document = read(WEB, "t.yaml")
    allow = {"W3010": "it is meant", "E3012": "once needed"}
    findings = check(document, RULES, allow, (theirs, theirs))
    assert [(each.rule, each.detail) for each in findings] == [
        ("ALLOW-UNUSED", "E3012 is allowed, and nothing breaks it")
    ]


def test_what_two_validators_number_alike_is_allowed_by_either_id() -> None:
    document = read(WEB, "t.yaml")
    for id in ("E3010", "F3010", "F0007"):
        allow = {id: "it is meant"}
        assert check(document, RULES, allow, (theirs, theirs)) == ()


def test_where_cfn_lint_is_not_asked_what_it_may_find_is_not_called_unused() -> None:
    allow = dict.fromkeys(("E3012", "W2001", "F3012"), "a reason")
    findings = check(read(WEB, "t.yaml"), RULES, allow, (lambda _: (),))
    assert [each.detail.split()[0] for each in findings] == ["F3012"]


# --- written into a template

PORT = "            - {ContainerPort: 80, Protocol: tcp}\n"


def told(text: str) -> list[tuple[str, int]]:
    return [(each.rule, each.place.line) for each in check(read(text, "t.yaml"), RULES)]


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("          Image: !Ref Image\n", "          Image: !Ref Image # bbfd: allow IMAGE-LATEST-TAG meant\n"),
        ("          Image: !Ref Image\n",
         "          # bbfd: allow IMAGE-LATEST-TAG meant\n\n          # x\n          Image: !Ref Image\n"),
        ("        - Name: web\n", "        # bbfd: allow IMAGE-LATEST-TAG: meant\n        - Name: web\n"),
        ("      ContainerDefinitions:\n", "      ContainerDefinitions:  #bbfd: allow IMAGE-LATEST-TAG meant\n"),
        ("  Task:\n", "  # bbfd: allow IMAGE-LATEST-TAG meant\n  Task:\n"),
        ("  Task:\n", "  # bbfd: allow SERVICE-LINKED-ROLE, IMAGE-LATEST-TAG: meant\n  Task:\n"),
        ("  Task:\n", "  # bbfd: allow IMAGE-LATEST-TAG,E3012,F3012 meant\n  Task:\n"),
        ("  Task:\n", "  # bbfd: allow IMAGE-LATEST-TAG, OK for now\n  Task:\n"),
        ("AWSTemplateFormatVersion:", "# bbfd: allow IMAGE-LATEST-TAG meant\nAWSTemplateFormatVersion:"),
        ("AWSTemplateFormatVersion:", "# about\n---\n# bbfd: allow IMAGE-LATEST-TAG meant\nAWSTemplateFormatVersion:"),
        ("  Task:\n", "  Task:\n    Metadata: {bbfd: {allow: {IMAGE-LATEST-TAG: a sandbox}}}\n"),
        ("Resources:\n", "Metadata: {bbfd: {allow: {IMAGE-LATEST-TAG: a sandbox}}}\nResources:\n"),
    ],
)  # fmt: skip
def test_a_template_allows_in_a_comment_or_in_its_metadata(old: str, new: str) -> None:
    assert old in LATEST
    assert told(LATEST.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      Family: web\n", "      Family: web  # bbfd: allow IMAGE-LATEST-TAG meant\n"),
        ("  TaskSecurityGroup:\n", "  # bbfd: allow IMAGE-LATEST-TAG meant\n  TaskSecurityGroup:\n"),
        ("  TaskRole:\n", "  # bbfd: allow IMAGE-LATEST-TAG meant\n  TaskRole:\n"),
        ("  Logs:\n", "  Logs:\n    Metadata: {bbfd: {allow: {IMAGE-LATEST-TAG: a sandbox}}}\n"),
    ],
)  # fmt: skip
def test_elsewhere_it_allows_nothing_and_is_found_there(old: str, new: str) -> None:
    text = LATEST.replace(old, new, 1)
    image, allowance = line_of(text, "Image: !Ref"), line_of(text, "IMAGE-LATEST-TAG")
    assert told(text) == [("IMAGE-LATEST-TAG", image), ("ALLOW-UNUSED", allowance)]


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# bbfd: allow IMAGE-LATEST-TAG", "ALLOW-REASON"),
        ("# bbfd: allow IMAGE-LATEST-TAG:", "ALLOW-REASON"),
        ("# bbfd: allow IMAGE-LATEST-TAG, ", "ALLOW-REASON"),
        ("# bbfd: allow IMAGE-LATEST-TAGS a sandbox", "ALLOW-UNKNOWN"),
        ("# bbfd: alow IMAGE-LATEST-TAG meant", "ALLOW-UNKNOWN"),
        ("# bbfd: allow", "ALLOW-UNKNOWN"),
        ("# bbfd:", "ALLOW-UNKNOWN"),
    ],
)
def test_a_comment_that_allows_nothing_is_found_where_it_stands(comment: str, rule: str) -> None:
    text = LATEST.replace("Image: !Ref Image\n", f"Image: !Ref Image  {comment}\n", 1)
    line = line_of(text, "Image: !Ref")
    assert told(text) == [("IMAGE-LATEST-TAG", line), (rule, line)]


def test_of_several_in_one_comment_each_is_judged() -> None:
    comment = "# bbfd: allow IMAGE-LATEST-TAG, FARGATE-GPU, NO-SUCH meant"
    text = LATEST.replace("Image: !Ref Image\n", f"Image: !Ref Image  {comment}\n", 1)
    assert [rule for rule, _ in told(text)] == ["ALLOW-UNUSED", "ALLOW-UNKNOWN"]


@pytest.mark.parametrize("comment", ["allow", "alow IMAGE-LATEST-TAG meant", ""])
def test_what_a_comment_has_to_look_like_is_said_where_it_is_not_understood(comment: str) -> None:
    (one,) = check(read(f"# bbfd: {comment}\n{WEB}", "t.yaml"), RULES)
    assert one.fix.startswith("write `# bbfd: allow ID reason`")
    assert one.detail == f"not understood: # bbfd: {comment}".rstrip()


def test_an_id_that_is_like_no_other_is_not_answered_with_a_list() -> None:
    (one,) = check(read(WEB, "t.yaml"), RULES, {"ZZZZZZZZ": "a sandbox"})
    assert one.fix == "write the id of a rule: `bbfd rules` lists them"


@pytest.mark.parametrize(
    "value",
    [
        "'# bbfd: allow NO-SUCH-RULE in quotes'",
        "|\n              echo\n              # bbfd: allow NO-SUCH-RULE in a script\n",
        "a#bbfd:x",
    ],
)
def test_what_stands_in_a_text_is_no_comment(value: str) -> None:
    text = WEB.replace("Family: web\n", "Family: web\n      X: " + value + "\n", 1)
    assert read(text, "t.yaml").remarks == ()


def test_metadata_without_a_reason_allows_nothing() -> None:
    text = LATEST.replace(
        "  Task:\n", "  Task:\n    Metadata: {bbfd: {allow: {IMAGE-LATEST-TAG: }}}\n", 1
    )
    assert {rule for rule, _ in told(text)} == {"IMAGE-LATEST-TAG", "ALLOW-REASON"}


@pytest.mark.parametrize(
    "metadata", ["x", "{bbfd: x}", "{bbfd: {allow: x}}", "{bbfd: {allow: [x]}}"]
)
def test_other_metadata_is_none_of_ours(metadata: str) -> None:
    assert told(WEB.replace("  Task:\n", f"  Task:\n    Metadata: {metadata}\n", 1)) == []
