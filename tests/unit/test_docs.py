"""What docs/ say is held against the code, where it can be."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import botocore.session
import click
import pytest
from botocore import xform_name

import bbfd
from bbfd import errors
from bbfd.cli import border
from bbfd.cli.root import bbfd as program
from bbfd.deploy.outcome import EXIT_CODES
from bbfd.deploy.states import TABLE, End, Step
from bbfd.diagnose import all_causes

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGE = "\n".join(
    page.read_text(encoding="utf-8")
    for page in (
        DOCS / "definitions.md",
        DOCS / "environments.md",
        *sorted((DOCS / "services").glob("*.md")),
    )
)
PAGES = (*sorted(DOCS.rglob("*.md")), ROOT / "README.md")
VALUES = [name for name in bbfd.__all__ if is_dataclass(getattr(bbfd, name))]


def read(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of a page's tables, headings too."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|-"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def section(name: str) -> str:
    """The section of a name, or of what it is an existing one of."""
    found = re.search(rf"^### {name.removeprefix('Existing')}\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    return found[1] if found else PAGE


@pytest.mark.parametrize("name", VALUES)
def test_every_field_that_can_be_given_is_documented(name):
    said = section(name)
    missing = [each.name for each in fields(getattr(bbfd, name)) if f"`{each.name}`" not in said]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in bbfd.__all__ if name[0].isupper()])
def test_every_public_name_is_documented(name):
    assert re.search(rf"\b{name}\b", PAGE)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_link_between_pages_is_dead(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    dead = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert dead == []


def anchors(page: Path) -> set[str]:
    """What a link to a heading of a page may end in, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", each).lower() for each in headings)
    return {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in plain}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_link_to_a_heading_finds_it(page):
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    dead = [(to, at) for to, at in links if at not in anchors(page.parent / to if to else page)]
    assert dead == []


def exit_codes() -> set[int]:
    """All that the program may end with."""
    raised = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.BbfdError)
    }
    borders = {border.INTERRUPTED, border.BROKEN_PIPE, border.UNUSABLE, border.BUG}
    return {*EXIT_CODES.values(), *raised, *borders, 10}  # 10: bbfd diff --exit-code


def test_every_exit_code_has_a_page_and_a_row():
    pages = {int(page.stem) for page in (DOCS / "exit-codes").glob("[0-9]*.md")}
    listed = {
        int(found[1])
        for found in re.finditer(r"^\| \[(\d+)\]\(\1\.md\)", read("exit-codes/README.md"), re.M)
    }
    assert pages == listed == exit_codes()


@pytest.mark.parametrize("code", sorted(exit_codes()))
def test_the_page_of_an_exit_code_says_what_there_is_to_do(code):
    text = read(f"exit-codes/{code}.md")
    assert text.startswith(f"# {code}: ")
    assert {"## In AWS", "## In a CI job"} <= {line.partition(",")[0] for line in text.splitlines()}


_CODES = {End.GOES_ON: "–", End.DONE: "0", End.ROLLED_BACK: "4", End.STUCK: "5"}


def statuses() -> Mapping[str, list[str]]:
    found = (row for row in rows(read("statuses/README.md")) if row[0].startswith("["))
    return {re.sub(r"\[(\w+)\]\(\1\.md\)", r"\1", name): cells for name, *cells in found}


def test_every_status_has_a_page_and_a_row():
    pages = {page.stem for page in (DOCS / "statuses").glob("*_*.md")}
    assert pages == set(statuses()) == set(TABLE)


@pytest.mark.parametrize("status", TABLE)
def test_the_row_of_a_status_says_what_a_deploy_does(status):
    plan = TABLE[status]
    assert statuses()[status][:3] == [plan.step.value, plan.end.value, _CODES[plan.end]]


