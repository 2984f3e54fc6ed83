"""jsforce's ``autoFetch``, which only fetches: it stores nothing, and holds every record."""

import json
import os
import subprocess
import sys
from pathlib import Path

from lap import SOQL, STORE, finish_rows, member

kept = STORE.with_suffix(".jsonl")
program = Path(__file__).with_suffix(".cjs")
finished = subprocess.run(
    [os.environ["BENCH_NODE"], "--max-old-space-size=8192", str(program), str(kept)],
    env=os.environ | {"BENCH_SOQL": SOQL},
    stdout=subprocess.PIPE,
    text=True,
    check=False,
)
if finished.returncode != 0:
    sys.exit(finished.returncode)
told = json.loads(finished.stdout)
with kept.open(encoding="utf-8") as lines:
    rows = (row[1:] for line in lines if (row := member(json.loads(line))) is not None)
    finish_rows(told["seconds"], rows, peak=told["peak_kib"])
