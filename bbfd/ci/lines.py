"""The shell lines that the jobs have in common. What stands in them is a name, and needs no quotes."""

from __future__ import annotations

from bbfd.ci.job import WAIT_OF_REVIEW, Job, Target

COMMENT = "bbfd-diff.md"
_WHENCE = "says what pip installs, as bbfd[lint]==VERSION"


def install(job: Job) -> str:
    """BBFD as the variable BBFD names it, and what the definitions themselves import."""
    named = "" if job.install is None else f' "${{BBFD:?{_WHENCE}}}"'
    more = " -r requirements.txt" if job.requirements else ""
    return f"python -m pip install{named}{more}"


def checks(job: Job, more: str = "") -> tuple[str, ...]:
    """Every finding in every environment. more: how they are handed to the vendor; {} is the environment."""
    told = f" {more}" if more else ""
    return tuple(
        f"bbfd check {_services(job)} --env {each.name}{told.replace('{}', each.name)}"
        for each in job.targets
    )


def diff(job: Job) -> str:
    """What a deploy to the first environment would change, in the log and as a comment."""
    asked = f"--wait-lock {WAIT_OF_REVIEW} --markdown {COMMENT}"
    return f"bbfd diff {_services(job)} --env {job.first.name} {asked}"


def deploy(job: Job, target: Target) -> str:
    """What brings an environment up to date: the next one gets what the one before it has."""
    if not job.builds:
        return f"bbfd deploy {_services(job)} --env {target.name} --yes"
    at = job.targets.index(target)
    if not at:
        return f"bbfd release {_services(job)} --env {target.name} --yes"
    before = job.targets[at - 1].name
    return f"bbfd promote {_services(job)} --from {before} --to {target.name} --yes"


def _services(job: Job) -> str:
    return " ".join(job.services) or "--all"


def token(variable: str) -> str:
    """What AWS's libraries read: the vendor's token, in a file for nobody else (mktemp's), while the job lasts.

    variable: of the vendor's, which holds the token. It is read again whenever credentials are renewed.
    """
    return (
        'AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"\n'
        "export AWS_WEB_IDENTITY_TOKEN_FILE\n"
        "trap 'rm -f \"$AWS_WEB_IDENTITY_TOKEN_FILE\"' EXIT\n"
        f'printf %s "${variable}" > "$AWS_WEB_IDENTITY_TOKEN_FILE"\n'
    )


def comment(url: str) -> str:
    """Tell it on the pull request, where there is a token for that. url: the pull request's, of variables."""
    return (
        'if [ -n "${BBFD_COMMENT_TOKEN:-}" ]; then\n'
        f'  bbfd ci comment {COMMENT} --on "{url}"\n'
        "else\n"
        "  echo 'no comment: BBFD_COMMENT_TOKEN is not set'\n"
        "fi\n"
    )


def diff_and_comment(job: Job, url: str) -> str:
    """The comment is written of a diff that failed, too; the job ends as the diff does."""
    return f'code=0\n{diff(job)} || code=$?\n{comment(url)}exit "$code"\n'
