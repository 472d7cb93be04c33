"""An experiment by name: its sizes, prediction and cases, and its source's hash."""

import hashlib
import importlib
import pathlib
import pkgutil

from gradbook.lab import experiments as folder
from gradbook.lab.case import Case
from gradbook.lab.devices import device as choose
from gradbook.lab.errors import LabError
from gradbook.lab.prediction import Prediction

NEEDED = ("Config", "problem", "inputs", "WRT", "variants", "reference", "LIVE")


def names():
    """Return the names of all experiments: the files in lab/experiments.

    A file whose name begins with an underscore is a part that experiments share.
    """
    found = (each.name for each in pkgutil.iter_modules(folder.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def sources(module):
    """Return the source of an experiment and of its PARTS, line ends made equal."""
    files = [each.__file__ for each in (module, *getattr(module, "PARTS", ()))]
    texts = [pathlib.Path(file).read_bytes() for file in files]
    return b"".join(text.replace(b"\r\n", b"\n") for text in texts)


def part(module, name, config, default):
    """Return a part that is a constant or a function of the config."""
    value = getattr(module, name, default)
    return value(config) if callable(value) else value


class Experiment:
    """One family's experiment.

    Attributes
    ----------
    name : str
    prediction : Prediction
        Written in the experiment's file, hence before any run.
    sha256 : str
        Hash of the experiment's source and its parts'; line ends do not matter.
    """

    def __init__(self, name, module):
        missing = [part for part in NEEDED if not hasattr(module, part)]
        if missing:
            needed = ", ".join(missing)
            raise LabError(f"experiment {name}: expected {needed}, got none of it")
        if not isinstance(getattr(module, "PREDICTION", None), Prediction):
            raise LabError(
                f"experiment {name}: expected a PREDICTION written before the run,"
                " got none"
            )
        self.name, self.module, self.prediction = name, module, module.PREDICTION
        self.sha256 = hashlib.sha256(sources(module)).hexdigest()

    def __repr__(self):
        return f"Experiment({self.name!r})"

    def case(self, config, device=None, *, labels=None, without=()):
        """Return the Case of a config on a device; labels and without pick variants."""
        device = choose(device)
        forwards = self.module.variants(config, device)
        if labels is not None:
            forwards = {label: forwards[label] for label in labels}
        unknown = [label for label in without if label not in forwards]
        if unknown:
            known = ", ".join(forwards)
            raise LabError(f"without: expected some of {known}, got {unknown[0]!r}")
        forwards = {k: forward for k, forward in forwards.items() if k not in without}
        return Case(
            name=self.name,
            forwards=forwards,
            inputs=self.module.inputs(config, device),
            wrt=part(self.module, "WRT", config, ()),
            reference=self.module.reference,
            block=getattr(self.module, "block", None),
            opaque=getattr(self.module, "OPAQUE", ()),
            forward_only=getattr(self.module, "FORWARD_ONLY", ()),
            references=getattr(self.module, "REFERENCES", {}),
            what=getattr(self.module, "WHAT", "forward + backward"),
            tol=part(self.module, "TOL", config, 1e-5),
            device=device,
            **self.module.problem(config),
        )

    def live(self, config=None, device=None):
        """Check and count the variants here and now, at a size for a chapter's cell.

        Returns
        -------
        Live
            It shows exact columns only; its times() are taken when asked for.
        """
        from gradbook.lab.views import Live

        config = self.module.Config.live() if config is None else config
        case = self.case(config, device, labels=self.module.LIVE)
        return Live(case, config, self.prediction)

    def recorded(self, folder=None):
        """Return the recorded runs, to be shown: labelled, STALE, or not yet there."""
        from gradbook.lab.recorded import Recorded

        return Recorded(self, folder)


def experiment(name):
    """Return the experiment of a family, by the name of its file."""
    if name not in names():
        known = ", ".join(names())
        raise LabError(f"experiment: expected one of {known}, got {name!r}")
    module = importlib.import_module(f"{folder.__name__}.{name}")
    return Experiment(name, module)
