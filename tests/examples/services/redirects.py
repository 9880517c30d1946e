"""What the load balancer answers by itself: an old name leads to the new one, and nobody sees what is internal."""

from bbfd import Answer, Container, Http, Redirect, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    http=Http(
        host="www.{domain}",
        rules=(
            Redirect(host="shop.{domain}", to_host="www.example.com"),
            Redirect(path="/old/*", to_path="/new/", permanent=False),
            Answer(path="/internal/*"),
            Answer(path="/robots.txt", status=200, body="User-agent: *"),
        ),
    ),
)
