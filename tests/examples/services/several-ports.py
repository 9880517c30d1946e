"""Two ports of one container and one of a sidecar, each with its own target group and rule."""

from bbfd import Container, HealthCheck, Http, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    sidecars=(Container(name="metrics", image="exporter:1", port=9100),),
    http=(
        Http(path="/shop/*"),
        Http(port=9090, host="admin.{domain}", health=HealthCheck(path="/up")),
        Http(container="metrics", path="/metrics", health=HealthCheck(port=9101)),
    ),
)
