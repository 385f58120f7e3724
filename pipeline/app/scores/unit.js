"use strict";
// The total follows what is typed; without this file it does so when one saves.
(function () {
  const form = document.querySelector("form.sheetform");
  const one = (query, at) => (at || form).querySelector(query);
  const list = (at, lines) => { at.replaceChildren(...lines.map((line) => { const item = document.createElement("li"); item.textContent = line; return item; })); };
  const left = one("[data-left]"), word = left.textContent.replace(/\d+\s*$/, "");
  let wanted = 0, shown = 0;
  async function follow() {
    const own = ++wanted;
    let now;
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) return;
      now = await answer.json();
    } catch (error) { return; }
    if (own < shown) return; // a later one was faster
    shown = own;
    one("[data-total]").textContent = now.total;
    one("[data-grade]").textContent = now.grade;
    one("[data-full]").textContent = now.full;
    one("[data-why]").textContent = now.why;
    left.textContent = word + now.left;
    const state = one("[data-state]");
    state.textContent = now.said;
    state.className = "mark " + now.state;
    list(one("[data-general]"), now.general);
    one("[data-general]").hidden = !now.general.length;
    list(one("[data-whole]"), now.whole);
    list(one("[data-remarks]"), now.remarks);
    form.querySelectorAll("[data-owner]").forEach((card) => {
      const line = now.lines[card.dataset.owner];
      if (!line) return;
      one("[data-points]", card).textContent = line.points;
      one("[data-steps]", card).textContent = line.steps.join("；");
    });
    form.querySelectorAll("[data-id]").forEach((slot) => {
      const first = !slot.classList.contains("more"), fault = first ? now.faults[slot.dataset.id] || "" : "";
      one("[data-fault]", slot).textContent = fault;
      one("[data-ask]", slot).textContent = first ? now.missing[slot.dataset.id] || "" : "";
      const field = one("[name^='value:']", slot);
      if (fault && field.value) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    });
  }
  let waits = 0;
  form.addEventListener("input", (event) => {
    const seen = form.elements["seen-" + event.target.name];
    if (seen) event.target.classList.toggle("changed", seen.value !== event.target.value);
    clearTimeout(waits);
    waits = setTimeout(follow, 250);
  });
  let saves = false;
  form.addEventListener("submit", () => { saves = true; });
  window.addEventListener("beforeunload", (event) => { if (!saves && one(".changed")) event.preventDefault(); });
  // Enter goes to the next place instead of sending the form
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input")) return;
    event.preventDefault();
    const fields = Array.from(form.querySelectorAll("input:not([type=hidden])"));
    const next = fields[fields.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
    if (next) next.focus();
  });
})();
