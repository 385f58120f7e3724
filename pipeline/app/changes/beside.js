"use strict";
// Each side shows the place of its record.
(function () {
  for (const sheet of document.querySelectorAll(".sheet")) {
    const meant = sheet.querySelector("rect.meant, .meant, rect.near, .near");
    if (!meant) continue;
    const show = () => {
      const box = meant.getBoundingClientRect(), room = sheet.getBoundingClientRect();
      sheet.scrollTop += box.top - room.top - Math.max(20, (room.height - box.height) / 3);
    };
    sheet.style.scrollBehavior = "auto";
    show();
    const picture = sheet.querySelector(".paper img");
    if (picture && !picture.complete) picture.addEventListener("load", show);
  }
})();
