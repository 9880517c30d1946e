"""Elastic Load Balancing: the certificates of a listener besides its default one."""

from __future__ import annotations

from typing import Any

from ministack.services import alb

Response = tuple[int, dict[str, str], bytes]
_KEY = "BbfdExtraCertificates"


def add(listener: str, certificates: list[str]) -> None:
    """Add certificates to a listener. ValueError where there is no such listener."""
    found = alb._listeners.get(listener)
    if found is None:
        raise ValueError(f"Listener '{listener}' not found")
    found[_KEY] = list(dict.fromkeys([*found.get(_KEY, []), *certificates]))


def remove(listener: str, certificates: list[str]) -> None:
    """Take certificates off a listener, as far as either exists."""
    found = alb._listeners.get(listener)
    if found is not None:
        found[_KEY] = [arn for arn in found.get(_KEY, []) if arn not in certificates]


def _describe(params: dict[str, Any]) -> Response:
    listener = alb._listeners.get(alb._p(params, "ListenerArn"))
    if listener is None:
        refused: Response = alb._error("ListenerNotFound", "One or more listeners not found")
        return refused
    rows = [(arn, "true") for arn in listener.get("Certificates", [])]
    rows += [(arn, "false") for arn in listener.get(_KEY, [])]
    inner = "".join(
        f"<member><CertificateArn>{arn}</CertificateArn><IsDefault>{default}</IsDefault></member>"
        for arn, default in rows
    )
    answer: Response = alb._xml(
        200, "DescribeListenerCertificates", f"<Certificates>{inner}</Certificates>"
    )
    return answer


ACTIONS = {"DescribeListenerCertificates": _describe}
