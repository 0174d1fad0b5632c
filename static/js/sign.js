/* 手写签名：写完把 PNG 数据放进同名隐藏字段；可重签；屏幕转向后按新尺寸重画。 */
(() => {
  "use strict";
  if (window.wenshuiSign) return;
  window.wenshuiSign = true;

  function setUp(box) {
    const canvas = box.querySelector("canvas");
    const field = document.getElementById(`sign-${box.dataset.sign}`);
    const pad = new SignaturePad(canvas, { penColor: "#15315c", minWidth: 0.8, maxWidth: 2.6 });

    function store() {
      field.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
      box.classList.toggle("signed", !pad.isEmpty());
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function fit() {
      const ratio = Math.max(window.devicePixelRatio || 1, 1);
      const strokes = pad.toData();
      canvas.width = canvas.offsetWidth * ratio;
      canvas.height = canvas.offsetHeight * ratio;
      canvas.getContext("2d").scale(ratio, ratio);
      pad.clear();
      pad.fromData(strokes);
    }
    pad.addEventListener("endStroke", store);
    pad.addEventListener("beginStroke", () => box.classList.add("signed"));
    box.querySelector(".sign-clear").addEventListener("click", () => { pad.clear(); store(); });
    window.addEventListener("resize", fit);
    fit();
  }
  document.querySelectorAll("[data-sign]").forEach(setUp);
})();
