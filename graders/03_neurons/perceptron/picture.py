"""What your neurons answer, over the whole plane."""

import torch

from tutor.grading.pictures import Images

SIDE = 150
YES, NO = (0.93, 0.65, 0.42), (0.42, 0.60, 0.82)
CORNERS = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
XOR = torch.tensor([0, 1, 1, 0])


def draw(submission):
    plane = grid()
    images = []
    for name, labels in (("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1])):
        w, b, _ = submission.perceptron_fit(CORNERS, torch.tensor(labels), 50)
        answers = submission.predict(plane, w, b)
        images.append((f"{name}, learned", coloured(answers, torch.tensor(labels))))
    w, b, _ = submission.perceptron_fit(CORNERS, XOR, 49)
    images.append(("XOR, one neuron", coloured(submission.predict(plane, w, b), XOR)))
    images.append(("XOR, your network", coloured(submission.xor_net(plane), XOR)))
    return Images(
        title="What your neurons answer",
        images=images,
        caption="Orange is 1 and blue is 0; the four discs are the cases, black where the answer "
        "should be 1 and white where it should be 0. A neuron has one straight border, which is "
        "why the third picture is wrong somewhere. Your network has two.",
    )


def grid():
    """The points of a picture, row by row from the top: x from left to right, y upwards."""
    steps = torch.linspace(-0.5, 1.5, SIDE, dtype=torch.float64)
    y, x = torch.meshgrid(steps.flip(0), steps, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1)


def coloured(answers, labels):
    """An image (3, SIDE, SIDE) of the answers, with the four cases marked."""
    shades = torch.tensor([NO, YES], dtype=torch.float64)
    image = shades[answers.long().clamp(0, 1)]
    for corner, label in zip(CORNERS, labels, strict=True):
        distance = (grid() - corner).square().sum(dim=1).sqrt()
        image[distance < 0.08] = 0.05
        image[distance < 0.06] = 0.1 if label else 1.0
    return image.T.reshape(3, SIDE, SIDE)
