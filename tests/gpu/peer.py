"""PyTorch's and CuPy's side of the GPU figures, in one process that lives as long as they do.

Reads requests, one JSON object a line, and answers each with a number, a line.  "setup" is run, then
"code" is run "runs" times back to back.  The answer is seconds for one run: of the device, between
two events ("clock": "device"), or of the host, until the device has finished ("clock": "host"), or
until it has been asked to begin ("clock": "launch").  The first line that is printed says which
versions are here.  Null where a library is missing or refuses.
"""
import json
import sys
import time

names = {}
versions = {"python": sys.executable}
try:
    import torch
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.cuda.init()
    names["torch"] = torch
    versions["torch"] = torch.__version__
    versions["card"] = torch.cuda.get_device_name(0)
except (ImportError, RuntimeError, AssertionError):
    torch = None
try:
    import cupy
    cupy.cuda.runtime.getDeviceCount()
    names["cupy"] = names["cp"] = cupy
    versions["cupy"] = cupy.__version__
except Exception:  # CuPy's own errors cannot be named where it is missing
    cupy = None


class Events:
    """Two events of the library whose stream the work runs in."""

    def __init__(self, library):
        event = torch.cuda.Event if library == "torch" else cupy.cuda.Event
        arguments = {"enable_timing": True} if library == "torch" else {}
        self.library, self.start, self.end = library, event(**arguments), event(**arguments)

    def seconds(self):
        self.end.synchronize()
        if self.library == "torch":
            return self.start.elapsed_time(self.end) / 1e3
        return cupy.cuda.get_elapsed_time(self.start, self.end) / 1e3


def wait():
    if torch:
        torch.cuda.synchronize()
    if cupy:
        cupy.cuda.Device().synchronize()


def timed(request):
    library = request["library"]
    if library not in names:
        return None
    exec(request["setup"], names)
    code = compile(request["code"], "code", "exec")
    exec(code, names)  # compiles, loads and fills caches
    wait()
    events = Events(library)
    events.start.record()
    start = time.perf_counter()
    for _ in range(request["runs"]):
        exec(code, names)
    started = time.perf_counter()
    events.end.record()
    seconds = events.seconds()
    wait()
    finished = time.perf_counter()
    clocks = {"device": seconds, "host": finished - start, "launch": started - start}
    return clocks[request["clock"]] / request["runs"]


def memory(request):
    """The most bytes that PyTorch's allocator held at once while "code" ran, above what was there."""
    exec(request["setup"], names)
    wait()
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    exec(request["code"], names)
    wait()
    return torch.cuda.max_memory_allocated() - before


print(json.dumps(versions), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = memory(asked) if asked["clock"] == "memory" else timed(asked)
    except Exception as error:  # whatever the peer cannot do is a row without a peer
        print(f"{asked['code']}: {error}", file=sys.stderr)
        answer = None
    print(json.dumps(answer), flush=True)
