"""Jenkins: a declarative pipeline, for a multibranch project.

https://www.jenkins.io/doc/book/pipeline/syntax/
"""

from __future__ import annotations

from collections.abc import Iterable

from bbfd.ci.job import DEPLOY, REVIEW, Job, Target
from bbfd.ci.lines import COMMENT, checks, deploy, diff_and_comment, install
from bbfd.ci.vendor import Vendor

_REPORT = "bbfd-check-{}.xml"
_HEAD = """\
// A pull request is checked and told what it would change; what is pushed to {branch} is deployed.
// Written by `bbfd ci jenkins`.
//
// Before the first run:
// 1. The agents have Python {python} or newer, and credentials of AWS that come from where they run (an instance's or a
//    task's role), which may take the roles: `bbfd ci jenkins --role --env E --principal ARN`. Their ARNs go into the
//    variables AWS_ROLE_PLAN, AWS_ROLE and AWS_ROLE_THEN of the folder; AWS_CREDENTIAL_SOURCE says EcsContainer where
//    the agents are tasks of ECS.
// 2. Pull requests from forks are built for nobody, or by trust in whoever sends them: what they bring is run.
// 3. For a comment: a secret text `bbfd-comment-token`, and the variable BBFD_COMMENTS = true.
"""
# The role that is taken, with the credentials of the machine that it is taken from; a file, and no key in it.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
_IDENTITY = """\
AWS_CONFIG_FILE="$(mktemp)"
export AWS_CONFIG_FILE
trap 'rm -f "$AWS_CONFIG_FILE"' EXIT
printf '[default]\\nrole_arn = %s\\ncredential_source = %s\\nregion = %s\\n' \\
  "{role}" "${{AWS_CREDENTIAL_SOURCE:-Ec2InstanceMetadata}}" "{region}" > "$AWS_CONFIG_FILE"
"""
_PREPARED = "python3 -m venv .bbfd-venv\n. .bbfd-venv/bin/activate\n"


def written(job: Job) -> str:
    """The Jenkinsfile. Nothing in it is put together by Groovy: the shell sees every line as it stands here."""
    named = f"        BBFD = \"${{env.BBFD ?: '{job.install}'}}\"\n" if job.variables else ""
    stages = [_check(job), _diff(job), *(_deploy(job, target) for target in job.targets)]
    return f"""\
{_HEAD.format(branch=job.branch, python=job.python)}\
pipeline {{
    agent any
    options {{
        disableConcurrentBuilds(abortPrevious: false)
        timeout(time: {DEPLOY * len(job.targets) + REVIEW * 2}, unit: 'MINUTES')
    }}
{_block_of("environment", named)}\
    stages {{
{"".join(stages)}\
    }}
}}
"""


def _check(job: Job) -> str:
    lines = (_PREPARED + install(job), *checks(job, f"--junit {_REPORT}"))
    then = f"junit testResults: '{_REPORT.replace('{}', '*')}', allowEmptyResults: true"
    return _stage("check", _shell("\n".join(lines)), minutes=REVIEW, always=then)


def _diff(job: Job) -> str:
    script = _taken(job.plan_role or "$AWS_ROLE_PLAN", job.first.region)
    told = _shell(script + diff_and_comment(job, "$CHANGE_URL"))
    secret = "[string(credentialsId: 'bbfd-comment-token', variable: 'BBFD_COMMENT_TOKEN')]"
    steps = (
        "script {\n"
        f"    def secrets = env.BBFD_COMMENTS == 'true' ? {secret} : []\n"
        f"    withCredentials(secrets) {{\n{_indented(told, 8)}    }}\n"
        "}\n"
    )
    then = f"archiveArtifacts artifacts: '{COMMENT}', allowEmptyArchive: true"
    return _stage("diff", steps, when="changeRequest()", minutes=REVIEW, always=then)


def _deploy(job: Job, target: Target) -> str:
    script = _taken(target.role or f"${target.variable}", target.region) + deploy(job, target)
    wanted = f"allOf {{ branch '{job.branch}'; not {{ changeRequest() }} }}"
    asked = f"message 'Deploy to {target.name}?'" if target.approval else ""
    return _stage(f"deploy {target.name}", _shell(script), when=wanted, minutes=DEPLOY, asked=asked)


def _taken(role: str, region: str) -> str:
    return ". .bbfd-venv/bin/activate\n" + _IDENTITY.format(role=role, region=region)


def _shell(script: str) -> str:
    r"""A step of the shell. In quotes that Groovy fills nothing into; a backslash is its own all the same."""
    inside = script.strip("\n").replace("\\", "\\\\")
    return f"sh '''\nset -e\n{inside}\n'''\n"


def _stage(
    name: str, steps: str, *, minutes: int, when: str = "", always: str = "", asked: str = ""
) -> str:
    options = f"timeout(time: {minutes}, unit: 'MINUTES')\n"
    blocks = [
        *_block("when", f"beforeInput true\n{when}\n" if asked else f"{when}\n", bool(when)),
        *_block("input", f"{asked}\n", bool(asked)),
        *_block("options", options, True),
        *_block("steps", steps, True),
        *_block("post", f"always {{\n    {always}\n}}\n", bool(always)),
    ]
    return _indented(f"stage('{name}') {{\n{''.join(_indented(b, 4) for b in blocks)}}}\n", 8)


def _block_of(name: str, inside: str) -> str:
    return f"    {name} {{\n{inside}    }}\n" if inside else ""


def _block(name: str, inside: str, wanted: bool) -> Iterable[str]:
    return (f"{name} {{\n{_indented(inside, 4)}}}\n",) if wanted else ()


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" if line else "\n" for line in text.splitlines())


VENDOR = Vendor(name="jenkins", path="Jenkinsfile", written=written)
