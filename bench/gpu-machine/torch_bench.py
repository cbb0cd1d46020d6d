"""The workloads in PyTorch: compiled by torch.compile, and many steps recorded in one CUDA graph."""

import sys
import time

import numpy as np
import torch

from problems import flat, main, require_close

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


def recorded(step):
    """Calls of `step`, CHUNK at a time: one launch of a CUDA graph where there is CUDA."""

    def chunk():
        for _ in range(CHUNK):
            step()

    if not CUDA:
        return chunk
    # Compiles, and lets libraries allocate what a graph may not, on a stream apart, as the guide to CUDA graphs asks.
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        chunk()
    return graph.replay


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


def open_training(workload):
    activation, rows = workload["activation"], workload["rows"]
    data, levels = on_device(workload["data"]), on_device(workload["levels"])[:, None]
    parameters = [on_device(one).requires_grad_() for one in workload["parameters"]]
    loss = torch.compile(lambda x, sigma, epsilon: loss_of(activation, parameters, x, sigma, epsilon))
    reference = workload["reference"]
    value = loss(*(on_device(reference[name]) for name in ("points", "sigmas", "epsilon")))
    gradient = torch.autograd.grad(value, parameters)
    require_close("the loss", [value.item()], [reference["loss"]])
    require_close("the gradient", flat([one.cpu() for one in gradient]), reference["gradient"])

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
        # Kept and cleared rather than freed, so that a recorded graph finds them where they were.
        adam.zero_grad(set_to_none=False)
        value = loss(x + sigma * epsilon, sigma, epsilon)
        value.backward()
        adam.step()
        last.copy_(value.detach())

    return timed(recorded(step), lambda: last.cpu().numpy())


@torch.no_grad()
def open_sampling(workload):
    activation, particles = workload["activation"], workload["particles"]
    parameters = [on_device(one) for one in workload["parameters"]]
    reference = workload["reference"]
    points = on_device(reference["points"])
    sigmas = torch.full((len(points), 1), reference["sigma"], device=DEVICE)
    require_close("the score", score(activation, parameters, points, sigmas).cpu(), reference["score"])

    x = torch.randn((particles, points.shape[1]), device=DEVICE)
    schedule = list(zip(workload["sigmas"].tolist(), workload["sizes"].tolist()))
    sigma, size = torch.zeros((), device=DEVICE), torch.zeros((), device=DEVICE)

    @torch.compile
    def moved(x, sigma, size):
        drift = score(activation, parameters, x, sigma.expand(particles, 1))
        return x + size * drift + torch.sqrt(2 * size) * torch.randn_like(x)

    @torch.no_grad()
    def step():
        x.copy_(moved(x, sigma, size))

    sigma.fill_(schedule[0][0])
    size.fill_(schedule[0][1])
    chunk = recorded(step)
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


def open_workload(workload):
    return open_training(workload) if workload["kind"] == "training" else open_sampling(workload)


if __name__ == "__main__":
    adapter = torch.cuda.get_device_name() if CUDA else "CPU"
    print(f"PyTorch {torch.__version__} on {adapter}", file=sys.stderr)
    name = f"PyTorch {torch.__version__}, compile" + (" and CUDA graphs" if CUDA else "")
    main(name, adapter, open_workload)
