/* 每页都用的小事：大字、出错提示、错误汇总聚焦、对话框、快捷键、打印、页签、长任务播报。
   不用内联脚本；ES2020；没有脚本时列表、详情、表单、公示照常可用。 */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  /* 提示条：显示在 #notices，没有该区时显示在主区最前 */
  function notify(level, strong, text) {
    const place = document.getElementById("notices") || document.querySelector("main");
    if (!place) return;
    const bar = document.createElement("div");
    bar.className = `note note-${level}`;
    bar.setAttribute("role", level === "danger" ? "alert" : "status");
    const body = document.createElement("div");
    const head = document.createElement("b");
    head.textContent = strong;
    body.append(head, text);
    bar.append(body);
    all(".note[data-script]", place).forEach((old) => old.remove());
    bar.dataset.script = "1";
    place.prepend(bar);
    bar.scrollIntoView({ block: "nearest" });
  }
  window.wenshui = { notify };

  /* 大字、快捷键开关：记在 cookie 里，服务器下次直接给出 */
  function remember(name, value) {
    document.cookie = `${name}=${value};path=/;max-age=${365 * 24 * 3600};samesite=lax`;
  }
  function toggleSize(button) {
    const large = document.documentElement.classList.toggle("size-large");
    remember("text_size", large ? "large" : "normal");
    button.setAttribute("aria-pressed", String(large));
  }
  function toggleShortcuts(button) {
    const off = document.documentElement.toggleAttribute("data-no-shortcuts");
    remember("shortcuts", off ? "off" : "on");
    button.setAttribute("aria-pressed", String(!off));
  }

  /* 错误汇总：有错时标题前加“有错误”，改正后去掉；自动聚焦；点一条到对应字段 */
  function focusErrors(root = document) {
    const plain = document.title.replace(/^有错误：/, "");
    const wrong = document.querySelector("[data-errsum]") !== null;
    if (document.title !== (wrong ? `有错误：${plain}` : plain)) document.title = wrong ? `有错误：${plain}` : plain;
    const summary = root.querySelector("[data-errsum]");
    if (summary) summary.focus();
  }
  function goToField(event) {
    const link = event.target.closest("[data-errsum] a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("fieldset") ? target.querySelector("input") || target : target;
    target.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  }

  /* 对话框：关闭后焦点回到原处 */
  function openDialog(event, opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || typeof dialog.showModal !== "function") return;
    event.preventDefault();
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    dialog.showModal();
  }
  function closeDialog(event, closer) {
    const dialog = closer.closest("dialog");
    if (!dialog || !dialog.open) return;
    event.preventDefault();
    dialog.close();
  }

  /* 快捷键：/ 搜索，Alt+1 工作台，Ctrl+Enter 提交意见 */
  function onKey(event) {
    if (document.documentElement.hasAttribute("data-no-shortcuts")) return;
    if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.altKey) {
      const search = document.querySelector("[data-global-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.altKey && event.key === "1") {
      event.preventDefault();
      window.location.assign("/");
    } else if (event.ctrlKey && event.key === "Enter") {
      const form = event.target.closest("[data-decision]");
      const button = form && form.querySelector("[data-submit-label]:not(:disabled)");
      if (button) { event.preventDefault(); form.requestSubmit(button); }
    }
  }

  /* 页签用方向键 */
  function onTabKey(event) {
    const tab = event.target.closest("[role=tab]");
    if (!tab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const tabs = all("[role=tab]", tab.closest("[role=tablist]"));
    const at = tabs.indexOf(tab);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    event.preventDefault();
    tabs[(next + tabs.length) % tabs.length].focus();
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (at("[data-toggle-size]")) toggleSize(at("[data-toggle-size]"));
    else if (at("[data-toggle-shortcuts]")) toggleShortcuts(at("[data-toggle-shortcuts]"));
    else if (at("[data-print]")) window.print();
    else if (at("[data-dialog]")) openDialog(event, at("[data-dialog]"));
    else if (at("[data-close]")) closeDialog(event, at("[data-close]"));
    else goToField(event);
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    onKey(event);
    onTabKey(event);
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; });
  });

  /* 完整证件号、账号不进网址：筛选（GET）表单里有就不提交，服务器也不接受 */
  const holdsWholeNumber = (text) => /\d{15}/.test(text.normalize("NFKC").replace(/[\s\-\u2010-\u2015._·]/g, ""));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get") return;
    const field = all("input:not([type=hidden])", form).find((input) => holdsWholeNumber(input.value));
    if (!field) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    notify("danger", "没有查询。", "完整的身份证号或账号会留在网址里，请改在页面上方的搜索框中输入。");
    field.focus();
  }, true);

  /* htmx：失败必须看得见，填的内容还在；换入的错误汇总要聚焦；长任务每 25% 播报一次 */
  const FAILURES = {
    0: "网络中断，已把您填的内容留在本页，请稍后再点一次。",
    401: "登录已过期，请在新窗口重新登录，再回到本页保存，内容还在。",
    403: "没有办理这一步的权限，内容还在。请找部门负责人或系统管理员。",
    404: "这条记录找不到了，可能已被撤回，内容还在。",
    409: "这条记录刚被别人改过或暂时不能办，内容还在。请刷新页面后再看。",
    413: "文件太大，没有上传。",
    429: "操作太频繁，请过一会儿再试，内容还在。",
  };
  function refusal(page) {
    const summary = new DOMParser().parseFromString(page || "", "text/html").querySelector("[data-errsum]");
    return summary ? all("h2, li", summary).map((line) => line.textContent.trim().replace(/\s+/g, " ")).join(" ") : "";
  }
  function failed(status, page) {
    notify("danger", "没有保存成功。", (status === 409 || status === 422) && refusal(page) || FAILURES[status] || "系统出错，已记录，内容还在。请稍后再试，仍不行请打技术支持电话。");
  }
  document.addEventListener("htmx:responseError", (event) => failed(event.detail.xhr.status, event.detail.xhr.responseText));
  document.addEventListener("htmx:sendError", () => failed(0));
  document.addEventListener("htmx:timeout", () => failed(0));
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.elt));
  /* 只换一行、一块的表单被拒绝时，答回来的是整页：不换入，拒绝的原因显示在上面，填的内容留着 */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, serverResponse } = event.detail;
    if (xhr.status !== 422 || !/<html/i.test((serverResponse || "").slice(0, 300))) return;
    event.detail.shouldSwap = false;
    failed(422, serverResponse);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const before = event.detail.target && event.detail.target.dataset ? event.detail.target.dataset.quarter : undefined;
    if (before === undefined) return;
    const found = /data-quarter="(\d)"/.exec(event.detail.serverResponse || "");
    if (!found || found[1] === before) return;
    let voice = document.getElementById("progress-voice");
    if (!voice) {
      voice = document.createElement("div");
      voice.id = "progress-voice";
      voice.className = "vh";
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    voice.textContent = `已完成百分之 ${Number(found[1]) * 25}`;
  });

  focusErrors();
})();
