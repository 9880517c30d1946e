"""Which requests come here: by path, host, method, header, query string and address; more specific rules come first."""

from bbfd import Container, Http, Match, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    http=Http(
        path=("/shop/*", "/cart/*"),
        rules=(
            Match(host="shop.{domain}"),
            Match(path="/api/*", methods=("GET", "HEAD"), headers={"X-Version": ("2", "3")}),
            Match(path="/preview/*", queries={"key": "open-*"}),
            Match(path="/admin/*", sources=("192.0.2.0/24",)),
        ),
    ),
)
