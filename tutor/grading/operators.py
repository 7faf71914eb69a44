"""Families of torch's operators: the words in which an exercise says what may be used.

`allow` in exercise.toml names families. An operator that belongs to none of them is not allowed:
that covers what torch adds tomorrow, and the sibling of a forbidden function that was forgotten.

The names are those of the operators below torch's functions (`torch.ops.aten`), where a function,
a module and a call through `getattr` all look alike.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import torch

from tutor.course import Exercise
from tutor.errors import CourseError

# Ready-made parts of a network, told by their names; the first that fits.
_READY_MADE = (
    ("convolution", r"conv(?!ert)(olution|\d|_)|_conv_|_conv\d|thnn_conv"),
    ("unfolding", r"im2col|col2im"),
    ("recurrent", r"lstm|gru|rnn"),
    ("attention", r"attention|multi_head|transformer|sdp_choice"),
    ("pooling", r"pool"),
    ("normalisation", r"batch_norm|layer_norm|group_norm|instance_norm|rms_norm|weight_norm"),
    ("dropout", r"dropout"),
    ("softmax", r"softmax"),
    ("losses", r"loss|cross_entropy|kl_div"),
    ("embedding", r"embedding"),
    ("resampling", r"upsample|grid_sampler|affine_grid"),
    ("fourier", r"fft|stft"),
    ("distances", r"cdist|pdist|_euclidean_dist|cosine_similarity"),
    ("optimisers", r"_fused_(adam|adamw|sgd|adagrad)"),
    ("sparse", r"sparse|_nnz|coalesce"),
    ("activations", r"relu|(^|_)elu|selu|celu|gelu|silu|mish|hardtanh|hardsigmoid|hardswish"),
    ("activations", r"softplus|softshrink|hardshrink|threshold|prelu|log_sigmoid|glu"),
    ("linear algebra", r"linalg_(?!vector_norm|vecdot|cross)|cholesky|lu_|qr$|svd|inverse|lstsq"),
)

_NAMES = {
    "products": "mm bmm mv dot vdot addmm addmv addr addbmm baddbmm ger linear mkldnn_linear "
    "_int_mm linalg_vecdot",
    "random": "rand randn randint randperm rand_like randn_like randint_like normal uniform "
    "bernoulli random exponential geometric log_normal cauchy poisson multinomial binomial "
    "_standard_gamma",
    "creation": "empty empty_like empty_strided empty_permuted new_empty new_empty_strided zeros "
    "zeros_like ones ones_like full full_like new_zeros new_ones new_full arange range linspace "
    "logspace eye scalar_tensor tril_indices triu_indices fill zero _efficientzerotensor",
    "views": "clone copy _to_copy _unsafe_view _reshape_copy lift_fresh lift lift_fresh_copy "
    "contiguous unsafe_split unsafe_chunk unsafe_split_with_sizes view_copy expand_copy resize set "
    "resize_as detach_copy t_copy transpose_copy permute_copy squeeze unsqueeze t transpose "
    "as_strided pad constant_pad_nd reflection_pad1d reflection_pad2d replication_pad1d "
    "replication_pad2d",
    "comparisons": "eq ne lt le gt ge equal isclose allclose isin is_same_size",
    "reductions": "sum mean prod amax amin aminmax max min argmax argmin all any var var_mean std "
    "std_mean norm linalg_vector_norm logsumexp cumsum cumprod cummax cummin _cummax_helper "
    "_cummin_helper logcumsumexp _logcumsumexp count_nonzero nansum nanmean median nanmedian mode "
    "kthvalue trace histc bincount dist diff _local_scalar_dense item sum_to_size _aminmax",
    "indexing": "index index_put _index_put_impl _unsafe_index _unsafe_index_put index_select "
    "index_add index_copy index_fill gather scatter scatter_add scatter_reduce select_scatter "
    "slice_scatter diagonal_scatter as_strided_scatter masked_select masked_scatter masked_fill "
    "take put nonzero nonzero_static cat stack _stack repeat repeat_interleave flip roll rot90 "
    "tril triu diag_embed diag fill_diagonal unique _unique _unique2 unique_dim "
    "unique_consecutive sort argsort topk msort searchsorted bucketize one_hot block_diag "
    "unfold_backward",
    "elementwise": "absolute floor_divide bitwise_and bitwise_or bitwise_xor __and__ __or__ "
    "__xor__ __iand__ __ior__ __ixor__ __lshift__ "
    "__rshift__ __ilshift__ __irshift__ isreal complex polar cross linalg_cross _conj real imag "
    "nan_to_num where",
}
_FAMILY_OF = {name: family for family, names in _NAMES.items() for name in names.split()}

_GROUPS = {
    "basics": ("views", "creation", "elementwise", "comparisons", "reductions", "indexing"),
}
FAMILIES = {*_NAMES, *(family for family, _ in _READY_MADE), *_GROUPS}


def expanded(allowed: Iterable[str]) -> set[str]:
    """The families that these words stand for: `basics` is several."""
    return {family for word in allowed for family in _GROUPS.get(word, (word,))}


def require_known(exercise: Exercise) -> None:
    """Raise CourseError for a family that does not exist: it would allow nothing."""
    named = {*exercise.policy.allow, *(word for task in exercise.tasks for word in task.allow)}
    if unknown := sorted(named - FAMILIES):
        raise CourseError(
            f"{exercise.folder / 'exercise.toml'} allows '{unknown[0]}', which is not a family of "
            f"operators. Choose from: {', '.join(sorted(FAMILIES))}."
        )


@lru_cache(maxsize=4096)
def family_of(operator: str) -> str:
    """The family of an operator such as `aten::mm`; "other" for one that belongs to none.

    The name comes from a box, so anything may be in it.
    """
    namespace, _, name = operator.partition("::")
    if namespace != "aten":
        return "other"
    name = name.partition(".")[0]
    name = name if name.startswith("__") else name.removesuffix("_")
    for family, pattern in _READY_MADE:
        if re.search(pattern, name):
            return family
    if name in _FAMILY_OF:
        return _FAMILY_OF[name]
    name = name.removeprefix("_foreach_")
    return _FAMILY_OF.get(name) or _family_by_schema(name)


def _family_by_schema(name: str) -> str:
    """Torch itself says which operators work element by element, and which give views."""
    packet = getattr(torch.ops.aten, name, None)
    if packet is None or not hasattr(packet, "overloads"):
        return "other"
    operators = [getattr(packet, overload) for overload in packet.overloads()]
    if any(torch.Tag.pointwise in operator.tags for operator in operators):
        return "elementwise"
    results = [r for operator in operators for r in operator._schema.returns]
    if any(r.alias_info is not None and not r.alias_info.is_write for r in results):
        return "views"
    return "other"
