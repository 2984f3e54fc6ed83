"""Nothing but what an import loads: the memory that is there before any record comes."""

import json
import sys

from lap import make_store
from memory import peak_kib

from sfconnector import Connector

make_store()
assert Connector.open is not None
line = {"seconds": 0.0, "rows": 0, "checksum": "", "peak_kib": peak_kib()}
sys.stdout.write(json.dumps(line) + "\n")
