"""KaTeX's server starts on a busy machine, and never outlives the build."""

import os
import signal
import subprocess
import sys
import time

import pytest

from gradbook_sphinx import formulas

SCRIPT = """
import os, signal, tempfile
from pathlib import Path
from sphinxcontrib import katex
from gradbook_sphinx import formulas

katex.NODEJS_BINARY = str(formulas.NODE)
folder = Path(tempfile.mkdtemp())
process, sock = formulas.start_patiently(folder, 60)
print(process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_the_server_ends_when_the_build_is_killed():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True, timeout=120
    )
    pid, deadline = int(done.stdout), time.monotonic() + 20
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(pid)


def test_a_server_that_cannot_start_is_an_error(tmp_path, monkeypatch):
    command = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(formulas, "following_command", lambda **_: command)
    with pytest.raises(OSError):
        formulas.start_patiently(tmp_path, timeout=60)
