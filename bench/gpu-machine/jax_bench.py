"""The workloads in JAX: a training step and a whole sampling run compiled by jit, many steps in one lax.scan."""

import functools
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from problems import flat, main, require_close

# Full float32, as all others here; TF32 rounds products to ten bits.
jax.config.update("jax_default_matmul_precision", "highest")

CHUNK = 100
B1, B2, TINY = 0.9, 0.999, 1e-8


def score(activation, parameters, x, sigma):
    """s(x, σ) of rows [n, d] with their σ [n, 1]."""
    rows = jnp.concatenate([x, sigma], axis=1)
    for i in range(0, len(parameters), 2):
        rows = rows @ parameters[i] + parameters[i + 1]
        if i + 2 < len(parameters):
            rows = jax.nn.relu(rows) if activation == "relu" else jax.nn.silu(rows)
    return rows


def loss_of(activation, parameters, x, sigma, epsilon):
    """½·mean over rows of ‖σ·s + ε‖²."""
    residual = sigma * score(activation, parameters, x, sigma) + epsilon
    return 0.5 * jnp.sum(residual**2) / x.shape[0]


def open_training(workload):
    activation, rows, rate = workload["activation"], workload["rows"], workload["rate"]
    data, levels = jnp.asarray(workload["data"]), jnp.asarray(workload["levels"])[:, None]
    value_and_gradient = jax.value_and_grad(functools.partial(loss_of, activation))
    reference = workload["reference"]
    parameters = [jnp.asarray(one) for one in workload["parameters"]]
    loss, gradient = jax.jit(value_and_gradient)(
        parameters, *(jnp.asarray(reference[name]) for name in ("points", "sigmas", "epsilon"))
    )
    require_close("the loss", [loss], [reference["loss"]])
    require_close("the gradient", flat(gradient), reference["gradient"])

    def draw(key):
        for_rows, for_levels, for_noise = jax.random.split(key, 3)
        epsilon = jax.random.normal(for_noise, (rows, data.shape[1]))
        if workload["drawn"]:
            x = data[jax.random.randint(for_rows, (rows,), 0, data.shape[0])]
            sigma = levels[jax.random.randint(for_levels, (rows,), 0, levels.shape[0])]
        else:
            x, sigma = jnp.repeat(data, levels.shape[0], axis=0), jnp.tile(levels, (data.shape[0], 1))
        return x + sigma * epsilon, sigma, epsilon

    def step(state, _):
        parameters, first, second, t, key = state
        key, own = jax.random.split(key)
        loss, gradient = value_and_gradient(parameters, *draw(own))
        t = t + 1
        first = [B1 * m + (1 - B1) * g for m, g in zip(first, gradient)]
        second = [B2 * v + (1 - B2) * g * g for v, g in zip(second, gradient)]
        scale = rate / (1 - B1**t)
        parameters = [
            p - scale * m / (jnp.sqrt(v / (1 - B2**t)) + TINY) for p, m, v in zip(parameters, first, second)
        ]
        return (parameters, first, second, t, key), loss

    chunk = jax.jit(lambda state: lax.scan(step, state, None, length=CHUNK), donate_argnums=0)
    zeros = lambda: [jnp.zeros_like(one) for one in parameters]
    state = (parameters, zeros(), zeros(), jnp.float32(0), jax.random.key(1))

    def run(steps):
        nonlocal state
        calls = -(-steps // CHUNK)
        started = time.perf_counter()
        for _ in range(calls):
            state, losses = chunk(state)
        if not np.all(np.isfinite(np.asarray(losses))):
            raise ValueError("the loss is not finite")
        return calls * CHUNK, time.perf_counter() - started

    return run


def open_sampling(workload):
    activation, particles = workload["activation"], workload["particles"]
    parameters = [jnp.asarray(one) for one in workload["parameters"]]
    reference = workload["reference"]
    points = jnp.asarray(reference["points"])
    sigmas = jnp.full((points.shape[0], 1), reference["sigma"])
    require_close("the score", jax.jit(functools.partial(score, activation))(parameters, points, sigmas), reference["score"])

    def step(state, level):
        x, key = state
        sigma, size = level
        key, own = jax.random.split(key)
        drift = score(activation, parameters, x, jnp.full((particles, 1), sigma))
        return (x + size * drift + jnp.sqrt(2 * size) * jax.random.normal(own, x.shape), key), None

    levels = (jnp.asarray(workload["sigmas"]), jnp.asarray(workload["sizes"]))
    sample = jax.jit(lambda state: lax.scan(step, state, levels)[0])
    total = len(workload["sigmas"])

    def run(steps):
        calls = -(-steps // total)
        key = jax.random.key(1)
        started = time.perf_counter()
        for _ in range(calls):
            key, own = jax.random.split(key)
            x, _ = sample((jax.random.normal(own, (particles, points.shape[1])), key))
        if not np.all(np.isfinite(np.asarray(x))):
            raise ValueError("a particle is not finite")
        return calls * total, time.perf_counter() - started

    return run


def open_workload(workload):
    return open_training(workload) if workload["kind"] == "training" else open_sampling(workload)


if __name__ == "__main__":
    device = jax.devices()[0]
    print(f"JAX {jax.__version__} on {device.device_kind}", file=sys.stderr)
    main(f"JAX {jax.__version__}, jit and scan", device.device_kind, open_workload)
