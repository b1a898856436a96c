"""A message platform on this machine: takes signed posts and keeps a ledger by key."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.gateways.http import sign

SECRET = "agreed-with-the-platform"


class Receiver(ThreadingHTTPServer):
    """``ledger``: what was taken over, once per key; ``calls``: how often each key came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.ledger: dict[str, dict[str, str]] = {}
        self.calls: Counter[str] = Counter()
        self.answer = 200
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self.server_address[1]}/sms?app=1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever posts may be killed halfway."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return  # the sender died halfway
        given = sign(SECRET, self.headers["X-Minsheng-Time"], body)
        code = self.server.answer if given == self.headers["X-Minsheng-Signature"] else 401
        key = self.headers["Idempotency-Key"]
        with self.server.lock:
            self.server.calls[key] += 1
            if code == 200:
                told = json.loads(body)
                assert self.server.ledger.setdefault(key, told) == told
        self.send_response(code)
        self.send_header("Content-Length", "0")
        if code == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
