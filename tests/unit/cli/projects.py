"""A small project, and the command called in it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from bbfd.cli.root import bbfd

HELLO = """
from bbfd import Container, Fargate, Http, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
)
"""
MAILER = """
from bbfd import Container, Fargate, Repository, Worker

service = Worker(container=Container(image=Repository(tag="3")), runs_on=Fargate(cpu=256, memory=512))
"""
PROD = """
from bbfd import Environment, Network

environment = Environment(
    account="333333333333",
    region="eu-west-1",
    network=Network.existing(
        vpc="vpc-0a1b2c3d4e5f60718",
        public=("subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"),
        private=("subnet-0a1b2c3d4e5f60713", "subnet-0a1b2c3d4e5f60714"),
    ),
    protected=True,
)
"""
LOCAL = """
from bbfd import Environment, Local

environment = Environment(account="000000000000", region="eu-west-1", aws=Local())
"""


def a_project(folder: Path, **services: str) -> Path:
    """A project with these services, else with two; and with two environments."""
    files = {
        f"services/{name}.py": text
        for name, text in (services or {"hello": HELLO, "mailer": MAILER}).items()
    }
    files |= {"environments/prod.py": PROD, "environments/local.py": LOCAL}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def called(root: Path | str, *arguments: str, given: str | None = None) -> Result:
    """`bbfd --project ROOT ...`, without a terminal."""
    return CliRunner().invoke(bbfd, ["--project", str(root), *arguments], input=given)
