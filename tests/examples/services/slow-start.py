"""A new task gets few requests at first, and more and more for two minutes."""

from bbfd import Container, Http, WebService

service = WebService(
    container=Container(image="jvm:1", port=8080), http=Http(path="/jvm/*", slow_start=120)
)
