# a hook that prints the gradient on its way back
import torch


def show(grad):
    print("gradient of the product:", tuple(grad.shape), grad.norm().item())


def forward_linear(X, W, b):
    product = X.matmul(W)
    if product.requires_grad:
        product.register_hook(show)
    return product + b.expand_as(product)
