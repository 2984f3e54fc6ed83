"""``python -m sfconformance`` is the command ``sfconformance``."""

from sfconformance.cli import main

main(prog_name="sfconformance")
