"""A load balancer that is this service's alone: a record for its name, its requests written down, a firewall."""

from bbfd import AccessLogs, Container, Firewall, Http, OwnLoadBalancer, WebService

own = OwnLoadBalancer(idle_timeout=600, access_logs=AccessLogs(days=30), firewall=Firewall())

service = WebService(
    container=Container(image="downloads:1", port=8080),
    http=Http(host="downloads.{domain}", balancer=own),
)
