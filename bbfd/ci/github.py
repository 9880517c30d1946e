"""GitHub Actions: a workflow.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.ci import pins
from bbfd.ci.job import DEPLOY, REVIEW, Job, Target
from bbfd.ci.lines import COMMENT, checks, deploy, diff, install
from bbfd.ci.vendor import Vendor, headed, told_first
from bbfd.template import write_yaml

_FIRST = (
    "BBFD, below or in requirements.txt, is what pip installs.",
    "The roles: `bbfd ci github --role --env E --repository OWNER/NAME`; their ARNs go into the repository's variables",
    "AWS_ROLE_PLAN (plans, for pull requests), AWS_ROLE (deploys), AWS_ROLE_THEN (deploys to the next environment).",
)
_OWN = "github.event.pull_request.head.repo.full_name == github.repository"
# Written by whoever may write into a comment: found by its author and its first line, changed where it is there.
_TELL = """\
mark=$(head -n 1 "$FILE")
found=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" \\
  --jq '.[] | select(.user.login == "github-actions[bot]") | [.id, (.body | split("\\n")[0] | rtrimstr("\\r"))] | @tsv')
id=$(printf '%s\\n' "$found" | awk -F '\\t' -v mark="$mark" '$2 == mark { print $1; exit }')
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F "body=@$FILE"
else
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" -F "body=@$FILE"
fi
"""


def written(job: Job) -> str:
    """The workflow. A pull request from a fork is checked, and gets no token; its definitions are Python."""
    body = {
        "name": "deploy",
        "on": {
            "pull_request": {"branches": [job.branch]},
            "push": {"branches": [job.branch]},
        },
        "permissions": {},
        **({"env": job.variables} if job.variables else {}),
        "jobs": {
            "check": _check(job),
            "diff": _diff(job),
            "comment": _comment(),
            **dict(_deploys(job)),
        },
    }
    return headed(
        pins.with_versions(write_yaml(body)),
        "A pull request is checked and told what it would change; what is pushed to "
        f"{job.branch} is deployed. Written by `bbfd ci github`.",
        "",
        "Before the first run:",
        *told_first(_FIRST[:2]),
        f"   {_FIRST[2]}",
    )


def _check(job: Job) -> dict[str, Any]:
    steps = [*_prepared(job)]
    for target, line in zip(job.targets, checks(job, "--format github"), strict=True):
        steps.append({"name": f"check {target.name}", "run": line})
    return {
        "runs-on": "ubuntu-latest",
        "timeout-minutes": REVIEW,
        "permissions": {"contents": "read"},
        "steps": steps,
    }


def _diff(job: Job) -> dict[str, Any]:
    role = job.plan_role or "${{ vars.AWS_ROLE_PLAN }}"
    return {
        "if": f"github.event_name == 'pull_request' && {_OWN}",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": REVIEW,
        "permissions": {"contents": "read", "id-token": "write"},
        "concurrency": _alone("diff-${{ github.ref }}"),
        "outputs": {"artifact": "${{ steps.keep.outputs.artifact-id }}"},
        "steps": [
            *_prepared(job),
            _credentials(role, job.first.region, REVIEW),
            {"name": "diff", "run": diff(job)},
            {
                "id": "keep",
                "name": "keep what changes",
                "if": "${{ !cancelled() }}",
                "uses": pins.UPLOAD,
                "with": {"name": "diff", "path": COMMENT, "if-no-files-found": "ignore"},
            },
        ],
    }


def _comment() -> dict[str, Any]:
    """A job of its own: what runs the definitions of a pull request has no token that could write."""
    return {
        "needs": "diff",
        "if": "${{ !cancelled() && needs.diff.outputs.artifact != '' }}",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 5,
        "permissions": {"pull-requests": "write"},
        "concurrency": _alone("comment-${{ github.ref }}"),
        "steps": [
            {"uses": pins.DOWNLOAD, "with": {"name": "diff"}},
            {
                "name": "comment",
                "env": {
                    "GH_TOKEN": "${{ github.token }}",
                    "NUMBER": "${{ github.event.pull_request.number }}",
                    "FILE": COMMENT,
                },
                "run": _TELL,
            },
        ],
    }


def _deploys(job: Job) -> Iterator[tuple[str, dict[str, Any]]]:
    before = "check"
    for target in job.targets:
        name = f"deploy-{target.name}"
        yield name, _deploy(job, target, before)
        before = name


def _deploy(job: Job, target: Target, before: str) -> dict[str, Any]:
    role = target.role or f"${{{{ vars.{target.variable} }}}}"
    return {
        "needs": before,
        "if": f"github.event_name == 'push' && github.ref == 'refs/heads/{job.branch}'",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": DEPLOY,
        **({"environment": target.name} if target.approval else {}),
        "permissions": {"contents": "read", "id-token": "write"},
        "concurrency": _alone(f"deploy-{target.name}"),
        "steps": [
            *_prepared(job),
            _credentials(role, target.region, DEPLOY),
            {"name": "deploy", "run": deploy(job, target)},
        ],
    }


def _prepared(job: Job) -> Iterator[dict[str, Any]]:
    yield {"uses": pins.CHECKOUT, "with": {"persist-credentials": False}}
    yield {"uses": pins.PYTHON, "with": {"python-version": job.python}}
    yield {"name": "install", "run": install(job)}


def _credentials(role: str, region: str, minutes: int) -> dict[str, Any]:
    """By OpenID Connect, for as long as the job may last; an hour is the least that a role is made for."""
    return {
        "uses": pins.CREDENTIALS,
        "with": {
            "role-to-assume": role,
            "aws-region": region,
            "role-duration-seconds": max(minutes * 60, 3600),
        },
    }


def _alone(group: str) -> dict[str, Any]:
    """One at a time, and none is cut off: what has begun in AWS would go on, and nobody would watch."""
    return {"group": group, "cancel-in-progress": False}


VENDOR = Vendor(name="github", path=".github/workflows/deploy.yml", written=written, first=_FIRST)
