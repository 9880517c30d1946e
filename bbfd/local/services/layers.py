"""ECR's own way for layers, from and to where `/v2/` keeps them; ministack answers these calls, and keeps nothing.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import ecr

Response = tuple[int, dict[str, str], bytes]
_PART = 10 * 1024 * 1024
_put_image = ecr._put_image


def availability(fields: dict[str, Any]) -> Response:
    """BatchCheckLayerAvailability."""
    held = ecr._layer_blobs.get(fields["repositoryName"], {})
    layers = [
        {
            "layerDigest": digest,
            "layerAvailability": "AVAILABLE" if digest in held else "UNAVAILABLE",
            "layerSize": len(held.get(digest, b"")),
        }
        for digest in fields.get("layerDigests", ())
    ]
    answer: Response = json_response({"layers": layers, "failures": []})
    return _there(fields) or answer


def begin(fields: dict[str, Any]) -> Response:
    """InitiateLayerUpload."""
    upload = new_uuid()
    refused = _there(fields)
    if refused:
        return refused
    ecr._uploads.setdefault(fields["repositoryName"], {})[upload] = bytearray()
    answer: Response = json_response({"uploadId": upload, "partSize": _PART})
    return answer


def part(fields: dict[str, Any]) -> Response:
    """UploadLayerPart: the parts in their order, without a gap."""
    held = _upload(fields)
    if held is None:
        return _refused("UploadNotFoundException", "The upload could not be found")
    if fields["partFirstByte"] != len(held):
        return _refused("InvalidLayerPartException", f"The upload has {len(held)} bytes")
    held += base64.b64decode(fields["layerPartBlob"])
    answer: Response = json_response(
        {"uploadId": fields["uploadId"], "lastByteReceived": len(held) - 1}
    )
    return answer


def complete(fields: dict[str, Any]) -> Response:
    """CompleteLayerUpload: what arrived has to be what was announced."""
    held = _upload(fields)
    if held is None:
        return _refused("UploadNotFoundException", "The upload could not be found")
    if not held:
        return _refused("EmptyUploadException", "The upload has no parts")
    [announced] = fields["layerDigests"]
    if f"sha256:{hashlib.sha256(held).hexdigest()}" != announced:
        return _refused("InvalidLayerException", "The layer digest does not match its content")
    layers = ecr._layer_blobs.setdefault(fields["repositoryName"], {})
    if announced in layers:
        return _refused("LayerAlreadyExistsException", f"The layer '{announced}' exists already")
    layers[announced] = bytes(held)
    ecr._uploads[fields["repositoryName"]].pop(fields["uploadId"])
    answer: Response = json_response(
        {"uploadId": fields["uploadId"], "layerDigest": announced, "repositoryName": "-"}
    )
    return answer


def put(fields: dict[str, Any]) -> Response:
    """PutImage: what it takes can be pulled afterwards, and its digest is that of its bytes."""
    body = fields.get("imageManifest", "").encode()
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    if fields.get("imageDigest", digest) != digest:
        return _refused("ImageDigestDoesNotMatchException", "The digest is not the manifest's")
    answer: Response = _put_image({**fields, "imageDigest": digest})
    if answer[0] == 200:
        ecr._manifest_blobs.setdefault(fields["repositoryName"], {})[digest] = body
    return answer


def _upload(fields: dict[str, Any]) -> bytearray | None:
    found: bytearray | None = ecr._uploads.get(fields["repositoryName"], {}).get(fields["uploadId"])
    return found


def _there(fields: dict[str, Any]) -> Response | None:
    name = fields["repositoryName"]
    if name in ecr._repositories:
        return None
    said = f"The repository with name '{name}' does not exist in the registry"
    return _refused("RepositoryNotFoundException", said)


def _refused(code: str, said: str) -> Response:
    refused: Response = error_response_json(code, said, 400)
    return refused


REPLACED = {
    "_batch_check_layer_availability": availability,
    "_initiate_layer_upload": begin,
    "_upload_layer_part": part,
    "_complete_layer_upload": complete,
    "_put_image": put,
}
