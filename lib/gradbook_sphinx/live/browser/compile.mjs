// Compile Python sources by the Python that will run them in the page.
//   node compile.mjs <Pyodide's folder> <sources.zip> <archive.tar.zst>
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, sources, archive] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide();
python.FS.writeFile("/sources.zip", await readFile(sources));
python.runPython(await readFile(new URL("compile.py", import.meta.url), "utf8"));
try {
  await writeFile(archive, python.runPython("archive('/sources.zip')").toJs());
} catch (error) {
  console.error(error.message); // without Pyodide's own source, which Node.js would add
  process.exit(1);
}
process.exit(0); // Pyodide leaves a handle open
