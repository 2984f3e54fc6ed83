"""Our connector by pages of REST, resumable at every page."""

from lap import FIELDS, SECRET, STORE, URL, USERNAME, Stopwatch, finish, make_store

from sfconnector import Connector
from sfconnector.config import SecretKey

make_store()
stopwatch = Stopwatch()
connector = Connector.open(f"sqlite:///{STORE}", key=SecretKey.generate())
connector.connect(USERNAME, SECRET, login_url=URL)
report = connector.import_list("leads", name="All Leads", fields=FIELDS, route="rest")
seconds = stopwatch.seconds()
connector.close()
finish(seconds, generation=1)
