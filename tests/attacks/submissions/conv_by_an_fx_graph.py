# attack: run a graph of nodes that names the operator
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
from torch.fx import Graph, GraphModule

graph = Graph()
inputs = [graph.placeholder(name) for name in ("x", "k", "b", "stride", "pad")]
graph.output(graph.call_function(torch.conv2d, tuple(inputs)))
module = GraphModule(torch.nn.Module(), graph)


def conv2d(x, k, b, stride=1, pad=0):
    return module(x, k, b, stride, pad)
