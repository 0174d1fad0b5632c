/* 教室签到屏：点“全屏”铺满，屏幕不自动变暗。没有脚本照样能看，只是不会自己换码。 */
(() => {
  "use strict";
  const button = document.querySelector("[data-full]");
  button.hidden = !document.documentElement.requestFullscreen;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  async function stayAwake() {
    if (!navigator.wakeLock || document.hidden) return;
    try { await navigator.wakeLock.request("screen"); } catch (error) { /* 电量低时浏览器不允许，照常显示 */ }
  }
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
