"""Runs in Pyodide when the site is built: sources in, one archive of bytecode out.

Compiled by the Python that will run it, without docstrings, because a page that
compiles SymPy itself needs two seconds more at each start.
"""

import ast
import importlib.util
import io
import marshal
import tarfile
import zipfile

from compression import zstd

OPTIONS = {
    zstd.CompressionParameter.compression_level: 15,
    zstd.CompressionParameter.window_log: 24,
}
UNCHECKED = (1).to_bytes(4, "little")  # by hash, which nobody compares: PEP 552
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def bytecode(source, name):
    tree = ast.parse(source, name)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            node.body[0].value.value = ""  # empty, not None: some code edits its own
    code = compile(tree, name, "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + bytes(8) + marshal.dumps(code)


def archive(sources):
    """Turn a zip of .py files into a compressed tar of .pyc files."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(sources) as files,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for name in sorted(files.namelist()):
            content = bytecode(files.read(name), name)
            entry = tarfile.TarInfo(f"{name}c")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return zstd.compress(packed.getvalue(), options=OPTIONS)
