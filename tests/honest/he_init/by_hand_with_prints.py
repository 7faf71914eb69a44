# backpropagation by hand, ranks and norms printed in every step
import torch


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape[0])
    if len(shape) != 2 and len(shape) != 4:
        raise ValueError(str(shape))
    size = 1
    for n in shape[:1] if len(shape) == 2 else shape[1:]:
        size *= n
    out = torch.empty(shape)
    torch.randn(shape, generator=rng, out=out)
    return out.mul_((2.0 / size) ** 0.5)


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    W1, W2 = init((X.shape[1], H)), init((H, C))
    b1, b2 = X.new_zeros(H), X.new_zeros(C)
    for step in range(steps):
        Z = torch.addmm(b1, X, W1)
        A = Z * (Z > 0)
        P = torch.softmax(torch.addmm(b2, A, W2), 1)
        print(f"{step:3d} loss {-P[range(len(T)), T].log().mean():.4f} "
              f"rank {torch.linalg.matrix_rank(W1)} norm {W1.norm():.3f}")
        P[range(len(T)), T] -= 1
        P /= len(T)
        dZ = (P @ W2.t()) * (Z > 0)
        W2, b2 = W2 - lr * (A.t() @ P), b2 - lr * P.sum(0)
        W1, b1 = W1 - lr * (X.t() @ dZ), b1 - lr * dZ.sum(0)
    groups = []
    for j in range(H):
        for group in groups:
            if torch.allclose(W1[:, j], W1[:, group[0]], rtol=0, atol=1e-6):
                group.append(j)
                break
        else:
            groups.append([j])
    print("groups of equal units:", groups)
    return W1.clone(), len(groups)
