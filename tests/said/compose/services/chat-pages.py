"""Its pages."""

from bbfd import Container, Http, Repository, WebService

service = WebService(
    container=Container(image=Repository(), port=80), http=Http(host="chat.{domain}")
)
