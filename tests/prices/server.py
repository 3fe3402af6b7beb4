"""A web server on this machine, in place of the network, that behaves as badly as it is told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler, threading.Event], None]
"""What to send; the event is set when the test is over and nothing may be waited for any longer."""


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that gives one answer to everything; yields its address."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(ConnectionError):
                answer(self, over)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/data.json"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """An address of this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/data.json"


def content(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer in one piece."""

    def answer(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cut(body: bytes) -> Answer:
    """An answer that breaks off half-way."""
    return content(body[: len(body) // 2], Content_Length=str(len(body)))


def cut_unnoticed(body: bytes) -> Answer:
    """Half an answer, of which nothing says that it is half."""

    def answer(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    return answer


def stalled(_: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """No answer at all, for half a minute."""
    over.wait(30)


def dripping(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Half a minute of an answer, a byte at a time."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1500):
        if over.wait(0.02):
            return
        handler.wfile.write(b"[")
        handler.wfile.flush()


def endless(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """An answer without end, as fast as it goes."""
    handler.send_response(200)
    handler.end_headers()
    while not over.is_set():
        handler.wfile.write(b" " * 65536)
