"""python -m gradbook.lab: record experiments, list them, show what was recorded."""

import argparse
import sys

import torch

from gradbook.lab.devices import ORDER
from gradbook.lab.devices import device as choose
from gradbook.lab.errors import LabError
from gradbook.lab.recorded import Recorded
from gradbook.lab.recorder import make_record, refuse_destination
from gradbook.lab.records import save
from gradbook.lab.registry import experiment, names


def parser():
    """Return the parser of the command line."""
    top = argparse.ArgumentParser("python -m gradbook.lab", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record", help="run experiments, write one JSON each")
    record.add_argument("experiment", nargs="*", help="names; all when none is given")
    record.add_argument(
        "--device", required=True, choices=ORDER, help="cuda for the book's records"
    )
    record.add_argument("--out", metavar="DIR", help="write here, not into the book")
    record.add_argument("--tiny", action="store_true", help="a try-out; needs --out")
    record.add_argument(
        "--without", action="append", default=[], metavar="VARIANT", help="leave out"
    )
    commands.add_parser("list", help="name all experiments and what is recorded")
    show = commands.add_parser("show", help="show the recorded runs of an experiment")
    show.add_argument("experiment", help="a name that `list` prints")
    return top


def record(asked):
    """Record the experiments asked for; return how many failed."""
    device = choose(asked.device)
    refuse_destination(device, asked.tiny, asked.out)
    chosen = [experiment(name) for name in asked.experiment or names()]
    failed = 0
    for each in chosen:
        try:
            made = make_record(each, device, tiny=asked.tiny, without=asked.without)
            path = save(made, asked.out)
            print(f"{each.name}: wrote {path}")
        except (LabError, torch.OutOfMemoryError) as problem:
            failed += 1
            print(f"{each.name}: {problem}", file=sys.stderr)
    return failed


def list_all():
    """Print each experiment with the first line of what is recorded."""
    for name in names():
        for table in Recorded(experiment(name)).tables():
            print(f"{name}: {table.caption}")


def main(arguments=None):
    """Run the command line; return the exit status."""
    asked = parser().parse_args(arguments)
    try:
        if asked.command == "record":
            return min(record(asked), 1)
        if asked.command == "list":
            list_all()
        else:
            print(experiment(asked.experiment).recorded())
    except LabError as problem:
        print(f"gradbook.lab: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
