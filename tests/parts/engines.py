"""The engines and the registry that tests build with, push to and pull from."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

# Of the registry on loopback; the second line of a file as `htpasswd -B` writes it.
USER, PASSWORD = "AWS", "loopback-password"
_HTPASSWD = f"{USER}:$2b$05$abcdefghijklmnopqrstuudvb8J74dRRX0ZYKJ2yoUCbT.q0y4SBC\n"
_PATIENCE = 20.0  # seconds for a part to come up


def missing(part: str, why: str = "") -> None:
    """Skip the test: `.ci/run` names the part on its last line."""
    pytest.skip(f"part missing: {part}{f' ({why})' if why else ''}")


@dataclass(frozen=True)
class Part:
    """An engine that is really there. variables: what it is called with, and what `bbfd` has to be called with."""

    name: str
    variables: Mapping[str, str]

    def call(self, *words: str, code: int = 0) -> str:
        """Its standard output; it has to end with that code."""
        done = subprocess.run(
            [self.name, *words],
            env=dict(self.variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stderr
        return done.stdout


@dataclass(frozen=True)
class Registry:
    """A registry on loopback that speaks plain HTTP, and wants a password where it has one."""

    address: str
    user: str = USER
    password: str = field(default=PASSWORD, repr=False)

    def digest(self, repository: str, tag: str) -> str:
        """The digest that a tag names, by the registry's own word."""
        accept = (
            "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
            "application/vnd.docker.distribution.manifest.v2+json, "
            "application/vnd.docker.distribution.manifest.list.v2+json"
        )
        asked = urllib.request.Request(
            f"http://{self.address}/v2/{repository}/manifests/{tag}",
            method="HEAD",
            headers={"Accept": accept, "Authorization": f"Basic {self._token}"},
        )
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            return str(answer.headers["Docker-Content-Digest"])

    @property
    def _token(self) -> str:
        return b64encode(f"{self.user}:{self.password}".encode()).decode()


def buildah_in(folder: Path) -> Part:
    """Buildah with a store of its own: vfs and chroot need nothing of the kernel."""
    if shutil.which("buildah") is None:
        missing("buildah")
    settings = folder / "storage.conf"
    settings.write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/store"\nrunroot = "{folder}/run"\n'
    )
    variables = {
        **os.environ,
        "CONTAINERS_STORAGE_CONF": str(settings),
        "BUILDAH_ISOLATION": "chroot",
        "BBFD_ENGINE": "buildah",
    }
    part = Part("buildah", variables)
    tried = subprocess.run(
        ["buildah", "info"], env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    if tried.returncode != 0:
        missing("buildah", "it cannot work here")
    return part


def docker_here() -> Part:
    """A Docker daemon that runs, wherever DOCKER_HOST says."""
    variables = {**os.environ, "BBFD_ENGINE": "docker"}
    if shutil.which("docker") is None:
        missing("docker")
    asked = ["docker", "info", "--format", "{{.ServerVersion}}"]
    tried = subprocess.run(
        asked, env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    if tried.returncode != 0 or not tried.stdout.strip():
        missing("docker", "no daemon answers")
    return Part("docker", variables)


def busybox() -> Path:
    """A program that runs where there is nothing else."""
    found = shutil.which("busybox", path=f"/bin:/usr/bin:{os.environ['PATH']}")
    if found is None:
        missing("busybox")
    assert found is not None
    kind = (
        subprocess.run(["file", found], capture_output=True, text=True, check=False).stdout
        if shutil.which("file")
        else ""
    )
    if "dynamically linked" in kind:
        missing("busybox", "it needs libraries")
    return Path(found)


@contextmanager
def registry_in(folder: Path, *, login: bool) -> Iterator[Registry]:
    """A docker-registry on a free port of the loopback. login: it lets nobody in without a password."""
    if shutil.which("docker-registry") is None:
        missing("docker-registry")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "htpasswd").write_text(_HTPASSWD)
    wants = f"auth: {{htpasswd: {{realm: r, path: {folder}/htpasswd}}}}\n" if login else ""
    settings = folder / "registry.yml"
    settings.write_text(
        "version: 0.1\nlog: {level: error}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/images}}}}\n"
        f"http: {{addr: {address}}}\n{wants}"
    )
    with (
        open(folder / "registry.log", "wb") as log,
        subprocess.Popen(["docker-registry", "serve", str(settings)], stdout=log, stderr=log) as it,
    ):
        try:
            _answers(address)
            yield Registry(address)
        finally:
            it.terminate()


def _answers(address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{address}/v2/", timeout=_PATIENCE):
                return
        except urllib.error.HTTPError as error:
            with error:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the registry at {address} does not answer")
