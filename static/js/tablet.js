/* 触屏页：网络状态常驻顶栏。离线队列另有脚本，用 window.wenshui.showNet 写它自己的字。 */
(() => {
  "use strict";
  const chip = document.querySelector("[data-net]");
  if (!chip) return;
  const text = chip.querySelector("[data-net-text]");
  const icons = { on: chip.querySelector("[data-net-icon=on]"), off: chip.querySelector("[data-net-icon=off]") };

  function showNet(online, words) {
    chip.classList.toggle("net-on", online);
    icons.on.hidden = !online;
    icons.off.hidden = online;
    text.textContent = words || (online ? "在线" : "离线，已存本机");
  }
  window.wenshui.showNet = showNet;
  window.addEventListener("online", () => showNet(true));
  window.addEventListener("offline", () => showNet(false));
  showNet(navigator.onLine);
})();
