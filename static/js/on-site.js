/* 现场用的两件小事，检查和签到共用：离登记的地点多少米；照片先缩小再传。 */
(() => {
  "use strict";
  function metres(lat, lon, toLat, toLon) {
    const rad = (degrees) => degrees * Math.PI / 180;
    const a = Math.sin(rad(toLat - lat) / 2) ** 2
      + Math.cos(rad(lat)) * Math.cos(rad(toLat)) * Math.sin(rad(toLon - lon) / 2) ** 2;
    return Math.round(2 * 6371000 * Math.asin(Math.sqrt(a)));
  }
  async function smaller(file, longest, quality) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
      return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }
  window.wenshui.onSite = { metres, smaller };
})();
