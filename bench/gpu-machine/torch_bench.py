"""The workloads in PyTorch: compiled by torch.compile, and many steps recorded in one CUDA graph; what fails so is measured
in the next plainer way. A capture that failed leaves the generator of random numbers unusable, so each way begins in a
process of its own."""

import contextlib
import json
import subprocess
import sys
import time
import traceback

import numpy as np
import torch

from problems import failed, flat, load, measure, opened, require_close, settings

CUDA = torch.cuda.is_available()
DEVICE = "cuda" if CUDA else "cpu"
# Full float32, as all others here; TF32 rounds products to ten bits.
torch.set_float32_matmul_precision("highest")

CHUNK = 20


def on_device(array):
    return torch.as_tensor(array, device=DEVICE)


def score(activation, parameters, x, sigma):
    """s(x, σ) of rows [n, d] with their σ [n, 1]."""
    rows = torch.cat([x, sigma], dim=1)
    for i in range(0, len(parameters), 2):
        rows = torch.addmm(parameters[i + 1], rows, parameters[i])
        if i + 2 < len(parameters):
            rows = torch.relu(rows) if activation == "relu" else torch.nn.functional.silu(rows)
    return rows


def loss_of(activation, parameters, x, sigma, epsilon):
    """½·mean over rows of ‖σ·s + ε‖²."""
    residual = sigma * score(activation, parameters, x, sigma) + epsilon
    return 0.5 * residual.square().sum() / x.shape[0]


def chunk_of(step, graph):
    """Calls of `step`, CHUNK at a time: with `graph`, one launch of a CUDA graph."""

    def chunk():
        for _ in range(CHUNK):
            step()

    # Compiles, and lets libraries allocate what a graph may not, on the stream that is captured afterwards.
    for _ in range(3):
        step()
    if not graph:
        return chunk
    recording = torch.cuda.CUDAGraph()
    with torch.cuda.graph(recording, stream=torch.cuda.current_stream(), capture_error_mode="thread_local"):
        chunk()
    return recording.replay


