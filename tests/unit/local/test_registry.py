"""The embedded registry, as engines and ECR's own API see it: one and the same."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bbfd.aws.ecr import Ecr
from bbfd.deploy.registry import Token
from bbfd.deploy.release.copying import Side, copy
from bbfd.errors import AwsError
from bbfd.local import Embedded, embedded
from tests.unit.local.world import ACCOUNT, REGION, World

HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
LAYER = b"a layer of some bytes"
KIND = "application/vnd.oci.image.manifest.v1+json"


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


CONFIG = json.dumps({"architecture": "arm64"}).encode()
MANIFEST = json.dumps(
    {"config": {"digest": _digest(CONFIG)}, "layers": [{"digest": _digest(LAYER)}]}, indent=2
).encode()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Embedded]:
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        yield opened


@pytest.fixture
def ecr(home: Embedded, tmp_path: Path) -> Ecr:
    client = World(home, tmp_path)["ecr"]
    for name in ("web", "other"):
        client.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    return Ecr(client, home.fetch, home.registry)


class Pusher:
    """What an engine does on the wire."""

    def __init__(self, token: Token, password: str = "") -> None:
        signed = f"{token.user}:{password or token.password}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(signed).decode()}"}
        self._address = token.registry

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection(self._address)) as wire:
            chunked = body is not None and not isinstance(body, bytes)
            wire.request(
                method,
                path,
                body,  # type: ignore[arg-type]
                {**self._headers, **headers},
                encode_chunked=chunked,
            )
            answer = wire.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")

    def layer(self, repository: str, body: bytes) -> None:
        _, upload = self.ask("POST", f"/v2/{repository}/blobs/uploads/", b"")
        pieces = iter([body[:5], body[5:]])
        status, upload = self.ask("PATCH", upload, pieces, **{"Transfer-Encoding": "chunked"})
        assert status == 202
        status, _ = self.ask("PUT", f"{upload}?digest={_digest(body)}", b"")
        assert status == 201

    def manifest(self, repository: str, tag: str, body: bytes = MANIFEST) -> int:
        path = f"/v2/{repository}/manifests/{tag}"
        return self.ask("PUT", path, body, **{"Content-Type": KIND})[0]


def _pushed(ecr: Ecr) -> str:
    with ecr.opened() as token:
        pusher = Pusher(token)
        for body in (CONFIG, LAYER):
            pusher.layer("web", body)
        assert pusher.manifest("web", "1") == 201
    return _digest(MANIFEST)


def test_what_is_pushed_in_pieces_is_what_ecr_tells(ecr: Ecr) -> None:
    digest = _pushed(ecr)
    assert ecr.digest(f"{HOST}/web:1") == digest
    manifest = ecr.manifest(f"{HOST}/web:1")
    assert manifest is not None
    assert (manifest.body, manifest.media_type, manifest.digest) == (MANIFEST, KIND, digest)
    assert b"".join(ecr.layer(f"{HOST}/web", _digest(LAYER))) == LAYER
    assert ecr.lacking(f"{HOST}/web", (_digest(LAYER), _digest(b"?"))) == (_digest(b"?"),)


def test_it_is_kept_for_the_next_process(home: Embedded, ecr: Ecr, tmp_path: Path) -> None:
    digest = _pushed(ecr)
    home.close()
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as again:
        assert Ecr(World(again, tmp_path)["ecr"]).digest(f"{HOST}/web:1") == digest


def test_a_tag_is_not_moved_and_the_same_image_may_come_again(ecr: Ecr) -> None:
    _pushed(ecr)
    with ecr.opened() as token:
        assert Pusher(token).manifest("web", "1") == 201
        assert Pusher(token).manifest("web", "1", MANIFEST + b"\n") == 400


def test_who_has_no_token_or_an_old_one_is_turned_away(ecr: Ecr) -> None:
    with ecr.opened() as old:
        assert Pusher(old, "wrong").ask("GET", "/v2/")[0] == 401
        assert Pusher(old).ask("GET", "/v2/")[0] == 200
    with ecr.opened() as token:
        assert Pusher(token, old.password).ask("GET", "/v2/")[0] == 401
        with pytest.raises(ConnectionRefusedError):
            Pusher(old).ask("GET", "/v2/")


def test_nothing_but_the_registry_is_served(ecr: Ecr) -> None:
    with ecr.opened() as token:
        assert Pusher(token).ask("GET", "/")[0] == 404
        assert Pusher(token).ask("GET", "/v2/", Origin="http://evil.example.com")[0] == 403


def test_an_image_is_copied_by_ecrs_own_calls(ecr: Ecr) -> None:
    digest = _pushed(ecr)
    source, target = f"{HOST}/web", f"{HOST}/other"
    sides = Side(images=ecr, repository=source), Side(images=ecr, repository=target)
    assert copy(digest, "1", *sides)
    assert not copy(digest, "1", *sides)
    assert ecr.manifest(f"{target}:1") == ecr.manifest(f"{source}:1")
    with ecr.opened() as token:
        assert Pusher(token).ask("GET", f"/v2/other/manifests/{digest}")[0] == 200


def test_a_layer_of_other_bytes_than_announced_is_refused(ecr: Ecr) -> None:
    with pytest.raises(AwsError) as refused:
        ecr.upload(f"{HOST}/web", _digest(b"announced"), iter([b"sent"]))
    assert refused.value.code == "InvalidLayerException"


def test_a_scan_finds_what_was_ordered(ecr: Ecr, tmp_path: Path) -> None:
    digest = _pushed(ecr)
    image = f"{HOST}/web@{digest}"
    assert (ecr.scan(image).state, ecr.scan(image).counts) == ("done", {})
    (tmp_path / "faults.json").write_text('{"scan:web": "HIGH 2, LOW"}')
    found = ecr.scan(image)
    assert found.counts == {"HIGH": 2, "LOW": 1}
    assert [flaw.severity for flaw in found.flaws] == ["HIGH", "LOW"]
    assert ecr.scan(f"{HOST}/web@sha256:{'0' * 64}").state == "absent"


@pytest.mark.parametrize("said", ["Authorization: Basic \xe4\xf6", "Content-Length: abc", "?"])
def test_what_is_no_call_of_ours_prints_no_traceback(
    ecr: Ecr, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with ecr.opened() as token:
        host, _, port = token.registry.partition(":")
        with closing(socket.create_connection((host, int(port)), 5)) as wire:
            wire.sendall(f"GET /v2/ HTTP/1.1\r\nHost: {host}\r\n{said}\r\n\r\n".encode("latin-1"))
            assert b"200" not in wire.recv(100)
        assert Pusher(token).ask("GET", "/v2/")[0] == 200
    assert "Traceback" not in capfd.readouterr().err
