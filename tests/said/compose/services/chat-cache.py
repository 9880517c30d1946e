"""What its tasks tell one another by."""

from bbfd import BackendService, Connect, Container

service = BackendService(
    container=Container(image="redis:7", port=6379), connect=Connect(protocol="tcp")
)
