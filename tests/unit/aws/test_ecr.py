"""What ECR is asked, and what its answers become."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from bbfd.aws.ecr import Ecr
from bbfd.deploy.registry import Manifest
from bbfd.errors import AwsError, Refused
from tests.unit.aws.stubs import Refusal, answering, refusing

REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web"
WHERE = {"registryId": "111122223333", "repositoryName": "team/web"}
DIGEST = f"sha256:{'0' * 64}"
OTHER = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("image", "asked"),
    [
        (f"{REPOSITORY}:1", {"imageTag": "1"}),
        (f"{REPOSITORY}@{DIGEST}", {"imageDigest": DIGEST}),
    ],
)
def test_an_image_is_looked_for_by_tag_or_digest(image: str, asked: dict[str, str]) -> None:
    answer = {"imageDetails": [{"imageDigest": DIGEST}]}
    with answering("ecr", ("describe_images", answer, {**WHERE, "imageIds": [asked]})) as client:
        assert Ecr(client).digest(image) == DIGEST


@pytest.mark.parametrize("code", ["ImageNotFoundException", "RepositoryNotFoundException"])
def test_an_image_that_is_not_there_has_no_digest(code: str) -> None:
    with refusing("ecr", "describe_images", code) as client:
        assert Ecr(client).digest(f"{REPOSITORY}:1") is None


def test_a_token_is_user_and_password_and_shows_no_password() -> None:
    given = {
        "authorizationToken": base64.b64encode(b"AWS:s3cr3t:x").decode(),
        "proxyEndpoint": "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com",
    }
    answer = {"authorizationData": [given]}
    with (
        answering("ecr", ("get_authorization_token", answer, {})) as client,
        Ecr(client).opened() as token,
    ):
        pass
    assert (token.user, token.password) == ("AWS", "s3cr3t:x")
    assert token.registry == "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
    assert "s3cr3t" not in repr(token)


def test_a_manifest_is_the_bytes_that_ecr_has() -> None:
    body = '{\n   "schemaVersion": 2}'
    kind = "application/vnd.oci.image.index.v1+json"
    raw = {
        "imageId": {"imageDigest": DIGEST, "imageTag": "1"},
        "imageManifest": body,
        "imageManifestMediaType": kind,
    }
    with _batch({"images": [raw], "failures": []}) as client:
        found = Ecr(client).manifest(f"{REPOSITORY}:1")
    assert found == Manifest(body=body.encode(), media_type=kind, digest=DIGEST)
    with _batch({"images": [], "failures": [{"failureCode": "ImageNotFound"}]}) as client:
        assert Ecr(client).manifest(f"{REPOSITORY}:1") is None


def _batch(answer: dict[str, Any]) -> Any:
    kinds = (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
    asked = {**WHERE, "imageIds": [{"imageTag": "1"}], "acceptedMediaTypes": kinds}
    return answering("ecr", ("batch_get_image", answer, asked))


def test_a_layer_is_read_from_the_address_that_ecr_gives() -> None:
    def fetch(url: str) -> Iterator[bytes]:
        yield url.encode()

    answer = {"downloadUrl": "https://example.com/x?signed", "layerDigest": DIGEST}
    asked = {**WHERE, "layerDigest": DIGEST}
    with answering("ecr", ("get_download_url_for_layer", answer, asked)) as client:
        layer = Ecr(client, fetch).layer(REPOSITORY, DIGEST)
        assert b"".join(layer) == b"https://example.com/x?signed"


def test_what_is_not_said_to_be_there_is_lacking() -> None:
    answer = {
        "layers": [{"layerDigest": DIGEST, "layerAvailability": "AVAILABLE"}],
        "failures": [{"layerDigest": OTHER, "failureCode": "MissingLayerDigest"}],
    }
    asked = {**WHERE, "layerDigests": (DIGEST, OTHER)}
    with answering("ecr", ("batch_check_layer_availability", answer, asked)) as client:
        assert Ecr(client).lacking(REPOSITORY, (DIGEST, OTHER)) == (OTHER,)
        assert Ecr(client).lacking(REPOSITORY, ()) == ()


def test_a_layer_goes_in_parts_of_the_size_that_ecr_wants() -> None:
    parts = [(0, b"abcd"), (4, b"efgh"), (8, b"i")]
    calls = [("initiate_layer_upload", {"uploadId": "u", "partSize": 4}, WHERE)]
    for first, part in parts:
        span = {"partFirstByte": first, "partLastByte": first + len(part) - 1}
        sent = {**WHERE, "uploadId": "u", **span, "layerPartBlob": part}
        calls.append(("upload_layer_part", {}, sent))
    ended = {**WHERE, "uploadId": "u", "layerDigests": [DIGEST]}
    with answering("ecr", *calls, ("complete_layer_upload", {}, ended)) as client:
        Ecr(client).upload(REPOSITORY, DIGEST, iter([b"abc", b"def", b"ghi"]))


def test_a_layer_that_came_there_meanwhile_is_there() -> None:
    refused = Refusal("LayerAlreadyExistsException")
    ended = {**WHERE, "uploadId": "u", "layerDigests": [DIGEST]}
    with answering(
        "ecr",
        ("initiate_layer_upload", {"uploadId": "u", "partSize": 4}, WHERE),
        ("complete_layer_upload", refused, ended),
    ) as client:
        Ecr(client).upload(REPOSITORY, DIGEST, iter([]))


BODY = b"{ }"
MANIFEST = Manifest(
    body=BODY,
    media_type="application/vnd.oci.image.manifest.v1+json",
    digest=f"sha256:{hashlib.sha256(BODY).hexdigest()}",
)
PUT = {
    **WHERE,
    "imageManifest": "{ }",
    "imageManifestMediaType": MANIFEST.media_type,
    "imageDigest": MANIFEST.digest,
}


def test_a_manifest_is_put_with_its_tag_and_digest() -> None:
    with answering("ecr", ("put_image", {}, {**PUT, "imageTag": "1"})) as client:
        Ecr(client).put(REPOSITORY, MANIFEST, "1")
    with answering("ecr", ("put_image", {}, PUT)) as client:
        Ecr(client).put(REPOSITORY, MANIFEST, "")


@pytest.mark.parametrize("code", ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"])
def test_a_tag_that_names_the_same_image_already_is_no_error(code: str) -> None:
    with _put_again(code, MANIFEST.digest) as client:
        Ecr(client).put(REPOSITORY, MANIFEST, "1")


def test_a_tag_of_another_image_is_not_moved() -> None:
    with (
        _put_again("ImageTagAlreadyExistsException", OTHER) as client,
        pytest.raises(Refused, match="is another image already"),
    ):
        Ecr(client).put(REPOSITORY, MANIFEST, "1")


def _put_again(code: str, has: str) -> Any:
    return answering(
        "ecr",
        ("put_image", Refusal(code), {**PUT, "imageTag": "1"}),
        (
            "describe_images",
            {"imageDetails": [{"imageDigest": has}]},
            {**WHERE, "imageIds": [{"imageTag": "1"}]},
        ),
    )


def _scan(answer: Any) -> Any:
    asked = {**WHERE, "imageId": {"imageDigest": DIGEST}}
    with answering("ecr", ("describe_image_scan_findings", answer, asked)) as client:
        return Ecr(client).scan(f"{REPOSITORY}@{DIGEST}")


def test_a_basic_scan_tells_counts_and_the_worst_first() -> None:
    found = _scan(
        {
            "imageScanStatus": {"status": "COMPLETE"},
            "imageScanFindings": {
                "findingSeverityCounts": {"LOW": 1, "CRITICAL": 2},
                "findings": [
                    {"name": "CVE-1", "severity": "LOW"},
                    {
                        "name": "CVE-2",
                        "severity": "CRITICAL",
                        "uri": "https://example.com",
                        "attributes": [{"key": "package_name", "value": "openssl"}],
                    },
                ],
            },
        }
    )
    assert (found.state, found.counts) == ("done", {"LOW": 1, "CRITICAL": 2})
    assert [(f.name, f.package) for f in found.flaws] == [("CVE-2", "openssl"), ("CVE-1", "")]


def test_an_enhanced_scan_tells_the_same() -> None:
    flaw = {
        "severity": "HIGH",
        "title": "CVE-3 - curl",
        "packageVulnerabilityDetails": {
            "vulnerabilityId": "CVE-3",
            "sourceUrl": "https://example.com",
            "vulnerablePackages": [{"name": "curl"}],
        },
    }
    found = _scan(
        {
            "imageScanStatus": {"status": "ACTIVE"},
            "imageScanFindings": {"enhancedFindings": [flaw]},
        }
    )
    assert found.state == "done"
    assert [(f.name, f.severity, f.package) for f in found.flaws] == [("CVE-3", "HIGH", "curl")]


@pytest.mark.parametrize(
    ("status", "state"),
    [("IN_PROGRESS", "waiting"), ("PENDING", "waiting"), ("UNSUPPORTED_IMAGE", "failed")],
)
def test_a_scan_that_tells_nothing_yet_or_never_is_told_apart(status: str, state: str) -> None:
    found = _scan({"imageScanStatus": {"status": status, "description": "why"}})
    assert (found.state, found.why) == (state, "why" if state == "failed" else "")


def test_a_scan_that_was_never_begun_is_absent() -> None:
    assert _scan(Refusal("ScanNotFoundException")).state == "absent"


def test_a_scan_that_was_made_today_is_not_made_again() -> None:
    with refusing("ecr", "start_image_scan", "LimitExceededException") as client:
        Ecr(client).begin_scan(f"{REPOSITORY}@{DIGEST}")
    with (
        refusing("ecr", "start_image_scan", "ValidationException") as client,
        pytest.raises(AwsError),
    ):
        Ecr(client).begin_scan(f"{REPOSITORY}@{DIGEST}")
