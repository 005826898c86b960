/* Copyright: (c) 2026, scom.dmz contributors
 * GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later */
"use strict";
(() => {
  const matrix = document.getElementById("matrix");
  const body = matrix.tBodies[0];
  const rows = [...body.rows].filter((row) => row.dataset.verdict !== undefined);
  const form = document.querySelector(".filter");
  const find = document.getElementById("find");
  const verdict = document.getElementById("verdict");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const texts = new Map(rows.map((row) => [row, row.textContent.replace(/\s+/g, " ").toLowerCase()]));
  const order = new Intl.Collator("en", { numeric: true });

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const split = verdict.value.indexOf(":");
    const kind = verdict.value.slice(0, split), wanted = verdict.value.slice(split + 1);
    let count = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word)) && (!verdict.value || row.dataset[kind] === wanted);
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} hosts`;
    none.hidden = count > 0 || rows.length === 0;
  };

  const sort = (header) => {
    const column = header.cellIndex;
    const turned = header.getAttribute("aria-sort") === "ascending";
    for (const other of matrix.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", turned ? "descending" : "ascending");
    const key = (row) => row.cells[column].dataset.key;
    rows.sort((one, other) => order.compare(key(one), key(other)) * (turned ? -1 : 1));
    body.append(...rows);
  };

  for (const header of matrix.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header));
    header.replaceChildren(button);
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  find.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  filter();
})();
