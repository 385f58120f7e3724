"use strict";
// Everything works without this file; it marks what was changed and scrolls to the place.
(function () {
  const one = (query) => document.querySelector(query);
  const writing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
  const meant = one("rect.meant, .flow .meant, rect.near, .flow .near");
  const sheet = one(".sheet");
  if (meant && sheet) {
    const show = () => {
      const box = meant.getBoundingClientRect(), room = sheet.getBoundingClientRect();
      sheet.scrollTop += box.top - room.top - Math.max(20, (room.height - box.height) / 3);
      sheet.scrollLeft += box.left - room.left - 20;
    };
    sheet.style.scrollBehavior = "auto";
    show();
    const picture = one(".paper img");
    if (picture && !picture.complete) picture.addEventListener("load", show);
    const zoom = one("[data-zoom]");
    if (zoom) zoom.addEventListener("click", () => { one(".paper").classList.toggle("big"); show(); });
  }
  const seen = (field) => {
    const key = field.name.slice(2);
    const hidden = field.form.elements["seen:" + key];
    field.classList.toggle("changed", hidden && hidden.value.replace(/\r\n?/g, "\n") !== field.value);
  };
  const grow = (field) => {
    if (field.tagName !== "TEXTAREA") return;
    field.style.height = "auto";
    field.style.height = Math.min(field.scrollHeight + 2, 340) + "px";
  };
  // fields may come later: the form of a line is put below it
  const begin = () => document.querySelectorAll("[name^='v:']").forEach((field) => { grow(field); seen(field); });
  document.addEventListener("input", (event) => {
    if (event.target.name && event.target.name.startsWith("v:")) { seen(event.target); grow(event.target); }
  });
  document.addEventListener("fields", begin);
  begin();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "e" || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const field = one("#record [data-edit] [name^='v:']") || one("#record [name^='v:']");
    if (field) {
      event.preventDefault();
      const folded = field.closest("details");
      if (folded) folded.open = true;
      field.focus();
      if (field.select) field.select();
    }
  });
})();
