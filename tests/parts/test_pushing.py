"""Images that real engines push, pulled back and compared by digest."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from shutil import copy as copied

import pytest

from bbfd.deploy.registry import Token
from bbfd.errors import EngineError
from bbfd.images.credentials import let_in
from bbfd.images.engine import Engine
from bbfd.images.engines.buildah import Buildah
from bbfd.images.engines.docker import Docker
from bbfd.images.processes import Processes
from bbfd.images.pushing import Parcel, made_for, push
from bbfd.images.records import Ended, Invocation
from bbfd.local import embedded
from tests.functional.aws import REGION, Aws
from tests.functional.projects import ENTRY, Done
from tests.parts.engines import PASSWORD, USER, Part, Registry

ACCOUNT = "111111111111"
DOCKERFILE = "FROM scratch\nCOPY busybox /bin/busybox\nLABEL of={of}\n"
SERVICE = """\
from bbfd import Build, Check, Container, Fargate, Http, WebService

service = WebService(
    container=Container(
        image=Build(context="app"),
        port=80,
        checks=(Check(command=("/bin/busybox", "true")),),
    ),
    runs_on=Fargate(cpu=256, memory=512{more}),
    http=Http(path="/*"),
)
"""
PLACE = """\
from bbfd import Environment, Local, Network

environment = Environment(
    account="{account}",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(cidr="10.0.0.0/16", zones=2, nat="none"),
)
"""


def _engine(part: Part) -> tuple[Engine, Processes]:
    engines: dict[str, Engine] = {"buildah": Buildah(), "docker": Docker(buildx=False)}
    return engines[part.name], Processes(part.variables)


def _built(part: Part, program: Path, folder: Path, of: str) -> str:
    copied(program, folder / "busybox")
    (folder / "Dockerfile").write_text(DOCKERFILE.format(of=of))
    image = f"localhost/parts-{part.name}-{of}:1"
    part.call("build", "--tag", image, str(folder))
    return image


def test_what_is_pushed_to_a_registry_comes_back_under_the_same_digest(
    engine: Part, program: Path, locked_registry: Registry, tmp_path: Path
) -> None:
    kind, processes = _engine(engine)
    image = _built(engine, program, tmp_path, "pushed")
    parcel = Parcel(image=image, repository="team/web", tag=engine.name)
    token = Token(registry=locked_registry.address, user=USER, password=PASSWORD, plain=True)
    assert made_for(parcel, kind, processes.run)
    with let_in(token, kind, processes.run, engine.variables) as login:
        digest = push(parcel, kind, login, processes.run)
        assert digest == locked_registry.digest("team/web", engine.name)
        pulled = f"{locked_registry.address}/team/web@{digest}"
        assert processes.run(kind.pull(pulled, login)).code == 0
    assert not Path(login.folder).exists()


def test_without_the_password_nothing_is_pushed(
    engine: Part, program: Path, locked_registry: Registry, tmp_path: Path
) -> None:
    kind, processes = _engine(engine)
    token = Token(registry=locked_registry.address, user=USER, password="not it", plain=True)
    with ExitStack() as held, pytest.raises(EngineError) as refused:
        held.enter_context(let_in(token, kind, processes.run, engine.variables))
    assert "not it" not in str(refused.value)


def test_no_program_is_started_with_the_password(
    engine: Part, program: Path, locked_registry: Registry, tmp_path: Path
) -> None:
    kind, processes = _engine(engine)
    image = _built(engine, program, tmp_path, "quiet")
    started: list[Invocation] = []

    def run(invocation: Invocation) -> Ended:
        started.append(invocation)
        return processes.run(invocation)

    token = Token(registry=locked_registry.address, user=USER, password=PASSWORD, plain=True)
    with let_in(token, kind, run, engine.variables) as login:
        push(Parcel(image=image, repository="quiet", tag="1"), kind, login, run)
    assert len(started) >= 2
    assert not [one for one in started if PASSWORD in repr(one)]


class Shop:
    """A project whose service is built, with two environments in two accounts of the embedded AWS."""

    def __init__(self, root: Path, part: Part, program: Path, more: str = "") -> None:
        self.root, self._part = root, part
        texts = {
            "services/web.py": SERVICE.format(more=more),
            "environments/stage.py": PLACE.format(account=ACCOUNT),
            "environments/prod.py": PLACE.format(account="222222222222"),
            "app/Dockerfile": DOCKERFILE.format(of=part.name),
        }
        for name, text in texts.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        copied(program, root / "app" / "busybox")

    def bbfd(self, *words: str, code: int = 0) -> Done:
        done = subprocess.run(
            [sys.executable, "-c", ENTRY, *words],
            cwd=self.root,
            env=dict(self._part.variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def digests(self, account: str) -> list[str]:
        folder = self.root / ".bbfd" / "local"
        with embedded(folder, account=account, region=REGION) as home:
            images = Aws(home)["ecr"].describe_images(repositoryName="web")["imageDetails"]
        return [one["imageDigest"] for one in images]


def test_a_release_takes_what_a_real_engine_built_to_two_accounts(
    engine: Part, program: Path, tmp_path: Path
) -> None:
    shop = Shop(tmp_path, engine, program)
    call = ("release", "web", "--env", "stage", "--then", "prod", "--yes", "--json", "--no-test")
    done = shop.bbfd(*call)
    images = [one for one in done.events if one["event"] == "image"]
    assert [one["how"] for one in images] == ["pushed", "copied"]
    [digest] = shop.digests(ACCOUNT)
    assert shop.digests("222222222222") == [digest]
    assert {one["digest"] for one in images} == {digest}
    assert all(one["architectures"] for one in images)
    _pulled_back(shop, engine, digest)


def _pulled_back(shop: Shop, part: Part, digest: str) -> None:
    """From the registry of the second account, where no engine has ever pushed to."""
    kind, processes = _engine(part)
    folder = shop.root / ".bbfd" / "local"
    with (
        embedded(folder, account="222222222222", region=REGION) as home,
        home.registry() as token,
        let_in(token, kind, processes.run, part.variables) as login,
    ):
        pulled = processes.run(kind.pull(f"{token.registry}/web@{digest}", login))
    assert pulled.code == 0, pulled.said


def test_an_image_for_another_architecture_than_the_launchs_is_not_pushed(
    buildah: Part, program: Path, tmp_path: Path
) -> None:
    image = _built(buildah, program, tmp_path, "foreign")
    [here] = buildah.call(
        "inspect", "--type", "image", "--format", "{{.OCIv1.Architecture}}", image
    ).split()
    other = "ARM64" if here == "amd64" else "X86_64"
    root = tmp_path / "project"
    shop = Shop(root, buildah, program, f', architecture="{other}"')
    done = shop.bbfd("push", "web", "--env", "stage", "--image", image, "--yes", code=3)
    assert f"launched on {other}" in done.words
    assert shop.digests(ACCOUNT) == []
