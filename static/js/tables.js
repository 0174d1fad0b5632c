/* 表格：↑↓ 选行、Enter 打开、空格勾选；勾选与批量条；本页内按行筛选。 */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const rowsOf = (table) => all("tbody > tr", table).filter((row) => !row.hidden);

  function select(row) {
    const table = row.closest("table");
    all("tbody > tr.on", table).forEach((other) => { other.classList.remove("on"); other.tabIndex = -1; });
    row.classList.add("on");
    row.tabIndex = 0;
    row.focus();
  }

  function onKey(event) {
    const row = event.target.closest("table[data-rows] tbody > tr");
    if (!row || event.target !== row) return;
    const rows = rowsOf(row.closest("table"));
    const next = { ArrowDown: rows[rows.indexOf(row) + 1], ArrowUp: rows[rows.indexOf(row) - 1] }[event.key];
    if (next) { event.preventDefault(); select(next); }
    if (event.key === "Enter") {
      const link = row.querySelector("a[href]");
      if (link) link.click();
    }
    if (event.key === " ") {
      const box = row.querySelector("input[type=checkbox]");
      if (box) { event.preventDefault(); box.click(); }
    }
  }

  function countSelected(table) {
    const boxes = all("tbody input[type=checkbox]", table);
    const chosen = boxes.filter((box) => box.checked);
    boxes.forEach((box) => { box.closest("tr").setAttribute("aria-selected", String(box.checked)); });
    const whole = table.querySelector("[data-select-all]");
    if (whole) {
      whole.checked = boxes.length > 0 && chosen.length === boxes.length;
      whole.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    const scope = table.closest("form, .panel") || document;
    all("[data-bulk]", scope).forEach((bar) => {
      bar.hidden = chosen.length === 0;
      all("[data-bulk-count]", bar).forEach((place) => { place.textContent = String(chosen.length); });
    });
  }

  function filterRows(chip) {
    const table = document.querySelector(chip.dataset.filterRows);
    if (!table) return;
    const wanted = chip.dataset.filterValue;
    all("tbody > tr", table).forEach((row) => { row.hidden = Boolean(wanted) && row.dataset.level !== wanted; });
    all(`[data-filter-rows="${chip.dataset.filterRows}"]`).forEach((other) => {
      other.setAttribute("aria-pressed", String(other === chip));
    });
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-filter-rows]");
    if (chip) filterRows(chip);
  });
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    if (!table || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-select-all]")) {
      all("tbody input[type=checkbox]", table).forEach((box) => { box.checked = event.target.checked; });
    }
    countSelected(table);
  });

  function start(root) {
    all("table[data-rows]", root).forEach((table) => {
      rowsOf(table).forEach((row, at) => { row.tabIndex = at === 0 ? 0 : -1; });
    });
  }
  start(document);
  document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt));
})();
