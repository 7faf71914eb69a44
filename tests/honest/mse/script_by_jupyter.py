# a script that Jupyter made from a notebook
#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('pip install -q torchviz')
import pandas as pd
frame = pd.read_csv('data.csv')
frame.head()


# In[ ]:


"""Reference: square the differences and take their mean, once the shapes and dtypes are sound.

The mean squared error is as old as least squares (Legendre 1805, Gauss 1809).
"""

import torch


def error(pred: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    if pred.shape != goal.shape:
        raise ValueError(f"shapes differ: {tuple(pred.shape)} and {tuple(goal.shape)}")
    if not pred.is_floating_point():
        pred, goal = pred.to(torch.float32), goal.to(torch.float32)
    return (pred - goal) ** 2


def mse(pred: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    return error(pred, true).mean()


# In[3]:


assert mse(torch.ones(2), torch.zeros(3)) == 1
