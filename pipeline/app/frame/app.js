"use strict";
// Keys and progress, for every page; all of it works without this file too, by links, buttons and reloading.
(function () {
  const one = (query) => document.querySelector(query);
  const writing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const sheet = one(".sheet-of-keys");
  const open = one("[data-sheet]");
  if (open && sheet) open.addEventListener("click", () => sheet.showModal());
  const back = one("[data-back]");
  if (back) back.addEventListener("click", () => history.back());

  let going = -Infinity; // when g was pressed: the next key names a room
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const submit = one("[data-submit]");
      if (submit) { event.preventDefault(); submit.click(); }
      return;
    }
    if (event.key === "Escape" && writing(event.target)) { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (sheet && sheet.open) return;
    if (event.key === "?") { if (sheet) { event.preventDefault(); sheet.showModal(); } return; }
    const key = CSS.escape(event.key);
    if (event.timeStamp - going < 1500) {
      going = -Infinity;
      const room = one("[data-go='" + key + "']");
      if (room) { event.preventDefault(); room.click(); return; }
    }
    if (event.key === "g") { going = event.timeStamp; return; }
    // through the rows of a list, and the box of the row
    const rows = [...document.querySelectorAll("[data-row]")];
    if (rows.length && (event.key === "j" || event.key === "k")) {
      event.preventDefault();
      const at = rows.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
      const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
      row.focus();
      row.scrollIntoView({ block: "nearest" });
      return;
    }
    if (event.key === "x" && rows.includes(document.activeElement)) {
      const box = document.activeElement.closest("tr, li").querySelector("[type=checkbox]");
      if (box) { event.preventDefault(); box.checked = !box.checked; }
      return;
    }
    const focus = one("[data-focus='" + key + "']");
    if (focus) { event.preventDefault(); focus.focus(); return; }
    const target = one("[data-key='" + key + "']");
    if (target) { event.preventDefault(); target.click(); }
  });

  const job = one("[data-job]");
  if (job) {
    const bar = job.querySelector("progress"), said = job.querySelector("[data-said]");
    const look = async () => {
      let now;
      try {
        now = await (await fetch("/job")).json();
      } catch (error) {
        setTimeout(look, 3000); // the program may have been ended
        return;
      }
      if (!now.runs) {
        // what somebody is typing is not taken away by what was read meanwhile
        if (one(".changed") || one("[data-keep]")) { said.textContent = now.text; bar.remove(); } else location.reload();
        return;
      }
      said.textContent = now.text;
      bar.max = now.total || 1;
      bar.value = now.done;
      setTimeout(look, 500);
    };
    setTimeout(look, 300);
  }
})();
