"""aiosalesforce ``query`` and ``executemany``, as its guide shows it."""

import asyncio
import sqlite3

import httpx
from aiosalesforce import Salesforce
from aiosalesforce.auth import SoapLogin
from lap import INSERT, SECRET, SOQL, STORE, URL, USERNAME, Stopwatch, finish, make_store, member

ROWS_A_STATEMENT = 2000


class ToTheFake(httpx.AsyncHTTPTransport):
    """Sends to the fake what is meant for a host of Salesforce, which the client insists on."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the fake instead."""
        there = httpx.URL(URL)
        request.url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        request.headers["Host"] = there.netloc.decode("ascii")
        return await super().handle_async_request(request)


async def import_leads() -> None:
    """Log in, and store each record that has an address."""
    connection = sqlite3.connect(STORE)
    connection.execute("PRAGMA synchronous = NORMAL")
    async with httpx.AsyncClient(transport=ToTheFake(), timeout=600) as http:
        client = Salesforce(
            http,
            base_url="https://bench.my.salesforce.com",
            auth=SoapLogin(USERNAME, SECRET, ""),
            version="49.0",
        )
        some = []
        async for record in client.query(SOQL):
            row = member(record)
            if row is not None:
                some.append(row)
            if len(some) == ROWS_A_STATEMENT:
                connection.executemany(INSERT, some)
                some.clear()
        connection.executemany(INSERT, some)
    connection.commit()


make_store()
stopwatch = Stopwatch()
asyncio.run(import_leads())
finish(stopwatch.seconds(), generation=1)