@pytest.mark.parametrize("status", TABLE)
def test_the_page_of_a_status_says_what_its_row_says(status):
    text, plan = read(f"statuses/{status}.md"), TABLE[status]
    deploys = text.partition("## bbfd deploy\n")[2].partition("\n## ")[0]
    words = {Step.WAIT: "Waits", Step.REFUSE: "Refused", Step.UPDATE: "Updates it"}
    assert words.get(plan.step, "") in deploys.partition("**Our own")[0]
    ends = re.findall(r"exit-codes/(\d+)\.md", deploys.partition("**Our own deploy ended here")[2])
    assert ends[:1] == [code for code in (_CODES[plan.end],) if code != "–"]
    told = {cells[0].strip("`"): cells[-1] for cells in rows(text)}
    columns = dict(
        zip(("watch", "cancel", "recover", "delete"), statuses()[status][3:], strict=True)
    )
    assert {name: told[name] for name in columns} == columns


@pytest.mark.parametrize(("command", "column"), [("cancel", 4), ("recover", 5)])
def test_the_codes_of_a_status_are_those_of_the_policy(command, column):
    policy = import_module(f"tests.unit.deploy.after.test_{command}").POLICY
    assert {name: int(row[column]) for name, row in statuses().items()} == {
        name: code for name, (code, _) in policy.items()
    }


def test_every_cause_has_a_page_and_no_page_is_of_another():
    pages = {page.stem for page in (DOCS / "causes").glob("*.md")} - {"README", "unknown"}
    assert pages == {kind.id for kind in all_causes()}


# --- commands -----------------------------------------------------------------------------------------------------


def commands(
    group: click.Group = program, before: str = "bbfd"
) -> Iterator[tuple[str, click.Command]]:
    """Every command, with all of its name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, f"{before} {name}")
        else:
            yield f"{before} {name}", found


@lru_cache(maxsize=1)
def by_name() -> Mapping[str, click.Command]:
    return dict(commands())


def test_every_command_is_named_in_the_docs():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in by_name() if not re.search(rf"\b{name}\b", text)] == []


def lines_of(text: str) -> Iterator[str]:
    """Command lines: those of blocks, without what is said beside them, and those in backticks."""
    for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.M | re.S):
        for line in block.splitlines() if language in ("", "bash") else ():
            if line.strip().startswith("bbfd ") and ": " not in line.partition("  ")[0]:
                yield re.split(r" {2,}|;|\|", line.strip())[0]
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)
    for quoted in re.findall(r"`(bbfd [^`]+)`", prose):
        yield re.split(r" \\?\|", quoted)[0]


def meant(line: str) -> tuple[str, list[str]]:
    """The command that a line calls, and its options; "" for one that is not there."""
    words = shlex.split(line.replace("...", "").replace("[", " ").replace("]", " "), comments=True)
    name = next((n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in by_name()), "")
    return name, [word.partition("=")[0] for word in words if word.startswith("--")]


def written() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in lines_of(page.read_text(encoding="utf-8")):
            yield named(page), line


@pytest.mark.parametrize(("page", "line"), sorted(set(written())))
def test_a_command_line_has_a_command_and_options_that_there_are(page, line):
    name, given = meant(line)
    if not name:
        assert line in LOOSE
        return
    known = {
        "--help",
        *(option for p in by_name()[name].params for option in p.opts + p.secondary_opts),
    }
    assert set(given) <= known


# Not calls, but words about them: a group, the program itself, a failure that it tells of.
LOOSE = (
    "bbfd --help",
    "bbfd env",
    "bbfd local",
    "bbfd failed with NameError: this is a bug of its own",
)


def test_a_wrong_command_line_would_be_found():
    text = "```\nbbfd deploy web --evn prod     says\n```\nand `bbfd dpeloy web` too"
    assert [meant(line) for line in lines_of(text)] == [("bbfd deploy", ["--evn"]), ("", [])]


# --- permissions --------------------------------------------------------------------------------------------------

# Which service of AWS a file of bbfd/aws calls. A new file has to be put here, or calls nothing.
SERVICES = {
    "acm": "acm",
    "application_autoscaling": "application-autoscaling",
    "autoscaling": "autoscaling",
    "change_sets": "cloudformation",
    "cloudformation": "cloudformation",
    "cloudwatch": "cloudwatch",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "event_rules": "events",
    "iam": "iam",
    "kms": "kms",
    "load_balancing": "elbv2",
    "logs": "logs",
    "operated": "ecs",
    "revisions": "ecs",
    "route53": "route53",
    "running": "ecs",
    "s3": "s3",
    "schedules": "scheduler",
    "service_deployments": "ecs",
    "ssm": "ssm",
    "sts": "sts",
    "task_definitions": "ecs",
    "tasks": "ecs",
    "validations": "cloudformation",
}
# A file that calls two services: method -> service.
BOTH = {"secrets": {"describe_secret": "secretsmanager", "describe_parameters": "ssm"}}
_NO_CALLS = ("close",)
# Where the permission is not called what the call is.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
ACTIONS = {
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:DeleteObjects": "s3:DeleteObjectVersion",
}
_PREFIXES = {"elbv2": "elasticloadbalancing"}


def methods(source: str) -> Iterator[str]:
    """What is called on a client, paginators too."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        of = node.func.value
        if getattr(of, "id", getattr(of, "attr", "")) not in ("client", "_client"):
            continue
        if node.func.attr == "get_paginator":
            assert isinstance(node.args[0], ast.Constant)
            yield str(node.args[0].value)
        elif node.func.attr not in _NO_CALLS:
            yield node.func.attr


