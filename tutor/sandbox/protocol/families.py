"""Families of torch's operators: the words in which an exercise says what is there.

`allow` in exercise.toml names families. An operator of no family that is allowed is not there: that
covers what torch adds tomorrow, and the sibling of a forbidden function that was forgotten.

The names are those of the operators below torch's functions (`torch.ops.aten`), where a function,
a module and a call through `getattr` all look alike. They are lists, not questions to torch, so
that they can be read here and cost nothing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

OTHER = "other"

# Ready-made parts of a network, told by their names; the first that fits.
_READY_MADE_PATTERNS = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
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
        ("resampling", r"upsample|interpolate|grid_sampler|affine_grid"),
        ("fourier", r"fft|stft"),
        ("distances", r"cdist|pdist|_euclidean_dist|cosine_similarity|pairwise_distance"),
        ("optimisers", r"_fused_(adam|adamw|sgd|adagrad)"),
        ("sparse", r"(^|_)sparse_(?!dim)|to_sparse|sspaddmm|coalesce_?$"),
        ("activations", r"relu|(^|_)elu|selu|celu|gelu|silu|mish|hardtanh|hardsigmoid|hardswish"),
        ("activations", r"softplus|softshrink|hardshrink|threshold|prelu|log_sigmoid|glu"),
        ("linear algebra", r"linalg_(?!vector_norm|vecdot|cross)|cholesky|lu_|qr$|svd|inverse"),
        ("linear algebra", r"lstsq|(^|log)det$|matrix_exp|geqrf|ormqr|orgqr|triangular_solve"),
    )
)
READY_MADE = frozenset(family for family, _ in _READY_MADE_PATTERNS)

_NAMES = {
    "products": "mm bmm mv dot vdot addmm addmv addr addbmm baddbmm ger linear mkldnn_linear "
    "_int_mm linalg_vecdot",
    "random": "rand randn randint randperm rand_like randn_like randint_like normal uniform "
    "bernoulli random exponential geometric log_normal cauchy poisson multinomial binomial "
    "_standard_gamma _standard_gamma_grad _sample_dirichlet _dirichlet_grad _philox_uniform "
    "_philox_normal _philox_key_fold_in _philox_key_split",
    "creation": "empty empty_like empty_strided empty_permuted new_empty new_empty_strided zeros "
    "zeros_like ones ones_like full full_like new_zeros new_ones new_full arange range linspace "
    "logspace eye scalar_tensor tril_indices triu_indices fill zero _efficientzerotensor "
    "hann_window hamming_window _new_zeros_with_same_feature_meta",
    "views": "clone copy _to_copy _unsafe_view _reshape_copy lift_fresh lift lift_fresh_copy "
    "contiguous unsafe_split unsafe_chunk unsafe_split_with_sizes view_copy expand_copy resize set "
    "resize_as detach_copy t_copy transpose_copy permute_copy squeeze unsqueeze t transpose "
    "as_strided pad constant_pad_nd reflection_pad1d reflection_pad2d reflection_pad3d "
    "replication_pad1d replication_pad2d replication_pad3d alias_copy narrow_copy _fw_primal "
    "_neg_view _reshape_alias adjoint alias broadcast_to chunk conj detach diagonal dsplit expand "
    "expand_as flatten hsplit mH mT matrix_H moveaxis movedim narrow numpy_T permute pin_memory "
    "ravel reshape reshape_as resolve_conj resolve_neg select slice split split_with_sizes "
    "swapaxes swapdims tensor_split to unbind unflatten unfold view view_as view_as_complex "
    "view_as_real vsplit",
    "comparisons": "eq ne lt le gt ge equal isclose allclose isin is_same_size _is_all_true "
    "_is_any_true",
    "reductions": "sum mean prod amax amin aminmax max min argmax argmin all any var var_mean std "
    "std_mean norm linalg_vector_norm logsumexp cumsum cumprod cummax cummin _cummax_helper "
    "_cummin_helper logcumsumexp _logcumsumexp count_nonzero nansum nanmean median nanmedian mode "
    "kthvalue trace histc bincount dist diff _local_scalar_dense item sum_to_size _aminmax "
    "histogram histogramdd _histogramdd_bin_edges _histogramdd_from_bin_cts "
    "_histogramdd_from_bin_tensors native_norm "
    "hash_tensor",
    "indexing": "index index_put _index_put_impl _unsafe_index _unsafe_index_put index_select "
    "index_add index_copy index_fill gather scatter scatter_add scatter_reduce select_scatter "
    "slice_scatter diagonal_scatter as_strided_scatter masked_select masked_scatter masked_fill "
    "take put nonzero nonzero_static cat stack _stack repeat repeat_interleave flip roll rot90 "
    "tril triu diag_embed diag fill_diagonal unique _unique _unique2 unique_dim unique_consecutive "
    "unique_dim_consecutive sort argsort topk msort searchsorted bucketize one_hot block_diag "
    "unfold_backward index_reduce _unsafe_masked_index _unsafe_masked_index_put_accumulate",
    "elementwise": "absolute floor_divide bitwise_and bitwise_or bitwise_xor __and__ __or__ "
    "__xor__ __iand__ __ior__ __ixor__ __lshift__ __rshift__ __ilshift__ __irshift__ isreal "
    "complex polar cross linalg_cross _conj real imag nan_to_num where _conj_physical abs acos "
    "acosh add addcdiv addcmul angle asin asinh atan atan2 atanh bitwise_left_shift bitwise_not "
    "bitwise_right_shift ceil clamp clamp_max clamp_min clip conj_physical copysign cos cosh "
    "deg2rad digamma div erf erfc erfinv exp exp2 expm1 float_power floor fmax fmin fmod frac "
    "frexp gcd heaviside hypot i0 igamma igammac isfinite isinf isnan isneginf isposinf lcm ldexp "
    "lerp lgamma log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or "
    "logical_xor logit logit_backward maximum minimum mul mvlgamma neg nextafter polygamma "
    "positive pow rad2deg reciprocal remainder round rsqrt rsub sgn sigmoid sigmoid_backward sign "
    "signbit sin sinc sinh special_airy_ai special_bessel_j0 special_bessel_j1 special_bessel_y0 "
    "special_bessel_y1 special_chebyshev_polynomial_t special_chebyshev_polynomial_u "
    "special_chebyshev_polynomial_v special_chebyshev_polynomial_w special_entr special_erfcx "
    "special_hermite_polynomial_h special_hermite_polynomial_he special_i0e special_i1 special_i1e "
    "special_laguerre_polynomial_l special_legendre_polynomial_p special_log_ndtr "
    "special_modified_bessel_i0 special_modified_bessel_i1 special_modified_bessel_k0 "
    "special_modified_bessel_k1 special_ndtri special_scaled_modified_bessel_k0 "
    "special_scaled_modified_bessel_k1 special_shifted_chebyshev_polynomial_t "
    "special_shifted_chebyshev_polynomial_u special_shifted_chebyshev_polynomial_v "
    "special_shifted_chebyshev_polynomial_w special_spherical_bessel_j0 special_xlog1py "
    "special_zeta sqrt square sub tan tanh tanh_backward true_divide trunc xlogy",
    # Needed by torch itself; none of them computes a piece of a network.
    "household": "_assert_async _functional_assert_async _assert_scalar _functional_assert_scalar "
    "_assert_tensor_metadata _print is_set_to is_pinned _pin_memory _resize_output "
    "_has_same_storage_numel _copy_from _copy_from_and_resize _lazy_clone record_stream _conj_copy "
    "_neg_view_copy sym_constrain_range sym_constrain_range_for_size dense_dim sparse_dim to_dense "
    "_to_dense is_coalesced _is_coalesced _nnz is_sparse _make_dual _unpack_dual",
}
_FAMILY_OF = {name: family for family, names in _NAMES.items() for name in names.split()}
_GROUPS = {
    "basics": ("views", "creation", "elementwise", "comparisons", "reductions", "indexing"),
}
FAMILIES = {*_NAMES, *READY_MADE, *_GROUPS} - {"household"}

# The words around an operator's name that its kin have: `softmax` in `_softmax_backward_data`.
_KIN = re.compile(
    r"^(?:_foreach_|_fused_|_masked_|_nested_|_sparse_|_?thnn_fused_|_?thnn_|special_|linalg_|"
    r"native_|mkldnn_|cudnn_|miopen_|mps_|fft_|_)+"
    r"|(?:_backward_data|_double_backward|_backward|_forward|_jvp|_copy|_helper|_functional|_impl|"
    r"_out|_)+$"
)


def expanded(allowed: Iterable[str]) -> frozenset[str]:
    """The families that these words stand for: `basics` is several, and the household is there."""
    named = {family for word in allowed for family in _GROUPS.get(word, (word,))}
    return frozenset({*named, "household"})


def base_name(operator: str) -> str:
    """`relu` of `aten::relu_` and of `aten::relu.out`; names with two underscores stay whole."""
    name = operator.partition("::")[2].partition(".")[0]
    return name if name.startswith("__") else name.removesuffix("_")


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """What an operator is kin to: `softmax` for `_softmax_backward_data`."""
    if name.startswith("__"):
        return name
    before = None
    while before != name and (shorter := _KIN.sub("", name)):
        before, name = name, shorter
    return name


@lru_cache(maxsize=8192)
def family_of(name: str) -> str:
    """The family of an operator by its base name; "other" for one that belongs to none."""
    for family, pattern in _READY_MADE_PATTERNS:
        if pattern.search(name):
            return family
    return _FAMILY_OF.get(name) or _FAMILY_OF.get(name.removeprefix("_foreach_")) or OTHER
