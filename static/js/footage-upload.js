/* 录像上传：断点续传（tus）。同一文件再选一次，从服务器记下的位置接着传。 */
(() => {
  "use strict";
  const form = document.querySelector("[data-footage-upload]");
  if (!form || typeof window.tus === "undefined" || !window.tus.isSupported) return;
  const files = form.querySelector("input[type=file]");
  const queue = form.querySelector(".footage-queue");
  const button = form.querySelector("button[type=submit]");
  const start = form.querySelector("#footage-start");
  const everybody = form.querySelector("#footage-everybody");
  const WAITS = [0, 1000, 3000, 10000, 30000, 60000];
  const headers = { "X-CSRFToken": form.dataset.token, Accept: "application/json" };
  let running = 0;

  function line(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "wrap";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "num small";
    state.textContent = "等待";
    const bar = document.createElement("progress");
    bar.max = 1000;
    bar.value = 0;
    item.append(name, state, bar);
    queue.append(item);
    return { say: (text) => { state.textContent = text; }, move: (part) => { bar.value = Math.floor(part * 1000); } };
  }

  function reason(error) {
    const answer = error.originalResponse;
    if (!answer) return "连接中断，请检查网络后重新选择同一文件";
    try {
      return JSON.parse(answer.getBody()).message || "没有传成，请重试";
    } catch (_) {
      return "没有传成，请重试";
    }
  }

  function send(file) {
    const shown = line(file);
    return new Promise((done) => {
      const upload = new window.tus.Upload(file, {
        endpoint: form.dataset.url,
        chunkSize: Number(form.dataset.piece),
        retryDelays: WAITS,
        removeFingerprintOnSuccess: true,
        headers,
        metadata: { filename: file.name, start: start.value, everybody: everybody.checked ? "1" : "0" },
        fingerprint: (chosen) => Promise.resolve(["footage", form.dataset.url, chosen.name, chosen.size, chosen.lastModified].join("|")),
        onProgress: (sent, total) => { shown.move(sent / total); shown.say(`${Math.floor(sent * 100 / total)}%`); },
        onError: (error) => { shown.say(reason(error)); done(false); },
        onSuccess: () => { shown.move(1); shown.say("传完，等待读取"); done(true); },
      });
      upload.findPreviousUploads().then((earlier) => {
        if (earlier.length) {
          shown.say("接着上次传");
          upload.resumeFromPreviousUpload(earlier[0]);
        }
        upload.start();
      });
    });
  }

  async function sendAll(event) {
    event.preventDefault();
    const chosen = Array.from(files.files);
    if (!chosen.length || running) return;
    running = chosen.length;
    button.disabled = true;
    let complete = 0;
    for (const file of chosen) {
      if (await send(file)) complete += 1;
      running -= 1;
    }
    files.value = "";
    button.disabled = false;
    if (complete) window.wenshui.notify("ok", `已传完 ${complete} 个文件。`, "服务器正在读取，稍后刷新查看结果。");
  }

  form.addEventListener("submit", sendAll);
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
})();
