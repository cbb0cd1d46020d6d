"""PyTorch on the processor, in turns with the others: bench/peers/torch.ts asks, a JSON object a line, and is answered likewise."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gpu-machine"))

import torch

import torch_bench
from problems import decoded

# No graph is recorded here, so as many steps are taken as are asked for.
torch_bench.CHUNK = 1


def best_way():
    """torch.compile where it works, which takes a recent PyTorch and a C++ compiler."""
    try:
        torch.compile(lambda x: x + 1)(torch.ones(4))
        return "compile"
    except Exception as error:
        print(f"PyTorch does not compile here: {error}", file=sys.stderr)
        return "eager"


def product_rate():
    """Operations a second of a product of matrices, the best of some: a BLAS that was not made for speed shows here."""
    size, rate = 512, 0.0
    a, b = torch.randn(size, size), torch.randn(size, size)
    for _ in range(10):
        started = time.perf_counter()
        a @ b
        rate = max(rate, 2 * size**3 / (time.perf_counter() - started))
    return rate


def main():
    torch.set_num_threads(int(sys.argv[1]))
    way, runs = best_way(), []

    def answer(**values):
        print(json.dumps(values), file=answers, flush=True)

    answer(version=torch.__version__, way=way, product=product_rate())
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "open" in asked:
                workload = decoded(asked["open"])
                open_workload = torch_bench.open_training if workload["kind"] == "training" else torch_bench.open_sampling
                run = open_workload(workload, *torch_bench.WAYS[way])
                run(1)
                runs.append(run)
                answer(index=len(runs) - 1)
            elif "close" in asked:
                runs[asked["close"]] = None
                answer()
            else:
                steps, seconds = runs[asked["run"]](asked["steps"])
                answer(steps=steps, seconds=seconds)
        except Exception as error:  # What cannot run costs that workload, nothing more.
            answer(error=str(error).strip().split("\n")[0])


# Answers go where nothing that a library prints can come between.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
main()
