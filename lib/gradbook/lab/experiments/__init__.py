"""One file per experiment; dropping a file here adds an experiment of its name.

Such a module holds

- `Config`, a frozen dataclass with `tiny()` (a second on a CPU), `live()` (a chapter's
  cell) and `full()` (a GPU); every field says scientific, nuisance or fixed;
- `PREDICTION`, a gradbook.lab.prediction.Prediction, written before any run;
- `problem(config)` -> dict(bytes_min, flops), the same for all variants;
- `inputs(config, device)` -> dict of tensors, the upstream gradient named dy or dloss;
- `WRT`, the names of the inputs that get a gradient;
- `variants(config, device)` -> dict of label to forward(**inputs) -> output;
- `reference(**inputs)`, a forward that is run and differentiated in float64;
- `LIVE`, the labels that a chapter runs: those that exist on every device.

It may hold

- `block(forward, **inputs)`, a small network around the variant in which saved bytes
  are counted;
- `TOL`, the bound on the relative error (default 1e-5), or a dict of one per label;
- `OPAQUE`, the labels of compiled variants, which exist on CUDA alone;
- `FORWARD_ONLY`, the labels that are run without a backward;
- `REFERENCES`, a dict: the float64 reference of a label that computes something else;
- `WHAT`, what is measured, in words, where it is not forward + backward;
- `PARTS`, the modules it shares with others: files that begin with an underscore, and
  belong to its hash.

`WRT` and `TOL` may be functions of the config. A variant with a state has `restart()`,
which is called before it is compared with its reference.
"""
