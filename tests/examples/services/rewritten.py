"""Requests below /shop/ reach a container that knows nothing of that."""

from bbfd import Container, Http, Rewrite, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    http=Http(path="/shop/*", rewrite=Rewrite(path=("^/shop/(.*)$", "/$1"))),
)
