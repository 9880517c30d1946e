"""The files of a new project."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bbfd.cli.workflow import WORKFLOW, requirements_here
from bbfd.discover import ENVIRONMENTS, SERVICES, is_project, project_root
from bbfd.errors import Refused, UsageError

REQUIREMENTS = "requirements.txt"
FILES: Mapping[str, str] = {
    f"{SERVICES}/hello.py": '''"""A page from nginx."""

from bbfd import Container, Fargate, Http, Tuning, WebService

service = WebService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
    tuning={"prod": Tuning(count=2)},
)
''',
    f"{ENVIRONMENTS}/local.py": '''"""The embedded AWS, for trying things out: no account, no container runs."""

from bbfd import Environment, Local, Network

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(),
)
''',
    f"{ENVIRONMENTS}/prod.py": '''"""Production. Write your own account and region here before the first deploy."""

from bbfd import Environment, Network

environment = Environment(
    account="111111111111",
    region="eu-west-1",
    network=Network.create(cidr="10.1.0.0/16", zones=2, nat="none"),
    protected=True,
)
''',
    ".github/workflows/deploy.yml": WORKFLOW,
    REQUIREMENTS: "",  # depends on how BBFD was installed
    ".gitignore": """.bbfd/
__pycache__/
""",
    "README.md": """# Services on AWS

    bbfd list                            what is here
    bbfd preview hello --env prod        the template; no AWS is called
    bbfd check --all --env prod          everything that is wrong with it
    bbfd deploy hello --env local        into an AWS that is embedded in the command; no container runs in it
    bbfd status hello --env local
    bbfd diff hello --env prod           what a deploy would change
    bbfd deploy hello --env prod

`.github/workflows/deploy.yml` checks a pull request and deploys main; what it needs first is said at its top.
""",
}
# What others may have written already, and better.
_KEPT = (".gitignore", "README.md", REQUIREMENTS, ".github/workflows/deploy.yml")


def begin(folder: str) -> tuple[str, ...]:
    """Write a new project; the files that were written. Raises Refused rather than overwrite anything."""
    if is_project(folder):
        raise Refused(f"{folder} is a project already", fix="name another folder: `bbfd init DIR`")
    if _among_definitions(folder):
        raise Refused(
            f"{folder} is a project's folder of definitions",
            fix="a service of that project is a file in it; name another folder: `bbfd init DIR`",
        )
    there = [path for path in FILES if os.path.lexists(os.path.join(folder, path))]
    in_the_way = [path for path in there if path not in _KEPT]
    if in_the_way:
        raise Refused(
            f"{', '.join(in_the_way)} is there already",
            fix="name an empty folder: `bbfd init DIR`",
        )
    return tuple(_written(folder, path) for path in FILES if path not in there)


def _among_definitions(folder: str) -> bool:
    whole = os.path.abspath(folder)
    try:
        inside = os.path.relpath(whole, project_root(whole))
    except UsageError:
        return False
    return inside.split(os.sep)[0] in (SERVICES, ENVIRONMENTS)


def _written(folder: str, path: str) -> str:
    whole = os.path.normpath(os.path.join(folder, path))
    try:
        os.makedirs(os.path.dirname(whole) or ".", exist_ok=True)
        with open(whole, "x", encoding="utf-8", newline="\n") as file:
            file.write(requirements_here() if path == REQUIREMENTS else FILES[path])
    except OSError as error:
        raise UsageError(
            f"{whole} cannot be written: {error.strerror}", fix="name a folder of your own"
        ) from None
    return whole
