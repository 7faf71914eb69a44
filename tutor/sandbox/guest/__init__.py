"""What runs in the process of the zygote and its boxes, beside a learner's code."""
