(function () {
  "use strict";
  const one = (query, at) => (at || document).querySelector(query);
  const all = (query, at) => Array.from((at || document).querySelectorAll(query));
  const tree = one("[role=tree]"), sheets = one(".sheets"), room = one(".room"), strip = one(".strip");
  const hint = strip.firstElementChild;
  const query = one("#query"), told = one(".search output");
  document.documentElement.classList.add("scripted");

  // ---- the data are parsed when they are first needed: a long notice is on the screen before

  let known = null;
  function data() {
    if (known) return known;
    const read = JSON.parse(one("#places").textContent);
    known = { spots: [], places: read.places, bySheet: new Map(), cells: new Map() };
    all("[data-spot]").forEach((cell) => known.cells.set(cell.dataset.spot, cell));
    read.spots.forEach(([id, sheet, box, where, text], number) => {
      known.spots.push({ number, id, sheet, box, where, text, lines: [] });
      if (!known.bySheet.has(sheet)) known.bySheet.set(sheet, []);
      known.bySheet.get(sheet).push(known.spots[number]);
    });
    known.places.slice(0, read.lines).forEach((entry, number) =>
      new Set(entry.map(([spot]) => spot)).forEach((spot) => known.spots[spot].lines.push(number)));
    known.count = read.lines;
    return known;
  }
  const words = (spot) => spot.text || (data().cells.has(spot.id) ? data().cells.get(spot.id).textContent : "");
  const part = (value) => value / 100 + "%";

  // ---- the lines of a long notice: those of a rubric are text until they are needed

  function fill(list) {
    const kept = list.firstElementChild;
    if (kept && kept.tagName === "SCRIPT") list.innerHTML = kept.textContent;
  }
  const fillAll = () => all("[data-from]", tree).forEach(fill);
  function lineOf(number) {
    const there = document.getElementById("n" + number);
    if (there) return there;
    fill(all("[data-from]", tree).find((list) => Number(list.dataset.from) < number && number <= Number(list.dataset.to)));
    return document.getElementById("n" + number);
  }
  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 50));
  function fillLater() {
    const list = one("[data-from] > script", tree);
    if (!list) return;
    fill(list.parentElement);
    idle(fillLater);
  }

  // ---- cells on the pictures of pages, made when a page comes near

  const pages = all(".page"), outlined = new Set();
  function outline(number) {
    const figure = one('[data-sheet="' + number + '"]');
    if (outlined.has(number) || !figure.classList.contains("page")) return figure;
    outlined.add(number);
    const fresh = document.createDocumentFragment();
    const here = (data().bySheet.get(number) || []).filter((spot) => spot.box.length);
    here.slice().sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]).forEach((spot) => {
      const cell = document.createElement("button");
      cell.type = "button";
      cell.className = "spot" + (spot.found ? " found" : "");
      cell.tabIndex = -1;
      cell.dataset.spot = spot.id;
      cell.setAttribute("aria-label", spot.where + ": " + (spot.text.slice(0, 80) || "—"));
      place(cell, spot.box);
      known.cells.set(spot.id, cell);
      fresh.append(cell);
    });
    figure.append(fresh);
    return figure;
  }
  function place(element, box) {
    ["left", "top", "width", "height"].forEach((side, at) => { element.style[side] = part(box[at]); });
  }
  const near = new IntersectionObserver((seen) => seen.forEach((each) => {
    if (each.isIntersecting) outline(Number(each.target.dataset.sheet));
  }), { root: sheets, rootMargin: "400px" });

  // ---- show where something is printed

  let shown = [], marked = [];
  function clear() {
    shown.forEach((cell) => cell.classList.remove("on", "said"));
    marked.forEach((undo) => undo());
    shown = [];
    marked = [];
  }
  function show(entry, kind) {
    clear();
    const ranges = new Map();
    entry.forEach(([number, start, end, boxes]) => {
      const spot = data().spots[number], figure = outline(spot.sheet);
      const cell = known.cells.get(spot.id);
      if (!cell) return;
      cell.classList.add(kind);
      shown.push(cell);
      boxes.forEach((box) => {
        const word = document.createElement("span");
        word.className = "word";
        place(word, box);
        figure.append(word);
        marked.push(() => word.remove());
      });
      if (!spot.box.length && end > start) {
        if (!ranges.has(cell)) ranges.set(cell, []);
        ranges.get(cell).push([start, end]);
      }
    });
    ranges.forEach((found, cell) => {
      const text = cell.textContent;
      cell.replaceChildren(...pieces(text, found));
      marked.push(() => { cell.textContent = text; });
    });
    if (shown.length) bring(one("mark", shown[0]) || shown[0], sheets);
  }
  // characters are counted as Python counts them: one beyond the first 65,536 is one, not two
  function pieces(text, ranges) {
    const chars = Array.from(text), made = [];
    let at = 0;
    ranges.slice().sort((a, b) => a[0] - b[0]).forEach(([start, end]) => {
      if (end <= at) return;
      made.push(chars.slice(at, Math.max(at, start)).join(""));
      const mark = document.createElement("mark");
      mark.textContent = chars.slice(Math.max(at, start), end).join("");
      made.push(mark);
      at = end;
    });
    made.push(chars.slice(at).join(""));
    return made;
  }
  function bring(element, inside) {
    const box = element.getBoundingClientRect(), frame = inside.getBoundingClientRect();
    const margin = Math.min(60, frame.height / 8);
    if (box.top < frame.top + margin || box.bottom > frame.bottom - margin) {
      const room = Math.max(margin, (frame.height - box.height) / 2);
      inside.scrollTop += box.top - frame.top - room;
    }
    if (box.left < frame.left || box.right > frame.right) inside.scrollLeft += box.left - frame.left - 40;
  }
  function tell(entry, also) {
    const fresh = document.createDocumentFragment(), texts = new Map();
    entry.forEach(([number, start, end, , quality]) => {
      const spot = data().spots[number], text = spot.text;
      if (!texts.has(text)) texts.set(text, { where: [], ranges: [] });
      texts.get(text).where.push(spot.where + (quality ? " · " + quality : ""));
      if (end > start) texts.get(text).ranges.push([start, end]);
    });
    texts.forEach(({ where, ranges }, text) => {
      const head = document.createElement("p");
      head.className = "where";
      head.textContent = Array.from(new Set(where)).join(" + ");
      if (also) {
        const more = document.createElement("b");
        more.textContent = also;
        head.append(" · ", more);
        also = "";
      }
      fresh.append(head);
      if (!text) return;
      const body = document.createElement("p");
      body.className = "words";
      body.append(...pieces(text, ranges));
      fresh.append(body);
    });
    if (!entry.length) {
      const none = document.createElement("p");
      none.className = "hint";
      none.textContent = also || strip.dataset.noPlace;
      fresh.append(none);
    }
    strip.replaceChildren(fresh);
    const mark = one("mark", strip);
    strip.scrollTop = 0;
    if (mark && mark.offsetTop + mark.offsetHeight > strip.clientHeight) strip.scrollTop = mark.offsetTop - strip.offsetTop - 24;
  }

  // ---- the outline of the records

  let chosen = null;
  const row = (line) => line.firstElementChild;
  const below = (line) => line.lastElementChild.tagName === "UL" ? line.lastElementChild : null;
  const over = (line) => line.parentElement.closest("[role=treeitem]");
  const open = (line) => line.getAttribute("aria-expanded") === "true";
  function fold(line, wanted) {
    if (below(line) && wanted) fill(below(line));
    if (below(line)) line.setAttribute("aria-expanded", String(wanted));
  }
  function reveal(line) {
    for (let above = over(line); above; above = over(above)) fold(above, true);
  }
  function current(line) {
    if (chosen) {
      chosen.removeAttribute("aria-selected");
      chosen.tabIndex = -1;
    }
    chosen = line;
    line.setAttribute("aria-selected", "true");
    line.tabIndex = 0;
    reveal(line);
    bring(row(line), tree.parentElement);
    const owner = line.closest("[data-id]");
    try {
      history.replaceState(null, "", "#" + encodeURIComponent(owner.dataset.id));
    } catch (error) { /* a page that is shown inside of another one may not say where it is */ }
  }
  function here(spot) {
    all(".here", tree).forEach((line) => line.classList.remove("here"));
    if (spot) spot.lines.forEach((number) => lineOf(number).classList.add("here"));
  }
  function choose(line, also, focus) {
    current(line);
    here(null);
    pressed(null);
    const entry = data().places[Number(line.id.slice(1))];
    show(entry, "on");
    tell(entry, also || "");
    if (focus !== false) line.focus({ preventScroll: true });
  }
  function chooseCell(spot) {
    const numbers = spot.lines;
    if (!numbers.length) {
      const entry = [[spot.number, 0, 0, []]];
      pressed(null);
      here(null);
      show(entry, "on");
      tell(entry, strip.dataset.noRecord);
      return;
    }
    const at = chosen && shown.includes(known.cells.get(spot.id)) ? numbers.indexOf(Number(chosen.id.slice(1))) : -1;
    const next = (at + 1) % numbers.length;
    const said = strip.dataset.ofHere.replace("{n}", next + 1).replace("{count}", numbers.length);
    choose(lineOf(numbers[next]), numbers.length > 1 ? said : "");
    here(spot);
  }
  function leave() {
    clear();
    here(null);
    pressed(null);
    if (chosen) chosen.removeAttribute("aria-selected");
    strip.replaceChildren(hint);
  }
  function after(line) {
    if (below(line) && open(line)) return below(line).firstElementChild;
    for (let at = line; at; at = over(at)) if (at.nextElementSibling) return at.nextElementSibling;
    return null;
  }
  function before(line) {
    let at = line.previousElementSibling;
    if (!at) return over(line);
    while (below(at) && open(at)) at = below(at).lastElementChild;
    return at;
  }
  tree.addEventListener("click", (event) => {
    const line = event.target.closest("[role=treeitem]");
    if (!line || String(getSelection())) return;
    const across = event.clientX - row(line).getBoundingClientRect().left;
    if (below(line) && across >= 0 && across < 22 && event.clientX) {  // a screen reader clicks at 0, 0
      fold(line, !open(line));
      return;
    }
    choose(line);
    fold(line, true);
  });
  tree.addEventListener("keydown", (event) => {
    const line = event.target.closest("[role=treeitem]");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    let next = null;
    if (event.key === "ArrowDown") next = after(line);
    else if (event.key === "ArrowUp") next = before(line);
    else if (event.key === "Home") next = tree.firstElementChild;
    else if (event.key === "End") {
      for (next = tree.lastElementChild; below(next) && open(next);) next = below(next).lastElementChild;
    } else if (event.key === "ArrowRight") {
      if (below(line) && open(line)) next = below(line).firstElementChild;
      else fold(line, true);
    } else if (event.key === "ArrowLeft") {
      if (below(line) && open(line)) fold(line, false);
      else next = over(line);
    } else if (event.key === "Enter" || event.key === " ") next = line;
    else return;
    event.preventDefault();
    if (next) choose(next);
  });
  tree.firstElementChild.tabIndex = 0;

  // ---- the source

  function spotOf(element) {
    const cell = element.closest("[data-spot]");
    return cell ? data().spots.find((spot) => spot.id === cell.dataset.spot) : null;
  }
  sheets.addEventListener("click", (event) => {
    const spot = spotOf(event.target);
    if (spot && !String(getSelection())) chooseCell(spot);
  });
  let visited = null;
  sheets.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const list = data().spots, from = visited ? visited.number : firstSeen() - step;
      const next = list[Math.min(Math.max(from + step, 0), list.length - 1)];
      event.preventDefault();
      visited = next;
      const entry = [[next.number, 0, 0, []]];
      here(next);
      show(entry, "on");
      tell(entry, next.lines.length ? "" : strip.dataset.noRecord);
      sheets.focus({ preventScroll: true });
    } else if (event.key === "Enter" && visited) {
      event.preventDefault();
      const spot = visited;
      chooseCell(spot);
    }
  });
  function firstSeen() {
    const frame = sheets.getBoundingClientRect();
    const sheet = all("[data-sheet]").find((each) => each.getBoundingClientRect().bottom > frame.top + 40);
    const spots = data().bySheet.get(Number(sheet.dataset.sheet)) || [];
    const seen = spots.find((spot) => {
      outline(spot.sheet);
      const cell = known.cells.get(spot.id);
      return cell && cell.getBoundingClientRect().top >= frame.top;
    });
    return seen ? seen.number : 0;
  }
  const atPage = one("#at-page");
  function page() {
    const frame = sheets.getBoundingClientRect();
    const there = pages.findIndex((each) => each.getBoundingClientRect().bottom > frame.top + frame.height / 3);
    return there < 0 ? pages.length - 1 : there;
  }
  function turn(step) {
    const next = pages[Math.min(Math.max(page() + step, 0), pages.length - 1)];
    if (next) sheets.scrollTop += next.getBoundingClientRect().top - sheets.getBoundingClientRect().top - 14;
  }
  let waiting = false;
  sheets.addEventListener("scroll", () => {
    if (waiting || !atPage) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      atPage.textContent = page() + 1;
    });
  }, { passive: true });
  let zoom = 1;
  function resize(wanted) {
    const middle = (sheets.scrollTop + sheets.clientHeight / 2) / Math.max(sheets.scrollHeight, 1);
    zoom = Math.min(Math.max(wanted, 0.5), 3);
    room.style.setProperty("--zoom", zoom);
    one("#at-zoom").textContent = Math.round(zoom * 100) + "%";
    sheets.scrollTop = middle * sheets.scrollHeight - sheets.clientHeight / 2;
  }

  // ---- findings

  const findings = all("[data-finding]");
  function pressed(button) {
    findings.forEach((each) => each.classList.toggle("on", each === button));
  }
  function point(button) {
    const number = Number(button.dataset.line);
    if (number >= 0) current(lineOf(number));
    here(null);
    const entry = data().places[data().count + Number(button.dataset.finding)];
    show(entry, "said");
    tell(entry, one(".said", button).firstChild.textContent.trim());
    pressed(button);
    bring(button, button.closest("ul"));
  }
  findings.forEach((button) => button.addEventListener("click", () => point(button)));
  function nextFinding(step) {
    const open = findings.filter((each) => !each.parentElement.hidden);
    if (!open.length) return;
    const at = open.findIndex((each) => each.classList.contains("on"));
    const next = open[at < 0 ? (step > 0 ? 0 : open.length - 1) : (at + step + open.length) % open.length];
    next.focus({ preventScroll: true });
    point(next);
  }
  all(".levels button").forEach((button) => button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    all('.findings li[data-level="' + button.dataset.level + '"]').forEach((each) => { each.hidden = !on; });
  }));

  // ---- search

  let index = null, hits = [], at = -1;
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  function search() {
    const wanted = plain(query.value);
    all(".found").forEach((each) => each.classList.remove("found"));
    if (window.CSS && CSS.highlights) CSS.highlights.delete("found");
    hits = [];
    at = -1;
    if (!index) {
      fillAll();
      index = all("[role=treeitem]", tree).map((line) => plain(row(line).textContent));
      data();
      known.spots.forEach((spot) => { spot.plain = plain(words(spot)); });
    }
    known.spots.forEach((spot) => {
      spot.found = Boolean(wanted) && spot.plain.includes(wanted);
      const cell = spot.found && known.cells.get(spot.id);
      if (cell) cell.classList.add("found");
    });
    if (wanted) {
      index.forEach((text, number) => { if (text.includes(wanted)) hits.push({ line: lineOf(number) }); });
      known.spots.forEach((spot) => { if (spot.found && !spot.lines.length) hits.push({ spot }); });
      hits.forEach((hit) => { if (hit.line) hit.line.classList.add("found"); });
      highlight(query.value.trim().toLowerCase());
    }
    told.textContent = !wanted ? "" : hits.length ? "0 / " + hits.length : told.dataset.none;
    if (hits.length) go(1);
  }
  function highlight(wanted) {
    if (!window.CSS || !CSS.highlights || !wanted) return;
    const ranges = [];
    hits.slice(0, 500).forEach((hit) => {
      if (!hit.line) return;
      const walker = document.createTreeWalker(row(hit.line), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
          if (text.length !== node.data.length) break;
          const range = new Range();
          range.setStart(node, from);
          range.setEnd(node, from + wanted.length);
          ranges.push(range);
        }
      }
    });
    CSS.highlights.set("found", new Highlight(...ranges));
  }
  function go(step) {
    if (!hits.length) return;
    at = at < 0 && step < 0 ? hits.length - 1 : (at + step + hits.length) % hits.length;
    told.textContent = at + 1 + " / " + hits.length;
    if (hits[at].line) choose(hits[at].line, "", false);
    else chooseCell(hits[at].spot);
  }
  let pause = 0;
  query.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 180);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  });
  one(".search").addEventListener("submit", (event) => event.preventDefault());

  // ---- buttons and keys of the whole page

  function foldAll(wanted) {
    fillAll();
    all("[role=treeitem]", tree).forEach((line) => { if (wanted || over(line)) fold(line, wanted); });
    if (!wanted && chosen) reveal(chosen);
    if (chosen) bring(row(chosen), tree.parentElement);
  }
  const keys = one("dialog");
  const work = {
    "hit-back": () => go(-1), "hit-on": () => go(1), "keys": () => keys.showModal(),
    "page-back": () => turn(-1), "page-on": () => turn(1),
    "smaller": () => resize(zoom / 1.2), "larger": () => resize(zoom * 1.2), "fit": () => resize(1),
    "expand": () => foldAll(true), "collapse": () => foldAll(false),
  };
  all("[data-do]").forEach((button) => button.addEventListener("click", work[button.dataset.do]));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.key === "Escape") {
      if (event.target === query) (chosen || tree.firstElementChild).focus();
      else leave();
      return;
    }
    if (event.target === query) return;
    const does = {
      "/": () => { query.focus(); query.select(); }, "?": work.keys, "f": () => nextFinding(1),
      "F": () => nextFinding(-1), "[": () => turn(-1), "]": () => turn(1),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
  addEventListener("beforeprint", () => {
    fillAll();
    all("img").forEach((picture) => { picture.loading = "eager"; });
  });

  // ---- a link to a record opens it

  function follow() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (!wanted) return;
    const there = () => all("[data-id]", tree).find((each) => each.dataset.id === wanted);
    if (!there()) fillAll();
    if (there() && there() !== chosen) choose(there(), "", false);
  }
  addEventListener("hashchange", follow);
  requestAnimationFrame(() => setTimeout(() => {
    pages.forEach((figure) => near.observe(figure));
    follow();
    idle(fillLater);
  }));
})();
