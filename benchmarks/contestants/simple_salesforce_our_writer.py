"""simple-salesforce ``query_all_iter``, with our store's writing: what is left is the client."""

import itertools

from lap import SECRET, SOQL, STORE, URL, USERNAME, Stopwatch, finish, make_store, member
from simple_salesforce import Salesforce

from fake_salesforce.patch import patched
from sfconnector.store import members
from sfconnector.store.store import Store

ROWS_A_COMMIT = 2000

make_store()
with patched(URL):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")
    rows = (row for each in client.query_all_iter(SOQL) if (row := member(each)) is not None)
    store = Store.open(STORE)
    while some := list(itertools.islice(rows, ROWS_A_COMMIT)):
        with store.writing() as connection:
            members.add(connection, some)
    store.close()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
