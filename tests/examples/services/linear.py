"""`deployment=Linear(...)` on a listener of its own: a fifth of the traffic every three minutes."""

from bbfd import Container, Http, Linear, Listener, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    http=Http(listener=Listener(port=8443, protocol="HTTPS")),
    deployment=Linear(step=20, every=3),
)
