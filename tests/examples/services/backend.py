"""`BackendService`: others of the environment call it as `http://backend:8080`, and by a DNS name."""

from bbfd import BackendService, CloudMap, Connect, Container

service = BackendService(
    container=Container(image="api:1.0", port=8080),
    connect=Connect(request_timeout=15),
    discovery=CloudMap(),
)
