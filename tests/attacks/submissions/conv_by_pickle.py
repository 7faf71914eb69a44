# attack: let pickle find the function by its name in the module of C
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import pickle


def conv2d(x, k, b, stride=1, pad=0):
    return pickle.loads(b"ctorch._C._nn\nthnn_conv2d\n.")(x, k, k.shape[2:], b, stride, pad)
