"""A container that speaks TLS, with any certificate, and tells its health on another port without."""

from bbfd import Container, HealthCheck, Http, WebService

service = WebService(
    container=Container(image="safe:1", port=8443),
    http=Http(
        host="safe.{domain}", protocol="HTTPS", health=HealthCheck(port=8081, protocol="HTTP")
    ),
)
