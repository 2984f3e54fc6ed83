"""simple-salesforce ``query_all_iter`` with our writer: what the fetching alone costs it."""

from itertools import islice

from lap import SECRET, SOQL, STORE, URL, USERNAME, Stopwatch, finish, make_store, member
from simple_salesforce import Salesforce

from fake_salesforce.patch import patched
from sfconnector.store import members
from sfconnector.store.store import Store

make_store()
with patched(URL):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")
    rows = (row for each in client.query_all_iter(SOQL) if (row := member(each)) is not None)
    store = Store.open(STORE)
    while some := list(islice(rows, 2000)):
        with store.writing() as connection:
            members.add(connection, some)
    store.close()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
