// Counts down, can be paused, and stops nobody: at the end it only says so.

const minutes = (s) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;

export function clock(tool, whenOver) {
  const shown = tool.querySelector(".iv-left");
  const button = tool.querySelector("[data-do=pause]");
  let used = 0; // milliseconds
  let limit = 0;
  let since = null; // null while it stands
  let timer;

  const spent = () => used + (since === null ? 0 : performance.now() - since);

  function tick() {
    const left = Math.max(Math.ceil((limit - spent()) / 1000), 0);
    const over = left === 0 && shown.textContent !== minutes(0);
    shown.textContent = minutes(left);
    if (over) whenOver();
  }

  function run(on) {
    used = spent();
    since = on ? performance.now() : null;
    clearInterval(timer);
    if (on) timer = setInterval(tick, 200);
    button.setAttribute("aria-pressed", String(!on));
  }

  return {
    start(seconds) {
      run(false);
      [used, limit] = [0, seconds * 1000];
      run(true);
      shown.textContent = minutes(seconds);
    },
    pause: () => run(since === null),
    stop() {
      run(false);
      return Math.round(used / 1000);
    },
  };
}
