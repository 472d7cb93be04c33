document.querySelector(".sheet-print button").addEventListener("click", () => print());
