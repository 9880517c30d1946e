"""A load balancer that is this service's alone, with a record for its name."""

from bbfd import Container, Http, OwnLoadBalancer, WebService

service = WebService(
    container=Container(image="downloads:1", port=8080),
    http=Http(host="downloads.{domain}", balancer=OwnLoadBalancer(idle_timeout=600)),
)
