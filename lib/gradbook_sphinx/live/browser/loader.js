// Puts "Try it" below each cell that runs in the page. Everything else is loaded on use.
const { app, cells } = document.querySelector("script[data-cells]").dataset;
const address = (path) => new URL(path, document.baseURI).href;

async function open(cell, bar) {
  const [button, status] = bar.children;
  button.disabled = true;
  status.textContent = "Loading the editor…";
  try {
    const [{ openCell }, all] = await Promise.all([
      import(address(app)), fetch(address(cells)).then((found) => found.json()),
    ]);
    await openCell(cell, all[cell.id], bar);
  } catch (error) {
    button.disabled = false;
    status.textContent = `The editor could not be loaded: ${error.message}`;
  }
}

for (const cell of document.querySelectorAll(".cell.live")) {
  const bar = document.createElement("div");
  bar.className = "live-bar";
  bar.innerHTML = '<button type="button" class="live-button"></button> '
    + '<span role="status"></span>';
  const [button, status] = bar.children;
  const answers = cell.classList.contains("live-answer");
  button.textContent = answers ? "Answer here" : "Try it";
  try {
    if (localStorage.getItem(`live ${location.pathname}#${cell.id}`) !== null)
      status.textContent = "Your edit is kept in this browser.";
  } catch { /* storage is switched off: edits last as long as the page */ }
  button.addEventListener("click", () => open(cell, bar));
  cell.querySelector(".cell_input").after(bar);
}
