"""An OpenID Connect server for tests, as ProConnect is one: it signs what it says, and can be told to lie."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "copilote", "un secret que le serveur connaît"


@dataclass
class Identity:
    """What the server says of who comes; `lies` is put over it."""

    sub: str = "agent-1"
    email: str = "anne@exemple.fr"
    given_name: str = "Anne"
    usual_name: str = "Martin"
    siret: str = "73282932000074"


@dataclass
class OidcServer:
    """Its answers. nonce : of the last who was sent here. id_lies, lies : claims that take the place of the true ones.
    algorithm, key, kid : how it signs userinfo; plain : userinfo is not signed at all."""

    url: str = ""
    identity: Identity = field(default_factory=Identity)
    nonce: str = ""
    amr: tuple[str, ...] = ("pwd",)
    id_lies: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    id_algorithm: str = "RS256"
    kid: str = "k1"
    plain: bool = False
    own_key: Any = None
    stranger: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    def claims(self, more: dict[str, Any]) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.url, "aud": CLIENT, "exp": now + 60, "iat": now, "sub": self.identity.sub} | more

    def signed(self, claims: dict[str, Any], algorithm: str) -> str:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048) if self.stranger else self.own_key
        if algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": self.kid})
        if algorithm == "HS256":
            return jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": self.kid})
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.kid})

    def answer(self, path: str, sent: dict[str, str]) -> tuple[str, str]:
        """Content type and body of what is asked."""
        if path.endswith("openid-configuration"):
            names = ("authorization", "token", "userinfo", "end_session")
            told = {f"{name}_endpoint": f"{self.url}/{name}" for name in names}
            return "application/json", json.dumps(told | {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"})
        if path.endswith("/jwks"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.own_key.public_key()))
            return "application/json", json.dumps({"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        if path.endswith("/token"):
            self.asked.append(sent)
            proof = self.claims({"nonce": self.nonce, "amr": list(self.amr)} | self.id_lies)
            told = {"access_token": "jeton", "token_type": "Bearer", "expires_in": 60}
            return "application/json", json.dumps(told | {"id_token": self.signed(proof, self.id_algorithm)})
        claims = self.claims(vars(self.identity) | self.lies)
        if self.plain:
            return "application/json", json.dumps(claims)
        return "application/jwt", self.signed(claims, self.algorithm)


@contextmanager
def oidc_server() -> Iterator[OidcServer]:
    """Serve on this machine; stopped at the end."""
    oidc = OidcServer(own_key=rsa.generate_private_key(public_exponent=65537, key_size=2048))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            kind, content = oidc.answer(self.path, {name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content.encode())))
            self.end_headers()
            self.wfile.write(content.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_told: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        oidc.url = f"http://127.0.0.1:{server.server_address[1]}/api/v2"
        try:
            yield oidc
        finally:
            server.shutdown()
            thread.join()
