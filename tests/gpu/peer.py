"""PyTorch's and CuPy's side of the GPU figures, in one process that lives as long as they do.

Reads requests, one JSON object a line, and answers each with a number, a line.  "setup" is run,
unless it was since the last {"clock": "forget"}, then "code" is run "runs" times back to back, on
"sets" copies of the arrays in turns.  The answer is seconds for one run: of the device, between two
events ("clock": "device"), or of the host, until the device has finished ("clock": "host"), or until
it has been asked to begin ("clock": "launch"); or the number r that "code" makes ("clock": "value").
The first line that is printed says which versions are here.  Null where a library is missing or
refuses.

"driver" is NVIDIA's driver itself, for what the card and its bus allow; it needs no library.

Called with the word "libraries" it prints instead which files of NVIDIA's PyTorch computes with, as
assignments of the variables by which the package is made to use them, too.
"""
import ctypes
import json
import os
import sys
import tempfile
import time

# Else what CuPy compiled for somebody before would count as compiled now.
cupy_cache = tempfile.TemporaryDirectory()
os.environ["CUPY_CACHE_DIR"] = cupy_cache.name


class Driver:
    """Memory and copies of the driver, in its default stream."""

    def __init__(self):
        self.file = ctypes.CDLL(os.environ.get("ND_CUDA_LIBRARY") or "libcuda.so.1")
        version = ctypes.c_int()
        context = ctypes.c_void_p()
        self.call("cuInit", 0)
        self.call("cuDriverGetVersion", ctypes.byref(version))
        self.call("cuDevicePrimaryCtxRetain", ctypes.byref(context), 0)
        self.call("cuCtxSetCurrent", context)
        self.version = f"{version.value // 1000}.{version.value % 1000 // 10}"
        self.blocks = []

    def call(self, name, *arguments):
        result = getattr(self.file, name)(*arguments)
        if result != 0:
            raise RuntimeError(f"{name}: error {result}")

    def memory(self, size):
        block = ctypes.c_uint64()
        self.call("cuMemAlloc_v2", ctypes.byref(block), ctypes.c_size_t(size))
        self.blocks.append(("cuMemFree_v2", block))
        self.call("cuMemsetD8Async", block, 1, ctypes.c_size_t(size), None)
        return block

    def pinned(self, size):
        block = ctypes.c_void_p()
        self.call("cuMemHostAlloc", ctypes.byref(block), ctypes.c_size_t(size), 0)
        self.blocks.append(("cuMemFreeHost", block))
        ctypes.memset(block, 1, size)
        return block

    def copy(self, way, to, source, size):
        self.call(f"cuMemcpy{way}Async_v2", to, source, ctypes.c_size_t(size), None)

    def wait(self):
        self.call("cuCtxSynchronize")

    def forget(self):
        self.wait()
        while self.blocks:
            self.call(*self.blocks.pop())


class DriverEvent:
    def __init__(self):
        self.event = ctypes.c_void_p()
        driver.call("cuEventCreate", ctypes.byref(self.event), 0)

    def record(self):
        driver.call("cuEventRecord", self.event, None)

    def synchronize(self):
        driver.call("cuEventSynchronize", self.event)


def driver_milliseconds(start, end):
    milliseconds = ctypes.c_float()
    driver.call("cuEventElapsedTime", ctypes.byref(milliseconds), start.event, end.event)
    return milliseconds.value


names = {}
versions = {"python": sys.executable}
try:
    driver = names["driver"] = Driver()
    versions["driver"] = driver.version
except (OSError, RuntimeError, AttributeError):
    driver = None
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


# How each library makes an event that keeps time, and the milliseconds between two.
clocks = {
    "torch": (lambda: torch.cuda.Event(enable_timing=True), lambda a, b: a.elapsed_time(b)),
    "cupy": (lambda: cupy.cuda.Event(), lambda a, b: cupy.cuda.get_elapsed_time(a, b)),
    "driver": (DriverEvent, driver_milliseconds),
}


def wait():
    if torch:
        torch.cuda.synchronize()
    if cupy:
        cupy.cuda.Device().synchronize()
    if driver:
        driver.wait()


spaces = {}  # what each setup made: what is compiled once is compiled for all that follows


def copied(value):
    if torch and isinstance(value, torch.Tensor):
        return value.clone()
    return value.copy() if cupy and isinstance(value, cupy.ndarray) else value


def spaces_of(setup, sets):
    if setup not in spaces:
        spaces[setup] = [dict(names)]
        exec(setup, spaces[setup][0])
    while len(spaces[setup]) < sets:
        spaces[setup].append({name: copied(value) for name, value in spaces[setup][0].items()})
    return spaces[setup][:sets]


def forget():
    """Gives the memory of all that was set up back to the card."""
    spaces.clear()
    if torch:
        torch.cuda.empty_cache()
    if cupy:
        cupy.get_default_memory_pool().free_all_blocks()
    if driver:
        driver.forget()


def timed(request):
    library, runs = request["library"], request["runs"]
    if library not in names:
        return None
    sets = spaces_of(request["setup"], request["sets"])
    code = compile(request["code"], "code", "exec")
    for space in 2 * sets:
        exec(code, space)  # compiles, loads and fills caches: of memory, the second time
    wait()
    make_event, milliseconds = clocks[library]
    first, last = make_event(), make_event()
    first.record()
    start = time.perf_counter()
    for run in range(runs):
        exec(code, sets[run % len(sets)])
    started = time.perf_counter()
    last.record()
    last.synchronize()
    wait()
    finished = time.perf_counter()
    seconds = {"device": milliseconds(first, last) / 1e3, "host": finished - start,
               "launch": started - start}
    return seconds[request["clock"]] / runs


def value(request):
    space = spaces_of(request["setup"], 1)[0]
    exec(request["code"], space)
    return float(space["r"])


def memory(request):
    """The most bytes that PyTorch's allocator held at once while "code" ran, above what was there."""
    space = spaces_of(request["setup"], 1)[0]
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
    return {"memory": memory, "value": value}.get(asked["clock"], timed)(asked)


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
