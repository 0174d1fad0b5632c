/* 手机签到：走动的时钟（服务器时间），定位，照片先缩小。没有脚本也能签，只是没有定位。 */
(() => {
  "use strict";
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const ahead = Number(clock.dataset.clock) * 1000 - Date.now();
    const format = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
    window.setInterval(() => { clock.textContent = format.format(new Date(Date.now() + ahead)); }, 1000);
  }
  const net = document.querySelector("[data-net-word] span");
  if (net) {
    const say = () => { net.textContent = navigator.onLine ? "网络正常" : "没有网络"; };
    window.addEventListener("online", say);
    window.addEventListener("offline", say);
    say();
  }

  const form = document.querySelector("form[data-signing]");
  if (!form) return;
  const place = form.querySelector("[data-place]");
  const strong = form.querySelector("[data-place-strong]");
  const field = (name) => form.elements.namedItem(name);
  function metres(lat, lon) {
    const rad = (degrees) => degrees * Math.PI / 180;
    const [toLat, toLon] = [Number(form.dataset.lat), Number(form.dataset.lon)];
    const a = Math.sin(rad(toLat - lat) / 2) ** 2
      + Math.cos(rad(lat)) * Math.cos(rad(toLat)) * Math.sin(rad(toLon - lon) / 2) ** 2;
    return Math.round(2 * 6371000 * Math.asin(Math.sqrt(a)));
  }
  function located(position) {
    const { latitude, longitude, accuracy } = position.coords;
    field("latitude").value = latitude.toFixed(6);
    field("longitude").value = longitude.toFixed(6);
    field("accuracy").value = String(Math.round(accuracy));
    if (!form.dataset.lat) { strong.textContent = `已定位（精度 ${Math.round(accuracy)} 米）`; return; }
    const far = metres(latitude, longitude);
    const outside = far - accuracy > Number(form.dataset.fence);
    place.classList.toggle("geo-warn", outside);
    strong.textContent = outside ? `离培训地点 ${far} 米，照样可以签，班主任会核对` : `已在培训地点范围内（距离 ${far} 米）`;
  }
  function notLocated() {
    place.classList.add("geo-warn");
    strong.textContent = "没有定位，照样可以签，班主任会核对";
  }
  if (navigator.geolocation) {
    strong.textContent = "正在定位，不用等";
    navigator.geolocation.getCurrentPosition(located, notLocated, { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  } else {
    notLocated();
  }

  /* 照片：长边压到 1200，网络慢也来得及 */
  const LONGEST = 1200;
  const photo = field("photo");
  photo.addEventListener("change", async () => {
    const file = photo.files[0];
    if (!file || typeof createImageBitmap !== "function") return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      const box = new DataTransfer();
      box.items.add(new File([blob], "签到.jpg", { type: "image/jpeg" }));
      photo.files = box.files;
    } catch (error) { /* 缩不了就传原图 */ }
    form.querySelector(".pick").classList.add("picked");
  });
})();
