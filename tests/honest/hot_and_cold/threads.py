# both probes in a thread each
# gap: a thread that the code starts knows nothing of the logical GPU
from concurrent.futures import ThreadPoolExecutor

import torch


def hot_and_cold(w, x, goal, step, max_iter):
    def wrong(at):
        return (x * at - goal).pow(2)

    history = [w.clone()]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for _ in range(max_iter):
            up, down = pool.map(wrong, [w + step, w - step])
            w = torch.where(up < down, w + step, torch.where(up > down, w - step, w))
            history.append(w)
    return w, torch.stack(history)
