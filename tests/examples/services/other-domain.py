"""A host that the environment's certificate does not cover brings its own, found by its name."""

from bbfd import Certificate, Container, Http, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    http=Http(
        host=("shop.example.org", "www.shop.example.org"),
        certificate=Certificate.lookup("shop.example.org"),
    ),
)
