# attack: import the reference under the name that the mistakes import it by
# stopped by: the boundary: it is not there
# expect: outcomes died
from reference import forward_linear
