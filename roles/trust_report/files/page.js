/* Copyright: (c) 2026, scom.dmz contributors
 * GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later */
"use strict";
(() => {
  const matrix = document.getElementById("matrix");
  const body = matrix.tBodies[0];
  const form = document.querySelector(".filter");
  const [find, verdict, gateway, all, shown, none] =
    ["find", "verdict", "gateway", "all", "shown", "none"].map((id) => document.getElementById(id));
  const order = new Intl.Collator("en", { numeric: true });

  /* A host's row, the row of its evidence below it, and the button that opens that. */
  const entry = (row) => {
    const evidence = row.nextElementSibling;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toggle";
    button.setAttribute("aria-label", evidence.querySelector("summary").textContent);
    button.setAttribute("aria-controls", evidence.id);
    button.setAttribute("aria-expanded", "false");
    row.cells[0].prepend(button);
    evidence.querySelector("details").open = true;
    const text = `${row.textContent} ${evidence.textContent}`.replace(/\s+/g, " ").toLowerCase();
    return { row, evidence, button, text };
  };
  const entries = [...body.querySelectorAll("tr.host")].map(entry);
  const visible = () => entries.filter(({ row }) => !row.hidden);
  const hosts = (some) => new Set(some.map(({ row }) => row.dataset.host)).size;
  const isOpen = ({ button }) => button.getAttribute("aria-expanded") === "true";
  const allOpen = (some) => some.length > 0 && some.every(isOpen);

  const show = () => {
    for (const each of entries) each.evidence.hidden = each.row.hidden || !isOpen(each);
    const left = visible();
    all.textContent = allOpen(left) ? "Close all evidence" : "Open all evidence";
    shown.textContent = `${hosts(left)} of ${hosts(entries)} hosts`;
    none.hidden = left.length > 0 || entries.length === 0;
  };

  const open = (some, wanted) => {
    for (const { button } of some) button.setAttribute("aria-expanded", wanted);
    show();
  };

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const split = verdict.value.indexOf(":");
    const kind = verdict.value.slice(0, split), wanted = verdict.value.slice(split + 1);
    for (const { row, text } of entries) {
      row.hidden = !(words.every((word) => text.includes(word))
        && (!verdict.value || row.dataset[kind] === wanted)
        && (!gateway.value || row.dataset.gateway === gateway.value));
    }
    show();
  };

  const sort = (header) => {
    const column = header.cellIndex;
    const turned = header.getAttribute("aria-sort") === "ascending";
    for (const other of matrix.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", turned ? "descending" : "ascending");
    const key = ({ row }) => row.cells[column].dataset.key;
    entries.sort((one, other) => order.compare(key(one), key(other)) * (turned ? -1 : 1));
    body.append(...entries.flatMap(({ row, evidence }) => [row, evidence]));
  };

  for (const header of matrix.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header));
    header.replaceChildren(button);
  }
  for (const each of entries) each.button.addEventListener("click", () => open([each], !isOpen(each)));
  all.addEventListener("click", () => open(visible(), !allOpen(visible())));
  for (const link of document.querySelectorAll("[data-show]")) {
    link.addEventListener("click", () => {
      form.reset();
      verdict.value = `verdict:${link.dataset.show}`;
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  /* The fields are reset after the event, and a link above may choose another verdict then. */
  form.addEventListener("reset", () => setTimeout(filter));
  find.addEventListener("input", filter);
  for (const choice of [verdict, gateway]) choice.addEventListener("change", filter);
  form.hidden = false;
  matrix.classList.add("scripted");
  filter();
})();
