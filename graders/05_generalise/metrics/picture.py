"""Which handwritten digits are taken for which, counted by the learner's own metrics."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Matrix

TRAIN = 300


def draw(submission):
    images, labels = digits()
    X, y = images.reshape(len(images), -1).double(), labels
    means = torch.stack([X[:TRAIN][y[:TRAIN] == k].mean(0) for k in range(10)])
    X, y = X[TRAIN:], y[TRAIN:]
    z = -((X[:, None, :] - means) ** 2).sum(2)
    pred = z.argmax(1)
    counts = submission.confusion(pred, y, 10)
    precision, recall = submission.precision_recall(counts)
    share = float(submission.accuracy(z, y))
    worst = int(recall.argmin())
    return Matrix(
        title=f"Digits that are taken for the nearest mean: accuracy {share:.3f}",
        labels=[str(k) for k in range(10)],
        rows=counts.tolist(),
        caption="Each picture gets the digit whose mean picture is nearest. By your recall, "
        f"{worst} is found least often ({float(recall[worst]):.2f} of them). An answer {worst} is "
        f"right with {float(precision[worst]):.2f}. The accuracy alone would not have said so.",
    )
