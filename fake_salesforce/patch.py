"""Routes unmodified ``requests`` and ``httpx`` clients of ``*.salesforce.com`` to the fake.

The transport of each library is replaced for the length of a block: the request goes to the fake's
address over plain HTTP, with the Host header the client meant, and the response says it came from
where the client sent it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import ssl
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

_DOMAIN = ".salesforce.com"
_NOWHERE = ".invalid"


@contextlib.contextmanager
def patched(
    url: str, *, ca_file: str | None = None, is_gone: Callable[[str], bool] = lambda _: False
) -> Iterator[None]:
    """Send what goes to ``https://*.salesforce.com`` to a URL instead, while the block lasts.

    Args:
        url: scheme, host and port of the fake.
        ca_file: what its certificate is checked against; None where it has none.
        is_gone: tells of a host whether its name is gone; such a request is sent to a name of the
            domain ``invalid``, which no resolver finds (RFC 6761).
    """
    with contextlib.ExitStack() as stack:
        _patch_requests(stack, url, ca_file, is_gone)
        if importlib.util.find_spec("httpx") is not None:
            _patch_httpx(stack, url, ca_file, is_gone)
        yield


def _is_salesforce(host: str | None) -> bool:
    return host is not None and host.lower().endswith(_DOMAIN)


def _patch_requests(
    stack: contextlib.ExitStack, url: str, ca_file: str | None, is_gone: Callable[[str], bool]
) -> None:
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - only where it is patched

    send: Callable[..., Any] = HTTPAdapter.send

    def send_here(self: HTTPAdapter, request: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
        meant = urlsplit(request.url)
        if not _is_salesforce(meant.hostname):
            return send(self, request, *args, **kwargs)
        here = request.copy()
        if is_gone(meant.hostname or ""):
            here.url = f"{meant.scheme}://{meant.hostname}{_NOWHERE}"
            return send(self, here, *args, **kwargs | {"proxies": {}})
        fake = urlsplit(url)
        here.url = urlunsplit((fake.scheme, fake.netloc, meant.path, meant.query, ""))
        here.headers["Host"] = meant.netloc
        # requests hands everything but the request by name
        ours: dict[str, Any] = {"proxies": {}} | ({} if ca_file is None else {"verify": ca_file})
        response = send(self, here, *args, **kwargs | ours)
        response.url, response.request = request.url, request
        return response

    stack.enter_context(mock.patch.object(HTTPAdapter, "send", send_here))


def _patch_httpx(
    stack: contextlib.ExitStack, url: str, ca_file: str | None, is_gone: Callable[[str], bool]
) -> None:
    import httpx  # noqa: PLC0415 - need not be installed

    send: Callable[..., Any] = httpx.HTTPTransport.handle_request
    send_async: Callable[..., Any] = httpx.AsyncHTTPTransport.handle_async_request
    # Transports of our own, since a client's may lead through a proxy. The asynchronous one keeps
    # no connection, for one block may see several event loops.
    verify = True if ca_file is None else ssl.create_default_context(cafile=ca_file)
    direct = stack.enter_context(httpx.HTTPTransport(verify=verify, trust_env=False))
    direct_async = httpx.AsyncHTTPTransport(
        verify=verify, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    )

    def rerouted(request: httpx.Request) -> httpx.Request:
        fake = httpx.URL(url)
        headers = [each for each in request.headers.raw if each[0].lower() != b"host"]
        if is_gone(request.url.host):
            nowhere = request.url.copy_with(host=f"{request.url.host}{_NOWHERE}")
            return httpx.Request(request.method, nowhere, stream=request.stream)
        return httpx.Request(
            request.method,
            request.url.copy_with(scheme=fake.scheme, host=fake.host, port=fake.port),
            headers=[(b"Host", request.url.netloc), *headers],
            stream=request.stream,
            extensions=request.extensions,
        )

    def send_here(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        response: httpx.Response = (
            send(direct, rerouted(request))
            if _is_salesforce(request.url.host)
            else send(self, request)
        )
        return response

    async def send_here_async(
        self: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        response: httpx.Response = await (
            send_async(direct_async, rerouted(request))
            if _is_salesforce(request.url.host)
            else send_async(self, request)
        )
        return response

    stack.enter_context(mock.patch.object(httpx.HTTPTransport, "handle_request", send_here))
    stack.enter_context(
        mock.patch.object(httpx.AsyncHTTPTransport, "handle_async_request", send_here_async)
    )
