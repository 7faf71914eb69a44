# attack: answer with one row or one number that would broadcast to the right shape
# stopped by: comparison: shape before value
# expect: test_values wrong, test_batch_of_one wrong, test_gradients wrong, score 0


def forward_linear(X, W, b):
    return (X @ W + b).mean() if X.shape[0] else (X.sum(0) @ W + b)[None]
