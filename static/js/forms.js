/* 表单：防重复提交、办理面板、常用意见、草稿自动保存、加减数字、按钮式多选。 */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* 防重复：提交后按钮变“正在提交”，从历史返回时恢复 */
  function markBusy(form, submitter) {
    form.dataset.busy = "1";
    all("button[type=submit], button:not([type])", form).forEach((button) => {
      button.dataset.label = button.dataset.label || button.textContent;
      button.setAttribute("aria-disabled", "true");
    });
    if (submitter) submitter.textContent = submitter.dataset.busy || "正在提交…";
  }
  function release(form) {
    delete form.dataset.busy;
    all("button[data-label]", form).forEach((button) => {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
      delete button.dataset.label;
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method.toLowerCase() !== "post") return;
    if (form.hasAttribute("data-download")) return; // 下载不换页，按钮要能再点
    if (form.dataset.busy) { event.preventDefault(); return; }
    const unsigned = all("input[data-required]", form).find((input) => !input.value);
    if (unsigned) {
      event.preventDefault();
      window.wenshui.notify("danger", "还不能提交。", `${unsigned.dataset.required}。`);
      return;
    }
    const submitter = event.submitter;
    window.setTimeout(() => { if (!event.defaultPrevented || form.matches("[hx-post]")) markBusy(form, submitter); }, 0);
  });
  window.addEventListener("pageshow", () => all("form[data-busy]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) release(form);
  });

  /* 办理面板：所选动作决定按钮写什么、意见是否必填 */
  function applyVerb(form) {
    const chosen = form.querySelector("input[name=verb]:checked");
    if (!chosen) return;
    const button = form.querySelector("[data-submit-label]");
    if (button && !button.disabled) button.textContent = chosen.dataset.submit;
    const comment = form.querySelector("[name=comment]");
    const mark = form.querySelector("[data-comment-mark]");
    const needed = chosen.dataset.comment !== undefined;
    if (comment && mark) {
      comment.required = needed;
      mark.className = needed ? "req" : "opt";
    }
  }
  /* 某个选项下才必填的字段：随选择改“必填”“选填” */
  function applyNeed(chosen) {
    if (!chosen.form || !chosen.name) return;
    all(`[data-needed-by="${chosen.name}"]`, chosen.form).forEach((field) => {
      const needed = field.dataset.neededFor.split(",").includes(chosen.value);
      const mark = chosen.form.querySelector(`label[for="${field.id}"] .req, label[for="${field.id}"] .opt`);
      field.required = needed;
      if (!mark) return;
      mark.className = needed ? "req" : "opt";
      mark.textContent = needed ? "必填" : "选填";
    });
  }
  document.addEventListener("change", (event) => applyNeed(event.target));
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-decision]");
    if (form && event.target.name === "verb") applyVerb(form);
  });
  document.addEventListener("click", (event) => {
    const preset = event.target.closest("[data-fill]");
    if (!preset) return;
    const area = document.querySelector(preset.dataset.fill);
    if (!area) return;
    area.value = area.value ? `${area.value}\n${preset.textContent}` : preset.textContent;
    area.focus();
  });

  /* 加减数字；aria-pressed 按钮 */
  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const input = step.parentElement.querySelector("input");
      const least = input.min === "" ? 0 : Number(input.min);
      const most = input.max === "" ? Infinity : Number(input.max);
      input.value = String(Math.min(most, Math.max(least, (parseInt(input.value, 10) || 0) + Number(step.dataset.step))));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const press = event.target.closest("button[data-press]");
    if (press) press.setAttribute("aria-pressed", String(press.getAttribute("aria-pressed") !== "true"));
  });

  /* 草稿：每 20 秒和失焦时保存一次有改动的表单，页头写“10:42 已保存” */
  function clockText() {
    const now = new Date();
    return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  }
  function autosave(form) {
    const say = (text) => all("[data-autosave-status]").forEach((place) => { place.textContent = text; });
    let changed = false;
    let running = false;
    const save = async () => {
      if (!changed || running || form.dataset.busy) return;
      running = true;
      changed = false;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          credentials: "same-origin",
          headers: { "X-Requested-With": "autosave" },
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        say(`${clockText()} 已保存`);
      } catch {
        changed = true;
        say("草稿未能保存，内容还在本页");
      } finally {
        running = false;
      }
    };
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("focusout", save);
    window.setInterval(save, 20000);
    window.addEventListener("beforeunload", (event) => {
      if (changed && !form.dataset.busy) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  all("form[data-autosave]").forEach(autosave);
  all("form[data-decision]").forEach(applyVerb);
})();
