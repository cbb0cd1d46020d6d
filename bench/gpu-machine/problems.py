"""The workloads as the packing machine wrote them (problems.json), and how they are measured: as bench/measure.ts does."""

import base64
import json
import os
import statistics
import sys
import time

import numpy as np


def load(only):
    """Workloads by letter, their arrays decoded."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "problems.json"), encoding="utf-8") as file:
        workloads = json.load(file)
    return [decoded(one) for one in workloads if one["letter"] in only]


def decoded(value):
    if isinstance(value, dict):
        if "float32" in value:
            return np.frombuffer(base64.b64decode(value["float32"]), dtype="<f4").reshape(value["shape"]).copy()
        return {name: decoded(one) for name, one in value.items()}
    return [decoded(one) for one in value] if isinstance(value, list) else value


def require_close(what, ours, reference, tolerance=1e-4):
    """As bench/close.ts: the largest difference by the largest absolute value of the reference."""
    ours, reference = np.asarray(ours, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    error = np.max(np.abs(ours - reference)) / np.max(np.abs(reference))
    if not error <= tolerance:
        raise ValueError(f"{what} differs from the CPU by {error}, more than {tolerance}")


def flat(tensors):
    """Weights and biases one after another: the layout of the parameters."""
    return np.concatenate([np.asarray(one).ravel() for one in tensors])


def measure(name, adapter, runners, seconds, repeats):
    """Measures in rotation. `runners` holds (workload, run, first use); run(steps) gives (steps done, seconds)."""
    entries = []
    for workload, run, first_use in runners:
        steps, fastest = 1, 0.0
        while True:
            done, taken = run(steps)
            fastest = max(fastest, done / taken)
            if taken > seconds / 3:
                break
            steps = int(np.ceil(steps * min(8, seconds / 2 / taken + 1)))
        entries.append((workload, run, first_use, max(1, round(seconds * fastest)), []))
    for _ in range(repeats):
        for _, run, _, steps, rates in entries:
            done, taken = run(steps)
            rates.append(done / taken)
    return [figure(name, adapter, *entry) for entry in entries]


def figure(name, adapter, workload, _run, first_use, steps, rates):
    """A figure as bench/measure.ts has them."""
    units = workload.get("particles", 1)
    rates = [rate * units for rate in rates]
    return {
        **{key: workload[key] for key in ("letter", "unit", "operations", "bytes")},
        "workload": workload["name"],
        "contestant": name,
        "adapter": adapter,
        # Limits are measured of adapters, and of WebAssembly, which no program in Python is.
        **({} if adapter.lower() == "cpu" else {"limits": "the adapter"}),
        "rate": {"median": statistics.median(rates), "least": min(rates), "most": max(rates)},
        "repeats": len(rates),
        "steps": steps,
        "firstUse": first_use,
    }


def settings():
    """The options of the command line: letters of workloads, seconds a repeat, repeats; others as they were given."""
    given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    given["--only"] = given.get("--only", "A,B,C,D,E").split(",")
    given["--seconds"] = float(given.get("--seconds", 1.5))
    given["--repeats"] = int(given.get("--repeats", 5))
    return given


def opened(name, workload, open_workload):
    """A workload, checked and warmed up, as `measure` takes it."""
    print(f"{workload['name']}: {name}: checking, warming up …", file=sys.stderr, flush=True)
    started = time.perf_counter()
    run = open_workload(workload)
    run(1)
    return workload, run, time.perf_counter() - started


def failed(name, workload, reason):
    """A failure as bench/measure.ts has them."""
    print(f"{workload['name']}: {name}: {reason}", file=sys.stderr, flush=True)
    return {"workload": workload["name"], "contestant": name, "reason": reason}


def main(name, adapter, open_workload):
    """Opens every workload, which checks it, and prints a report of figures and failures as JSON."""
    given = settings()
    runners, failures = [], []
    for workload in load(given["--only"]):
        try:
            runners.append(opened(name, workload, open_workload))
        except Exception as error:  # What cannot run costs that workload, nothing more.
            failures.append(failed(name, workload, str(error)))
    figures = measure(name, adapter, runners, given["--seconds"], given["--repeats"])
    print(json.dumps({"figures": figures, "failures": failures}, indent=2))
