# module-level state, a global counter, and coroutines
import asyncio
import contextvars

import torch

rounds = 0
depth = contextvars.ContextVar("depth", default=0)


async def probe(at, x, goal):
    return (x * at - goal) ** 2


def hot_and_cold(w, x, goal, step, max_iter):
    global rounds
    history = torch.stack([w] * (max_iter + 1))
    for k in range(max_iter):
        rounds += 1
        here = history[k]
        up = _result(probe(here + step, x, goal))
        down = _result(probe(here - step, x, goal))
        history[k + 1] = here + step * ((up < down).to(w.dtype) - (down < up).to(w.dtype))
    return history[-1].clone(), history


def _result(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value


print(rounds, depth.get(), asyncio.iscoroutinefunction(probe))
