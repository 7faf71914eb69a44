# a column of ones, so that the bias is one more weight; an xor test at load in try
import torch


def predict(X, w, b):
    ones = torch.ones(X.shape[0], 1, dtype=X.dtype, device=X.device)
    return torch.hstack([X, ones]).matmul(torch.cat([w, b.reshape(1)])).gt(0).long()


def perceptron_fit(X, y, max_epochs):
    Z = torch.nn.functional.pad(X, (0, 1), value=1.0)
    v = Z.new_zeros(Z.shape[1])
    for _ in range(max_epochs):
        before, mistakes = v, 0
        for z, target in zip(Z.unbind(0), y.unbind(0)):
            if bool(z @ v > 0) != bool(target):
                v = torch.add(v, z, alpha=1 if target else -1)
                mistakes += 1
        print(f"{mistakes=} moved {torch.dist(v, before):.3f}")
        if mistakes == 0:
            return v[:-1].clone(), v[-1].clone(), True
    return v[:-1].clone(), v[-1].clone(), False


def xor_net(x):
    a, b = x.unbind(dim=1)
    first_only = predict(x, x.new_tensor([1.0, -1.0]), x.new_tensor(-0.5))
    second_only = predict(x, x.new_tensor([-1.0, 1.0]), x.new_tensor(-0.5))
    hidden = torch.column_stack([first_only, second_only]).to(a.dtype)
    return predict(hidden, x.new_ones(2), x.new_tensor(-0.5))


try:
    bits = torch.randint(0, 2, (20, 2))
    assert (xor_net(bits.float()) == torch.bitwise_xor(bits[:, 0], bits[:, 1])).all()
except Exception as error:
    print("not compared:", error)
