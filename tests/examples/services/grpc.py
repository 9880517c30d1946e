"""gRPC, from the load balancer to the container, which answers to the usual health service."""

from bbfd import Container, HealthCheck, Http, WebService

service = WebService(
    container=Container(image="prices:1", port=50051),
    http=Http(
        host="prices.{domain}",
        version="GRPC",
        health=HealthCheck(path="/grpc.health.v1.Health/Check"),
    ),
)
