/* 录像播放：从指定的秒开始，点记录跳到那一秒，取当前位置，看过的段落报给服务器。 */
(() => {
  "use strict";
  const panel = document.querySelector("[data-player]");
  if (!panel) return;
  const film = panel.querySelector("video");
  const LEAST = 3;

  film.addEventListener("loadedmetadata", () => { film.currentTime = Number(film.dataset.at) || 0; }, { once: true });

  document.addEventListener("click", (event) => {
    const note = event.target.closest("[data-second]");
    if (note) {
      event.preventDefault();
      film.currentTime = Number(note.dataset.second);
      film.play();
      return;
    }
    if (!event.target.closest("[data-mark-now]")) return;
    const field = document.getElementById("id_mark");
    const whole = Math.floor(film.currentTime);
    field.value = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    document.getElementById("id_text").focus();
  });

  let from = null;
  let last = 0;
  function report() {
    if (from === null || last - from < LEAST) return;
    const body = new URLSearchParams({ from: String(Math.floor(from)), to: String(Math.ceil(last)) });
    from = null;
    fetch(panel.dataset.watched, {
      method: "POST", body, keepalive: true,
      headers: { "X-CSRFToken": panel.dataset.token, Accept: "application/json" },
    });
  }
  film.addEventListener("play", () => { from = film.currentTime; last = from; });
  film.addEventListener("timeupdate", () => { if (!film.seeking) last = film.currentTime; });
  film.addEventListener("seeking", report);
  film.addEventListener("seeked", () => { last = film.currentTime; from = film.paused ? null : last; });
  film.addEventListener("pause", report);
  film.addEventListener("ended", report);
  window.addEventListener("pagehide", report);
})();
