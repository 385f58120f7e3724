"use strict";
// Files dropped anywhere, folders with what is in them; sent in parts, so that it is seen how far it is.
(function () {
  const form = document.querySelector("[data-adding]");
  document.body.classList.add("scripted");
  const picked = document.querySelector("[data-picked]"), all = document.querySelector("[data-all]");
  if (picked && all) {
    all.hidden = false;
    all.firstElementChild.addEventListener("change", (event) => {
      for (const box of picked.querySelectorAll("[name^='pick:']")) box.checked = event.target.checked;
    });
  }
  if (!form) return;
  const PART = 16 * 1024 * 1024, COUNT = 100;
  const cover = document.querySelector(".dropping"), sending = document.querySelector("[data-sending]");
  const input = form.querySelector("[type=file]");

  // all files of what was dropped, each with its path
  const files = async (entry, path) => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return [[path + file.name, file]];
    }
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return found;
      for (const one of some) found.push(...await files(one, path + entry.name + "/"));
    }
  };
  const send = async (given) => {
    if (!given.length) return;
    const whole = given.reduce((sum, [, file]) => sum + file.size, 0) || 1;
    const bar = sending.querySelector("progress");
    sending.hidden = false;
    bar.max = whole;
    let sent = 0, at = 0;
    while (at < given.length) {
      const part = new FormData();
      let size = 0, count = 0;
      do {
        const [name, file] = given[at++];
        part.append("files", file, name);
        size += file.size;
        count += 1;
      } while (at < given.length && count < COUNT && size + given[at][1].size <= PART);
      if (at < given.length) part.append("more", "1");
      try {
        const answer = await fetch(form.action, { method: "POST", body: part, headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.status);
      } catch (error) {
        sending.classList.add("failed");
        sending.querySelector("span").textContent += " ✕ " + error.message;
        return;
      }
      sent += size;
      bar.value = sent;
    }
    location.assign("/");
  };

  let depth = 0;
  const brings = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragenter", (event) => { if (brings(event)) { depth += 1; cover.hidden = false; } });
  document.addEventListener("dragleave", (event) => { if (brings(event) && --depth <= 0) { depth = 0; cover.hidden = true; } });
  document.addEventListener("dragover", (event) => { if (brings(event)) event.preventDefault(); });
  document.addEventListener("drop", async (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth = 0;
    cover.hidden = true;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    const alone = [...event.dataTransfer.files];
    for (const entry of entries) found.push(...await files(entry, ""));
    if (!entries.length) found.push(...alone.map((file) => [file.name, file]));
    send(found);
  });

  const plain = () => [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
  input.addEventListener("change", () => send(plain()));
  for (const [query, folder] of [["[data-choose]", false], ["[data-choose-folder]", true]]) {
    const button = form.querySelector(query);
    button.hidden = false;
    button.addEventListener("click", () => { input.webkitdirectory = folder; input.click(); });
  }
})();
