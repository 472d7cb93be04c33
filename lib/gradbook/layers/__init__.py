"""NumPy forward and backward pairs, one file per family, and the table of them all.

Forward returns (y, cache); backward takes (dy, cache) and returns the gradients in the
order of forward's arguments. Every pair is a row of LAYERS, and tests walk the table.
A pair with settings has more rows, named "pair: setting".
"""

from .affine import AffineCache, affine_backward, affine_forward
from .chain_rule import affine_jvp, sigmoid_jvp, tanh_jvp
from .cross_entropy import (
    CrossEntropyCache,
    cross_entropy_backward,
    cross_entropy_forward,
)
from .elementwise import (
    SigmoidCache,
    SoftplusCache,
    TanhCache,
    sigmoid_backward,
    sigmoid_forward,
    softplus_backward,
    softplus_forward,
    tanh_backward,
    tanh_forward,
)
from .embedding import EmbeddingCache, embedding_backward, embedding_forward
from .entries import cross_entropy as _cross_entropy
from .entries import elementwise as _elementwise
from .entries import l2_regularization as _l2_regularization
from .entries import losses as _losses
from .entries import mean_squared_error as _mean_squared_error
from .entries import networks as _networks
from .entries import relu as _relu
from .entries import softmax as _softmax
from .entries.layer import Layer
from .l2_regularization import (
    L1PenaltyCache,
    L2PenaltyCache,
    l1_penalty_backward,
    l1_penalty_forward,
    l2_penalty_backward,
    l2_penalty_forward,
)
from .losses import (
    BinaryCrossEntropyCache,
    binary_cross_entropy_backward,
    binary_cross_entropy_forward,
)
from .mean_squared_error import (
    MeanSquaredErrorCache,
    mean_squared_error_backward,
    mean_squared_error_forward,
)
from .mlp import MlpCache, mlp_backward, mlp_forward
from .relu import (
    LeakyReluCache,
    ReluCache,
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
)
from .softmax import (
    LogSoftmaxCache,
    LogSumExpCache,
    SoftmaxCache,
    log_softmax_backward,
    log_softmax_forward,
    logsumexp_backward,
    logsumexp_forward,
    softmax_backward,
    softmax_forward,
)

LAYERS = {
    **_elementwise.ROWS,
    **_losses.ROWS,
    **_softmax.ROWS,
    **_cross_entropy.ROWS,
    **_networks.ROWS,
    **_mean_squared_error.ROWS,
    **_relu.ROWS,
    **_l2_regularization.ROWS,
}

__all__ = [
    "LAYERS",
    "AffineCache",
    "BinaryCrossEntropyCache",
    "CrossEntropyCache",
    "EmbeddingCache",
    "L1PenaltyCache",
    "L2PenaltyCache",
    "Layer",
    "LeakyReluCache",
    "LogSoftmaxCache",
    "LogSumExpCache",
    "MeanSquaredErrorCache",
    "MlpCache",
    "ReluCache",
    "SigmoidCache",
    "SoftmaxCache",
    "SoftplusCache",
    "TanhCache",
    "affine_backward",
    "affine_forward",
    "affine_jvp",
    "binary_cross_entropy_backward",
    "binary_cross_entropy_forward",
    "cross_entropy_backward",
    "cross_entropy_forward",
    "embedding_backward",
    "embedding_forward",
    "l1_penalty_backward",
    "l1_penalty_forward",
    "l2_penalty_backward",
    "l2_penalty_forward",
    "leaky_relu_backward",
    "leaky_relu_forward",
    "log_softmax_backward",
    "log_softmax_forward",
    "logsumexp_backward",
    "logsumexp_forward",
    "mean_squared_error_backward",
    "mean_squared_error_forward",
    "mlp_backward",
    "mlp_forward",
    "relu_backward",
    "relu_forward",
    "sigmoid_backward",
    "sigmoid_forward",
    "sigmoid_jvp",
    "softmax_backward",
    "softmax_forward",
    "softplus_backward",
    "softplus_forward",
    "tanh_backward",
    "tanh_forward",
    "tanh_jvp",
]
