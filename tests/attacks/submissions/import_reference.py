# attack: import the reference under the name that the mistakes import it by
# expect: outcomes died
from reference import forward_linear
