"""Behind the environment's internal load balancer, with a name of its own that leads there."""

from bbfd import Container, Http, WebService

service = WebService(
    container=Container(image="orders:1", port=8080),
    http=Http(host="orders.{domain}", internal=True, alias=True),
)
