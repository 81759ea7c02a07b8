"""NumPy's, numexpr's and Pillow's side of the benchmarks, in one process that lives as long as they do.

Reads requests, one JSON object a line: "setup" is run, then "code" is run and timed.  Answers each
with the seconds, a line; the first line says which versions are here.  A result is to be called r:
it is given back before the next is timed.  NumPy's arrays hold the same bytes as Octave's, so
their dimensions are in reversed order.
"""
import json
import os
import sys
import time

import numpy as np

names = {"np": np}
versions = {"python": sys.executable, "numpy": np.__version__}
try:
    import numexpr
    numexpr.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    names["ne"] = numexpr
    versions["numexpr"] = numexpr.__version__
except ImportError:
    pass
try:
    import PIL.Image
    names["Image"] = PIL.Image
    versions["pillow"] = PIL.__version__
except ImportError:
    pass


def spread(count, multiplier):
    """The numbers of spread.m."""
    prime = 2 ** 31 - 1
    k = np.arange(count, dtype=np.int64)
    return k * k % prime * multiplier % prime / prime


def resident(what):
    """Bytes of this process: "VmRSS" now, "VmHWM" the most since the last clear_refs."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(what))


names["spread"] = spread
names["resident"] = resident
print(json.dumps(versions), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    exec(request["setup"], names)
    code = compile(request["code"], "code", "exec")
    names["r"] = None
    start = time.perf_counter()
    exec(code, names)
    print(time.perf_counter() - start, flush=True)
