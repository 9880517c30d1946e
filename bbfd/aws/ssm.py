"""Systems Manager: parameters, and sessions that pass a port of ours on to a container, or through it.

https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
"""

from __future__ import annotations

from bbfd.aws.secrets import ParameterStore
from bbfd.aws.trouble import asking
from bbfd.deploy.tasks import Session

_TO_CONTAINER = "AWS-StartPortForwardingSession"
_TO_HOST = "AWS-StartPortForwardingSessionToRemoteHost"


class Ssm(ParameterStore):
    """The calls that begin a session, besides those about parameters."""

    def forward(self, target: str, *, port: int, local_port: int, host: str = "") -> Session:
        """Begin to pass a local port on to a port of a container, or of a host that it reaches."""
        request = {
            "Target": target,
            "DocumentName": _TO_HOST if host else _TO_CONTAINER,
            "Parameters": {
                **({"host": [host]} if host else {}),
                "portNumber": [str(port)],
                "localPortNumber": [str(local_port)],
            },
        }
        with asking(f"begin a session with {target}"):
            answer = self._client.start_session(**request)
        return Session(
            response={name: answer[name] for name in ("SessionId", "TokenValue", "StreamUrl")},
            request=request,
            region=self._client.meta.region_name,
            endpoint=self._client.meta.endpoint_url,
        )
