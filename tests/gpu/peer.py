"""PyTorch's and CuPy's side of the GPU figures, in one process that lives as long as they do.

Reads requests, one JSON object a line, and answers each with a number, a line.  "setup" is run,
unless it was since the last {"clock": "forget"}, then "code" is run "runs" times back to back.  The
answer is seconds for one run: of the device, between two events ("clock": "device"), or of the host,
until the device has finished ("clock": "host"), or until it has been asked to begin ("clock":
"launch").  The first line that is printed says which versions are here.  Null where a library is
missing or refuses.

Called with the word "libraries" it prints instead which files of NVIDIA's PyTorch computes with, as
assignments of the variables by which the package is made to use them, too.
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


spaces = {}  # what each setup made: what is compiled once is compiled for all that follows


def space_of(setup):
    if setup not in spaces:
        spaces[setup] = dict(names)
        exec(setup, spaces[setup])
    return spaces[setup]


def forget():
    """Gives the memory of all that was set up back to the card."""
    spaces.clear()
    if torch:
        torch.cuda.empty_cache()
    if cupy:
        cupy.get_default_memory_pool().free_all_blocks()


def timed(request):
    library = request["library"]
    if library not in names:
        return None
    space = space_of(request["setup"])
    code = compile(request["code"], "code", "exec")
    exec(code, space)  # compiles, loads and fills caches
    wait()
    events = Events(library)
    events.start.record()
    start = time.perf_counter()
    for _ in range(request["runs"]):
        exec(code, space)
    started = time.perf_counter()
    events.end.record()
    seconds = events.seconds()
    wait()
    finished = time.perf_counter()
    clocks = {"device": seconds, "host": finished - start, "launch": started - start}
    return clocks[request["clock"]] / request["runs"]


def memory(request):
    """The most bytes that PyTorch's allocator held at once while "code" ran, above what was there."""
    space = space_of(request["setup"])
    wait()
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    exec(request["code"], space)
    wait()
    return torch.cuda.max_memory_allocated() - before


def libraries():
    """The files that are in memory once PyTorch has multiplied, solved and transformed."""
    a = torch.eye(64, device="cuda")
    torch.fft.fft(torch.linalg.solve(a, a @ a))
    wait()
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split()[-1] for line in maps if ".so" in line}
    for name in ("cublas", "cusolver", "cufft"):
        for file in sorted(files):
            if f"/lib{name}.so." in file:
                print(f"ND_{name.upper()}_LIBRARY={file}")


def answer_to(asked):
    if asked["clock"] == "forget":
        return forget()
    return memory(asked) if asked["clock"] == "memory" else timed(asked)


if sys.argv[1:] == ["libraries"]:
    if torch:
        libraries()
    sys.exit()
print(json.dumps(versions), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = answer_to(asked)
    except Exception as error:  # whatever the peer cannot do is a row without a peer
        print(f"{asked['code']}: {error}", file=sys.stderr)
        answer = None
    print(json.dumps(answer), flush=True)