def actions() -> set[str]:
    """The permission for each call that bbfd/aws makes."""
    models = botocore.session.Session()
    found = {"sts:AssumeRole"}  # by botocore, where an environment names a role
    found.add("s3:DeleteObject")  # what DeleteObjects takes where it is told no version
    for path in sorted((ROOT / "bbfd" / "aws").glob("*.py")):
        for method in methods(path.read_text(encoding="utf-8")):
            service = BOTH[path.stem][method] if path.stem in BOTH else SERVICES[path.stem]
            names = {xform_name(n): n for n in models.get_service_model(service).operation_names}
            action = f"{_PREFIXES.get(service, service)}:{names[method]}"
            found.add(ACTIONS.get(action, action))
    return found


def permissions() -> Mapping[str, list[str]]:
    found = (row for row in rows(read("permissions.md")) if re.fullmatch(r"`[\w-]+:\w+`", row[0]))
    return {name.strip("`"): cells for name, *cells in found}


def test_each_call_of_ours_is_among_the_permissions():
    assert set(permissions()) == actions()


def test_a_new_call_would_be_found():
    source = "x = client.describe_things(Name='a')\ny = self._client.get_paginator('list_things')"
    assert list(methods(source)) == ["describe_things", "list_things"]


def test_the_policies_allow_what_the_list_says():
    deploys, plans, operates = (
        set(json.loads(block)["Statement"][0]["Action"])
        for block in re.findall(r"```json\n(.*?)```", read("permissions.md"), re.S)
    )
    by_itself = {"sts:GetCallerIdentity", "sts:AssumeRole"}
    listed = permissions()
    by_hand = {name for name, cells in listed.items() if cells[-1] == "by hand"}
    assert operates == by_hand
    assert deploys == set(listed) - by_itself - by_hand
    assert plans == {name for name, cells in listed.items() if cells[-1] == "yes"} - by_itself


# What the types of a service are called in permissions, where that is not their name in small letters.
_CALLED = {
    "applicationautoscaling": "application-autoscaling",
    "certificatemanager": "acm",
    "efs": "elasticfilesystem",
    "elasticloadbalancingv2": "elasticloadbalancing",
    "stepfunctions": "states",
    "vpclattice": "vpc-lattice",
}


def test_each_service_that_a_template_has_types_of_is_among_what_templates_say():
    said = read("permissions.md").partition("## What the templates say")[2].partition("\n## ")[0]
    made = {
        found.lower()
        for kept in (ROOT / "tests" / "golden").rglob("*.yaml")
        for found in re.findall(r"^    Type: AWS::(\w+)::", kept.read_text(encoding="utf-8"), re.M)
    }
    assert len(made) > 20
    missing = {_CALLED.get(each, each) for each in made} - set(re.findall(r"`([a-z\d-]+)", said))
    assert missing == set()


def test_who_plans_executes_and_deletes_nothing():
    plans = read("permissions.md").partition("## A role that plans")[2].partition("```json")[2]
    assert not re.search(
        r"Execute|DeleteStack|Rollback|Cancel|Stop|Protection|SetInstance",
        plans.partition("```")[0],
    )
