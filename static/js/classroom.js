/* 格子录入：回车、上下键在同一列移动；“全部到齐”就地填入课次时间，不丢已填内容。 */
(() => {
  "use strict";
  const cellsOf = (form) => Array.from(form.querySelectorAll("[data-cell]"));

  function below(cell, step) {
    const row = cell.closest("tr");
    const column = Array.from(row.querySelectorAll("[data-cell]")).indexOf(cell);
    let next = row;
    do {
      next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    } while (next && !next.querySelector("[data-cell]"));
    return next ? next.querySelectorAll("[data-cell]")[column] : null;
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("form[data-sheet] [data-cell]");
    if (!cell || event.isComposing || event.ctrlKey || event.altKey) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (cell.list && event.key !== "Enter") || cell.type === "date") return;
    event.preventDefault();
    const next = below(cell, step);
    if (next) { next.focus(); next.select(); }
  });

  function isOver(form) {
    const link = form.querySelector("[data-fill-sheet]");
    return link.dataset.fillSheet === "whole";
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-fill-sheet]");
    if (!link) return;
    event.preventDefault();
    const form = link.closest("form");
    form.querySelectorAll("tbody tr").forEach((row) => {
      const cells = row.querySelectorAll("[data-cell]");
      if (cells.length < 3 || cells[2].value.trim()) return;
      if (!cells[0].value.trim()) cells[0].value = form.dataset.starts;
      if (!cells[1].value.trim() && isOver(form)) cells[1].value = form.dataset.ends;
    });
    const first = cellsOf(form)[0];
    if (first) first.focus();
  });
})();
