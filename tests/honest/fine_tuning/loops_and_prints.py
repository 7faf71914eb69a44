# loops over parameters, prints of the loss, the device and the number of free parameters
import torch
import torch.nn as nn
import torch.optim as optim


def freeze_to(model, n):
    groups = list(model.children())
    n = n + len(groups) if n < 0 else n
    for k, group in enumerate(groups):
        frozen = k < n
        for p in group.parameters():
            p.requires_grad = not frozen
        group.eval() if frozen else group.train()
    free = sum(p.numel() for p in model.parameters() if p.requires_grad)
    print(f"free: {free} of {sum(p.numel() for p in model.parameters())}")


def discriminative_groups(model, lr_max, mult=100):
    children = list(model.children())
    if len(children) == 1:
        rates = [lr_max]
    else:
        rates = [lr_max * mult ** (k / (len(children) - 1) - 1) for k in range(len(children))]
    return [dict(params=list(c.parameters()), lr=lr) for c, lr in zip(children, rates)]


def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    print("device would be", device)
    criterion, history = nn.CrossEntropyLoss(), []
    model[len(model) - 1] = head

    def epoch(optimizer):
        for x, y in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            history.append(loss.detach().item())

    freeze_to(model, len(model) - 1)
    optimizer = optim.SGD(model[-1].parameters(), lr=base_lr)
    for _ in range(freeze_epochs):
        epoch(optimizer)
    freeze_to(model, 0)
    optimizer = optim.SGD(discriminative_groups(model, base_lr / 2, lr_mult), lr=base_lr)
    for _ in range(epochs):
        epoch(optimizer)
    model.eval()
    print("losses", [round(v, 3) for v in history[-3:]])
    return history
