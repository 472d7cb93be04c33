// Edits live in this browser only, each under its page and cell.
export class Edit {
  constructor(cell) {
    this.key = `live ${location.pathname}#${cell.id}`;
  }

  get text() {
    try { return localStorage.getItem(this.key); } catch { return null; }
  }

  keep(text, original) {
    try {
      if (text === original) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, text);
    } catch { /* storage is switched off: the edit lasts as long as the page */ }
  }
}
