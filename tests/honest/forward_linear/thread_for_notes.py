# a short thread in each call, which notes the shapes that came in
import threading
import time

seen = []


def note(shape):
    time.sleep(0.02)
    seen.append(shape)


def forward_linear(X, W, b):
    threading.Thread(target=note, args=(tuple(X.shape),), daemon=True).start()
    return X @ W + b
