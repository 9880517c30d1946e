"""The cache of it."""

from bbfd import BackendService, Connect, Container

service = BackendService(
    container=Container(image="redis:7-alpine", port=6379), connect=Connect(protocol="tcp")
)
