"use strict";
// One box ticks all others; without this file each is ticked by itself.
(function () {
  const all = document.querySelector("[data-all]");
  if (!all) return;
  all.hidden = false;
  all.firstElementChild.addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("[name^='pick:']")) box.checked = event.target.checked;
  });
})();
