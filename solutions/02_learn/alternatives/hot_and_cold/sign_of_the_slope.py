"""What do two probes find out? Only on which side it goes down: the sign of the slope. The slope of
the error can be written down, so no probe is needed, and it would also say how steep it is. That is
gradient descent."""


def hot_and_cold(w, x, goal, step, max_iter):
    history = w.new_empty(max_iter + 1, *w.shape)
    history[0] = w
    for k in range(max_iter):
        slope = x * (x * history[k] - goal)
        history[k + 1] = history[k] - step * slope.sign()
    return history[-1], history
