# weights kept as lists; the waiting is a difference of epoch numbers
import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        if not patience >= 1:
            raise ValueError("patience")
        if not min_delta >= 0:
            raise ValueError("min_delta")
        self.p, self.d = patience, min_delta
        self.improvements, self.epoch, self.saved = [], 0, None

    def step(self, valid_loss, weights):
        self.epoch += 1
        if valid_loss != valid_loss:
            return True
        if not self.improvements or valid_loss < self.improvements[-1][1] - self.d:
            self.improvements.append((self.epoch, valid_loss))
            self.saved = [(k, v.shape, v.dtype, v.device, v.tolist()) for k, v in weights.items()]
        return self.epoch - self.improvements[-1][0] >= self.p

    def restore(self, weights):
        for k, shape, dtype, device, values in self.saved or []:
            weights[k][...] = torch.tensor(values, dtype=dtype, device=device).reshape(shape)


def diagnose(train_loss, valid_loss, goal, margin):
    end = valid_loss[len(valid_loss) - 1]
    lowest = sorted(valid_loss)[0]
    return "under" if train_loss[-1] > goal else "over" if end > lowest + margin else "ok"
