"""The files of a new project."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bbfd.cli.first_service import KINDS, First
from bbfd.cli.workflow import requirements_here, workflow
from bbfd.discover import ENVIRONMENTS, SERVICES, is_project, project_root
from bbfd.errors import Refused, UsageError

REQUIREMENTS = "requirements.txt"
_WORKFLOW = ".github/workflows/deploy.yml"
_SERVICE = f"{SERVICES}/hello.py"
FILES: Mapping[str, str] = {
    _SERVICE: "",  # as its kind
    f"{ENVIRONMENTS}/local.py": '''"""The embedded AWS, for trying things out: no account, no container runs."""

from bbfd import {names}Environment, Local, Network

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(),
{more})
''',
    f"{ENVIRONMENTS}/prod.py": '''"""Production. Write your own account and region here before the first deploy."""

from bbfd import {names}Environment, Network

environment = Environment(
    account="111111111111",
    region="eu-west-1",
    network=Network.create(cidr="10.1.0.0/16", zones=2, nat="none"),
    protected=True,
{more})
''',
    _WORKFLOW: "",  # written for production
    REQUIREMENTS: "",  # depends on how BBFD was installed
    ".gitignore": """.bbfd/
__pycache__/
""",
    # An image of the project itself, `Build()`, is to change with what it is made of alone.
    ".dockerignore": """.bbfd
.git
**/__pycache__
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
_KEPT = (".dockerignore", ".gitignore", "README.md", REQUIREMENTS, _WORKFLOW)


def begin(folder: str, kind: str = "web") -> tuple[str, ...]:
    """Write a new project; the files that were written. Raises Refused rather than overwrite anything.

    kind: of its first service, one of `KINDS`.
    """
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
    first = KINDS[kind]
    return tuple(_written(folder, path, first) for path in FILES if path not in there)


def _among_definitions(folder: str) -> bool:
    whole = os.path.abspath(folder)
    try:
        inside = os.path.relpath(whole, project_root(whole))
    except UsageError:
        return False
    return inside.split(os.sep)[0] in (SERVICES, ENVIRONMENTS)


def _text(path: str, first: First) -> str:
    """What a file says; environments with what the first service needs of them."""
    if path == REQUIREMENTS:
        return requirements_here()
    if path == _WORKFLOW:
        return workflow("prod", "eu-west-1")
    if path == _SERVICE:
        return first.service
    if not path.startswith(f"{ENVIRONMENTS}/"):
        return FILES[path]
    name = os.path.basename(path).removesuffix(".py")
    more = first.environment.replace("{environment}", name)
    told = {"{names}": first.names, "{more}": f"    {more}\n" if more else ""}
    text = FILES[path]
    for mark, said in told.items():
        text = text.replace(mark, said)
    return text


def _written(folder: str, path: str, first: First) -> str:
    whole = os.path.normpath(os.path.join(folder, path))
    try:
        os.makedirs(os.path.dirname(whole) or ".", exist_ok=True)
        with open(whole, "x", encoding="utf-8", newline="\n") as file:
            file.write(_text(path, first))
    except OSError as error:
        raise UsageError(
            f"{whole} cannot be written: {error.strerror}", fix="name a folder of your own"
        ) from None
    return whole
