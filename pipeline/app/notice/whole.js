"use strict";
// Links lines and places both ways, and opens the form of a line below it; without this file each is a link.
(function () {
  const one = (query, at) => (at || document).querySelector(query);
  const all = (query, at) => Array.from((at || document).querySelectorAll(query));
  const writing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
  const sheet = one(".sheet"), panel = one(".panel");
  const data = JSON.parse(one("#places").textContent);
  const leaves = all(".leaf"), byLeaf = new Map(), byLine = new Map();
  const add = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
  data.marks.forEach((mark) => { add(byLeaf, mark[0], mark); add(byLine, mark[1], mark); });
  Object.entries(data.spots).forEach(([spot, lines]) => lines.forEach((line) => add(byLine, line, spot)));

  const lineAt = (number) => one("[data-line='" + number + "']");
  const drawn = new Set();
  function draw(number) {
    if (drawn.has(number)) return;
    drawn.add(number);
    const svg = one("svg", leaves[number]);
    if (!svg) return;
    // large boxes first, so that a small one inside can be clicked
    (byLeaf.get(number) || []).slice().sort((a, b) => b[4] * b[5] - a[4] * a[5]).forEach((mark) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      ["x", "y", "width", "height"].forEach((name, at) => rect.setAttribute(name, mark[2 + at]));
      rect.dataset.of = mark[1];
      svg.append(rect);
    });
  }
  const near = new IntersectionObserver((seen) => seen.forEach((each) => {
    if (each.isIntersecting) draw(Number(each.target.dataset.leaf));
  }), { root: sheet, rootMargin: "600px" });
  leaves.forEach((leaf) => near.observe(leaf));
  const cells = new Map(all("[data-spot]").map((cell) => [cell.dataset.spot, cell]));
  cells.forEach((cell, spot) => { if (data.spots[spot]) cell.classList.add("linked"); });

  let on = [];
  function show(number, scrolls) {
    on.forEach((each) => each.classList.remove("on"));
    on = [lineAt(number)];
    (byLine.get(number) || []).forEach((place) => {
      if (typeof place === "string") { if (cells.has(place)) on.push(cells.get(place)); return; }
      draw(place[0]);
      on.push(...all("rect[data-of='" + number + "']", leaves[place[0]]));
    });
    on = on.filter(Boolean);
    on.forEach((each) => each.classList.add("on"));
    const place = on[1];
    if (scrolls && place) {
      const box = place.getBoundingClientRect(), room = sheet.getBoundingClientRect();
      if (box.top < room.top || box.bottom > room.bottom) sheet.scrollTop += box.top - room.top - room.height / 4;
    }
  }
  function go(line, scrolls) {
    if (!line) return;
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
    show(Number(line.dataset.line), scrolls);
  }
  panel.addEventListener("click", (event) => {
    const mend = event.target.closest("[data-mend]");
    const line = event.target.closest("[data-line]");
    if (mend && line && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(line); return; }
    if (line && !event.target.closest("a, button, input, textarea, select") && !getSelection().toString()) go(line, true);
  });
  sheet.addEventListener("click", (event) => {
    const rect = event.target.closest("rect"), cell = event.target.closest("[data-spot]");
    const number = rect ? rect.dataset.of : cell && (data.spots[cell.dataset.spot] || [])[0];
    if (number !== undefined && number !== null) {
      const line = lineAt(number);
      go(line, false);
      if (line) line.scrollIntoView({ block: "center" });
    }
  });
  const larger = one("[data-larger]");
  if (larger) larger.addEventListener("click", () => sheet.classList.toggle("larger"));

  // ---- the form of a line, below it

  async function open(line) {
    const link = one("[data-mend]", line), after = line.nextElementSibling;
    if (!link) return;
    if (after && after.classList.contains("mending")) { after.remove(); return; }
    let form, remarks;
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form = one("#record", page);
      remarks = one("#comments", page);
    } catch (error) { form = null; }
    if (!form) { location.href = link.href; return; }
    all(".mending").forEach((each) => each.remove());
    const row = document.createElement(line.tagName === "TR" ? "tr" : "div"), room = document.createElement(line.tagName === "TR" ? "td" : "div");
    row.className = "mending";
    if (line.tagName === "TR") room.colSpan = 9;
    room.append(document.adoptNode(form));
    if (remarks) room.append(document.adoptNode(remarks));
    row.append(room);
    line.after(row);
    show(Number(line.dataset.line), true);
    document.dispatchEvent(new Event("fields"));
    const field = one("[name^='v:']", form);
    if (field) field.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  // ---- keys

  const lines = () => all("[data-line]");
  const now = () => (document.activeElement && document.activeElement.closest("[data-line]")) || on[0] || null;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const known = lines(), at = known.indexOf(now());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = known[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
      if (next && (document.activeElement === document.body || panel.contains(document.activeElement))) { event.preventDefault(); go(next, true); }
    } else if (event.key === "j" || event.key === "k") {
      const doubtful = known.filter((line) => one(".doubt", line));
      const next = event.key === "j"
        ? doubtful.find((line) => known.indexOf(line) > at)
        : doubtful.reverse().find((line) => known.indexOf(line) < at);
      if (next) { event.preventDefault(); go(next, true); }
    } else if (event.key === "e" && now()) {
      event.preventDefault();
      open(now());
    } else if (event.key === "Enter" && event.target.matches("[data-line]")) {
      const doubt = one(".doubt", event.target);
      if (doubt) doubt.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(".mending").forEach((each) => { const line = each.previousElementSibling; if (!one(".changed", each)) { each.remove(); if (line) line.focus(); } });
  });
  if (location.hash.startsWith("#r-")) go(document.getElementById(decodeURIComponent(location.hash.slice(1))), true);
})();