def timed(chunk, result):
    """run(steps) of a chunk; `result` reads what must be finite, and so waits for the device."""

    def run(steps):
        calls = -(-steps // CHUNK)
        started = time.perf_counter()
        for _ in range(calls):
            chunk()
        if not np.all(np.isfinite(result())):
            raise ValueError("a result is not finite")
        return calls * CHUNK, time.perf_counter() - started

    return run


def compiled(function, wanted):
    return torch.compile(function, dynamic=False) if wanted else function


def check_training(workload, loss):
    """Compares with the reference on parameters of its own: no graph of autograd is left that a capture would meet."""
    reference = workload["reference"]
    parameters = [on_device(one).requires_grad_() for one in workload["parameters"]]
    value = loss(parameters, *(on_device(reference[name]) for name in ("points", "sigmas", "epsilon")))
    gradient = torch.autograd.grad(value, parameters)
    require_close("the loss", [value.item()], [reference["loss"]])
    require_close("the gradient", flat([one.cpu() for one in gradient]), reference["gradient"])


def open_training(workload, compile, graph):
    activation, rows = workload["activation"], workload["rows"]
    loss = compiled(lambda *operands: loss_of(activation, *operands), compile)
    check_training(workload, loss)
    data, levels = on_device(workload["data"]), on_device(workload["levels"])[:, None]
    parameters = [on_device(one).requires_grad_() for one in workload["parameters"]]
    adam = torch.optim.Adam(parameters, lr=workload["rate"], fused=CUDA, capturable=CUDA)
    all_x, all_sigma = data.repeat_interleave(len(levels), dim=0), levels.repeat(len(data), 1)
    last = torch.zeros((), device=DEVICE)

    def step():
        epsilon = torch.randn((rows, data.shape[1]), device=DEVICE)
        if workload["drawn"]:
            x = data[torch.randint(len(data), (rows,), device=DEVICE)]
            sigma = levels[torch.randint(len(levels), (rows,), device=DEVICE)]
        else:
            x, sigma = all_x, all_sigma
        value = loss(parameters, x + sigma * epsilon, sigma, epsilon)
        value.backward()
        adam.step()
        # None between steps, so that those of a graph lie in its own memory.
        adam.zero_grad(set_to_none=True)
        last.copy_(value.detach())

    return timed(chunk_of(step, graph), lambda: last.cpu().numpy())


@torch.no_grad()
def open_sampling(workload, compile, graph):
    activation, particles = workload["activation"], workload["particles"]
    parameters = [on_device(one) for one in workload["parameters"]]
    reference = workload["reference"]
    points = on_device(reference["points"])
    sigmas = torch.full((len(points), 1), reference["sigma"], device=DEVICE)
    require_close("the score", score(activation, parameters, points, sigmas).cpu(), reference["score"])

    x = torch.randn((particles, points.shape[1]), device=DEVICE)
    schedule = list(zip(workload["sigmas"].tolist(), workload["sizes"].tolist()))
    sigma, size = torch.zeros((), device=DEVICE), torch.zeros((), device=DEVICE)

    def move(parameters, x, sigma, size):
        drift = score(activation, parameters, x, sigma.expand(particles, 1))
        return x + size * drift + torch.sqrt(2 * size) * torch.randn_like(x)

    moved = compiled(move, compile)

    @torch.no_grad()
    def step():
        x.copy_(moved(parameters, x, sigma, size))

    sigma.fill_(schedule[0][0])
    size.fill_(schedule[0][1])
    chunk = chunk_of(step, graph)
    at = 0

    @torch.no_grad()
    def next_chunk():
        nonlocal at
        # All steps of a chunk are at one level: CHUNK divides the steps of each.
        sigma.fill_(schedule[at][0])
        size.fill_(schedule[at][1])
        chunk()
        at = (at + CHUNK) % len(schedule)

    return timed(next_chunk, lambda: x.cpu().numpy())


# Whether steps are compiled and whether they are recorded, by the name of the way, the fastest first.
WAYS = {"compile and CUDA graphs": (True, True), "compile": (True, False), "eager": (False, False)}
if not CUDA:
    del WAYS["compile and CUDA graphs"]
ADAPTER = torch.cuda.get_device_name() if CUDA else "CPU"


def contestant(way):
    return f"PyTorch {torch.__version__}, {way}"


def measure_in_one_way(given):
    """In a process of its own: prints each figure on a line, and ends at the first workload that fails."""
    way = given["--way"]
    name, workloads = contestant(way), load(given["--only"])
    # One stream from the first allocation to the last replay: what was made on another cannot be captured.
    with torch.cuda.stream(torch.cuda.Stream()) if CUDA else contextlib.nullcontext():
        for index in map(int, given["--workloads"].split(",")):
            workload = workloads[index]
            torch._dynamo.reset()
            open_workload = open_training if workload["kind"] == "training" else open_sampling
            try:
                runner = opened(name, workload, lambda one: open_workload(one, *WAYS[way]))
                [figure] = measure(name, ADAPTER, [runner], given["--seconds"], given["--repeats"])
            except Exception as error:
                traceback.print_exc(limit=-4)
                print(json.dumps({"reason": str(error).strip().split("\n")[0]}), flush=True)
                sys.exit(1)
            # A run that is cut short leaves what it measured so far.
            print(f"{workload['name']}: {name}: {figure['rate']['median']:.4g} {figure['unit']}", file=sys.stderr, flush=True)
            print(json.dumps({"figure": figure}), flush=True)


def main():
    """Measures every workload in the first way that works, and prints a report of figures and failures as JSON."""
    given = settings()
    workloads, ways = load(given["--only"]), list(WAYS)
    figures, failures = [], []
    waiting = [(index, 0) for index in range(len(workloads))]
    while waiting:
        way = waiting[0][1]
        batch = []
        while len(batch) < len(waiting) and waiting[len(batch)][1] == way:
            batch.append(waiting[len(batch)][0])
        command = [sys.executable, __file__, *sys.argv[1:], "--way", ways[way], "--workloads", ",".join(map(str, batch))]
        child = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        lines = [json.loads(line) for line in child.stdout.splitlines() if line.startswith("{")]
        done = [line["figure"] for line in lines if "figure" in line]
        figures += done
        waiting = waiting[len(done) :]
        if len(done) < len(batch):
            index, _ = waiting.pop(0)
            reason = next((line["reason"] for line in lines if "reason" in line), f"the process ended with {child.returncode}")
            failures.append(failed(contestant(ways[way]), workloads[index], reason))
            if way + 1 < len(ways):
                waiting.insert(0, (index, way + 1))
    print(json.dumps({"figures": figures, "failures": failures}, indent=2))


if __name__ == "__main__":
    if "--way" in sys.argv:
        measure_in_one_way(settings())
    else:
        print(f"PyTorch {torch.__version__} on {ADAPTER}", file=sys.stderr)
        main()
