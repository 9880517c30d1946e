"""TLS that ends at a network load balancer, beside HTTP to the same service."""

from bbfd import Container, Http, TlsListener, WebService

service = WebService(
    container=Container(image="broker:1", port=8080),
    http=Http(path="/broker/*"),
    network=TlsListener(port=8883, to=1883, proxy_protocol=True),
)
