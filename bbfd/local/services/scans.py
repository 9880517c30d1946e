"""Scans of images: they are done at once, and find what `faults.json` orders, as `{"scan:hello": "HIGH 2, LOW 1"}`.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import ecr

Response = tuple[int, dict[str, str], bytes]
Handler = Callable[..., Awaitable[Response]]


def scanning(rest: Handler, orders: Callable[[], Mapping[str, str | float]]) -> Handler:
    """A handler of ECR's calls that knows those about scans, too."""

    async def handle(
        method: str, path: str, headers: Any, body: bytes, query_params: Any
    ) -> Response:
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if action not in ("DescribeImageScanFindings", "StartImageScan"):
            return await rest(method, path, headers, body, query_params)
        return _answered(json.loads(body), orders())

    return handle


def _answered(fields: dict[str, Any], ordered: Mapping[str, str | float]) -> Response:
    name, image = fields["repositoryName"], fields["imageId"]
    if not ecr._find_image(name, image):
        refused: Response = error_response_json(
            "ImageNotFoundException",
            f"The image with imageId {image} does not exist within the repository '{name}'",
            400,
        )
        return refused
    answer: Response = json_response(
        {
            "repositoryName": name,
            "imageId": image,
            "imageScanStatus": {"status": "COMPLETE", "description": "done at once"},
            "imageScanFindings": _findings(str(ordered.get(f"scan:{name}", ""))),
        }
    )
    return answer


def _findings(ordered: str) -> dict[str, Any]:
    counts = {}
    for each in filter(None, map(str.strip, ordered.split(","))):
        severity, _, number = each.partition(" ")
        counts[severity] = int(number) if number.isdigit() else 1
    findings = [
        {
            "name": f"CVE-2026-{number:04}",
            "severity": severity,
            "uri": f"https://example.com/CVE-2026-{number:04}",
            "attributes": [{"key": "package_name", "value": "openssl"}],
        }
        for number, severity in enumerate(counts, 1)
    ]
    return {"findings": findings, "findingSeverityCounts": counts}
