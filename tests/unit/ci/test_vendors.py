"""The jobs against the vendors' own schemas, and against what a job of ours has to be."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import click
import pytest
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for

from bbfd.ci import pins
from bbfd.ci.job import DEPLOY, REVIEW, Job, Target
from bbfd.cli import options
from bbfd.cli.deploying import Asked
from bbfd.cli.root import bbfd as program
from tests.golden.ci import PLAIN, VENDORS, WHOLE
from tests.unit.ci.jobs import body, read, schema, scripts

SCHEMAS = {
    "github": "github-workflows",
    "gitlab": "gitlab-ci",
    "bitbucket": "bitbucket-pipelines",
}
JOBS = {"plain": PLAIN, "whole": WHOLE}
every_job = pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
every_vendor = pytest.mark.parametrize("vendor", VENDORS)


def errors(found: Any, name: str) -> list[str]:
    of = schema(name)
    made = validator_for(of, default=Draft7Validator)(of)
    return [f"{error.json_path}: {error.message}" for error in made.iter_errors(found)]


@every_job
@pytest.mark.parametrize("vendor", SCHEMAS)
def test_a_job_is_what_its_vendors_schema_takes(vendor: str, job: Job) -> None:
    assert errors(body(vendor, job), SCHEMAS[vendor]) == []


@pytest.mark.parametrize(
    ("vendor", "wrong"),
    [
        ("github", {"on": "push", "jobs": {"a": {"steps": []}}}),
        ("gitlab", {"a": {"script": ["x"], "timeout": 3}}),
        ("bitbucket", {"pipelines": {"branches": {"main": [{"step": {"script": 3}}]}}}),
    ],
)
def test_a_schema_refuses_what_is_wrong(vendor: str, wrong: Any) -> None:
    assert errors(wrong, SCHEMAS[vendor])


# --- CodeBuild publishes no schema: what its reference says, of what we write -------------------------------------

# https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
BUILDSPEC: dict[str, Any] = {
    "type": "object",
    "required": ["version", "phases"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 0.2},
        "env": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "shell": {"enum": ["bash", "/bin/sh", "powershell.exe"]},
                "variables": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "phases": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {"$ref": "#/definitions/phase"}
                for name in ("install", "pre_build", "build", "post_build")
            },
        },
        "reports": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["files"],
                "additionalProperties": False,
                "properties": {
                    "files": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    "base-directory": {"type": "string"},
                    "file-format": {
                        "enum": [
                            "CUCUMBERJSON",
                            "JUNITXML",
                            "NUNITXML",
                            "NUNIT3XML",
                            "TESTNGXML",
                            "VISUALSTUDIOTRX",
                        ]
                    },
                },
            },
        },
    },
    "definitions": {
        "phase": {
            "type": "object",
            "required": ["commands"],
            "additionalProperties": False,
            "properties": {
                "on-failure": {"enum": ["ABORT", "CONTINUE"]},
                "runtime-versions": {"type": "object", "additionalProperties": {"type": "string"}},
                "commands": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            },
        }
    },
}


@every_job
def test_a_buildspec_has_what_aws_says_of_it_and_nothing_else(job: Job) -> None:
    found = body("codebuild", job)
    assert list(Draft7Validator(BUILDSPEC).iter_errors(found)) == []
    assert list(Draft7Validator(BUILDSPEC).iter_errors({**found, "phase": {}}))


# --- a Jenkinsfile is Groovy, for which there is no schema: its brackets, and the blocks that there are -----------

BLOCKS = {
    "pipeline",
    "options",
    "environment",
    "stages",
    "stage",
    "steps",
    "when",
    "input",
    "post",
    "always",
    "script",
    "withCredentials",
    "allOf",
    "not",
}


def outside_of_texts(text: str) -> str:
    """Groovy without what stands in quotes and comments."""
    plain = re.sub(r"^//.*$", "", text, flags=re.M)
    return re.sub(r"'''.*?'''|\"[^\"\n]*\"|'[^'\n]*'", "''", plain, flags=re.S)


@every_job
def test_a_jenkinsfile_is_balanced_and_has_blocks_that_there_are(job: Job) -> None:
    code = outside_of_texts(VENDORS["jenkins"].written(job))
    open_: list[str] = []
    for sign in code:
        if sign in "({[":
            open_.append(sign)
        elif sign in ")}]":
            assert open_.pop() + sign in ("()", "{}", "[]")
    assert open_ == []
    assert set(re.findall(r"(\w+)(?:\([^()]*\))? \{", code)) <= BLOCKS
    assert code.count("pipeline {") == 1


@every_job
def test_groovy_fills_nothing_into_a_shells_lines(job: Job) -> None:
    text = VENDORS["jenkins"].written(job)
    assert 'sh "' not in text
    for inside in re.findall(r"'''\n(.*?)'''", text, re.S):
        assert "'''" not in inside
        assert not re.search(r"(?<!\\)(?:\\\\)*\\(?!\\)", inside), "a backslash of Groovy's own"


# --- what holds for every vendor ----------------------------------------------------------------------------------


@every_vendor
@every_job
def test_what_a_shell_is_given_is_bash(vendor: str, job: Job) -> None:
    for script in scripts(vendor, job).values():
        done = subprocess.run(
            ["bash", "-n"], input=script, text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


@every_vendor
@every_job
def test_a_pull_request_is_checked_and_told_and_deploys_nothing(vendor: str, job: Job) -> None:
    lines = scripts(vendor, job)
    assert any("bbfd check" in each for each in lines.values())
    assert "bbfd diff" in lines["diff"]
    if vendor != "codebuild":  # there a variable of the project says which of the two it is
        assert not re.search(r"bbfd (deploy|release|promote)", lines["diff"])
        assert any(re.search(r"bbfd (deploy|release)", each) for each in lines.values())


def called(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in re.findall(r"^\s*(bbfd [^|>\n]*)", text, re.M):
        words = line.replace('"', "").split()
        yield words[1], [word for word in words[2:] if word.startswith("--")]


@every_vendor
@every_job
def test_every_call_of_ours_is_one_that_there_is(vendor: str, job: Job) -> None:
    context = click.Context(program)
    seen = 0
    for script in scripts(vendor, job).values():
        for name, given in called(script):
            found = program.get_command(context, name)
            if name == "ci":
                assert isinstance(found, click.Group)
                found = found.get_command(context, "comment")
            if found is None and name in ("release", "promote"):
                continue  # held against its options as soon as it is there
            assert found is not None, name
            known = {option for each in found.params for option in each.opts}
            assert set(given) <= known, name
            seen += 1
    assert seen >= 3


@every_vendor
@every_job
def test_no_key_is_stored(vendor: str, job: Job) -> None:
    text = VENDORS[vendor].written(job)
    assert not re.search(r"AWS_(ACCESS_KEY|SECRET)|secrets\.|aws configure", text)


@every_vendor
def test_the_same_job_is_written_the_same_way(vendor: str) -> None:
    assert VENDORS[vendor].written(WHOLE) == VENDORS[vendor].written(WHOLE)


@every_vendor
def test_a_role_that_is_given_takes_the_place_of_the_variable(vendor: str) -> None:
    arn = "arn:aws:iam::111111111111:role/plan"
    target = Target(name="prod", region="eu-west-1", role=arn.replace("plan", "deploy"))
    text = VENDORS[vendor].written(Job(targets=(target,), plan_role=arn))
    code = "\n".join(line for line in text.splitlines() if line.strip()[:1] not in ("#", "/"))
    if vendor != "codebuild":  # a project has its role from its own stack
        assert {arn, target.role} <= set(re.findall(r"arn:[\w:/]+", code))
    assert "AWS_ROLE_PLAN" not in code


def test_the_vendor_waits_longer_than_we_do() -> None:
    watched = Asked().timeout
    (review,) = (p for p in [options.Duration().convert("10m", None, None)])
    assert watched + Asked().wait_lock + 15 * 60 <= DEPLOY * 60
    assert review + 10 * 60 <= REVIEW * 60


# --- GitHub -------------------------------------------------------------------------------------------------------


@every_job
def test_an_action_is_named_by_a_commit_with_its_release_beside_it(job: Job) -> None:
    text = VENDORS["github"].written(job)
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for action, beside in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", beside)
        assert action in pins.VERSIONS


@every_job
def test_a_token_of_github_may_do_what_its_job_needs(job: Job) -> None:
    found = body("github", job)
    assert found["permissions"] == {}
    may = {name: each["permissions"] for name, each in found["jobs"].items()}
    reads = {"contents": "read"}
    takes = {**reads, "id-token": "write"}
    deploys = {f"deploy-{target.name}": takes for target in job.targets}
    assert may == {"check": reads, "diff": takes, "comment": {"pull-requests": "write"}, **deploys}
    assert "pull_request_target" not in found["on"]


@every_job
def test_what_runs_a_pull_requests_code_has_no_token_that_writes(job: Job) -> None:
    told = body("github", job)["jobs"]["comment"]["steps"]
    assert not [step for step in told if "checkout" in step.get("uses", "")]
    assert not re.search(r"\bbbfd (check|diff)|pip", told[-1]["run"])


@every_job
def test_nothing_is_filled_into_a_script_of_github(job: Job) -> None:
    for each in body("github", job)["jobs"].values():
        assert [s for s in each["steps"] if "${{" in s.get("run", "")] == []


@every_job
def test_a_deploy_of_github_is_of_the_branch_alone_and_never_cut_off(job: Job) -> None:
    found = body("github", job)["jobs"]
    for target in job.targets:
        each = found[f"deploy-{target.name}"]
        assert each["if"] == (
            f"github.event_name == 'push' && github.ref == 'refs/heads/{job.branch}'"
        )
        assert each["concurrency"] == {
            "group": f"deploy-{target.name}",
            "cancel-in-progress": False,
        }
        assert each.get("environment") == (target.name if target.approval else None)
    assert "head.repo.full_name == github.repository" in found["diff"]["if"]


# --- GitLab, Bitbucket --------------------------------------------------------------------------------------------


@every_job
def test_a_deploy_of_gitlab_is_of_the_branch_alone_and_one_at_a_time(job: Job) -> None:
    found = body("gitlab", job)
    assert found["default"]["interruptible"] is False
    for target in job.targets:
        each = found[f"deploy-{target.name}"]
        assert each["resource_group"] == f"bbfd-{target.name}"
        (rule,) = each["rules"]
        assert rule["if"].endswith(f'$CI_COMMIT_BRANCH == "{job.branch}"')
        assert (rule.get("when") == "manual") is target.approval
    assert (
        "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in found["diff"]["rules"][0]["if"]
    )


@every_job
def test_a_deploy_of_bitbucket_is_a_deployment_and_one_at_a_time(job: Job) -> None:
    steps = [each["step"] for each in body("bitbucket", job)["pipelines"]["branches"][job.branch]]
    for target, step in zip(job.targets, steps[1:], strict=True):
        assert step["deployment"] == target.name
        assert step["concurrency-group"] == f"bbfd-{target.name}"
        assert step["oidc"] is True
        assert step["max-time"] == DEPLOY


@pytest.mark.parametrize("vendor", ["gitlab", "bitbucket"])
def test_a_token_lies_in_a_file_that_goes_with_the_job(vendor: str) -> None:
    for name, script in scripts(vendor, PLAIN).items():
        if "check" not in name:
            assert 'AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"' in script
            assert "trap 'rm -f" in script


# --- several environments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("builds", "lines"),
    [
        (True, ("bbfd release hello mailer --env stage", "bbfd promote hello mailer --from stage")),
        (False, ("bbfd deploy hello mailer --env stage", "bbfd deploy hello mailer --env prod")),
    ],
)
@every_vendor
def test_the_next_environment_gets_what_the_one_before_has(
    vendor: str, builds: bool, lines: tuple[str, ...]
) -> None:
    job = Job(targets=WHOLE.targets, services=WHOLE.services, builds=builds)
    text = "\n".join(scripts(vendor, job).values())
    assert [line for line in lines if line not in text] == []
    assert text.index(lines[0]) < text.index(lines[1])


def test_codebuild_goes_as_far_as_nobody_has_to_agree() -> None:
    lines = scripts("codebuild", WHOLE)["deploy"].splitlines()
    assert "  bbfd release hello mailer --env stage --yes" in lines
    waiting = "bbfd promote hello mailer --from stage --to prod"
    assert f"  echo 'a person goes on: {waiting}'" in lines


def test_a_job_is_read_as_yaml_12_reads_it() -> None:
    assert read("on: yes") == {"on": "yes"}
