"""A chat with its own tables in place of an imitation of them."""

from bbfd import Container, Http, Repository, Stickiness, Table, WebService

service = WebService(
    container=Container(
        image=Repository(),
        port=3000,
        variables={"ENV_NAME": "prod", "REDIS_ENDPOINT": "redis://chat-cache:6379"},
    ),
    connect=True,
    http=Http(host="chat.{domain}", path="/socket.io/*", stickiness=Stickiness()),
    uses=(
        Table(name="users", key="username", variable="USER_TABLE"),
        Table(name="messages", key="room", sort="message", variable="MESSAGE_TABLE"),
    ),
    after=("chat-cache",),
)
