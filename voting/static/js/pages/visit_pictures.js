// @ts-check
// Pictures made small on the device: drawn anew, they carry nothing of what the phone wrote into them.
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

/** @param {Blob} file @returns {Promise<HTMLImageElement>} */
function decode(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.onload = () => { URL.revokeObjectURL(address); resolve(image); };
    image.onerror = () => { URL.revokeObjectURL(address); reject(new Error("picture")); };
    image.src = address;
  });
}

/** A JPEG of at most 1600 pixels; rejects what is no picture. @param {Blob} file @returns {Promise<ArrayBuffer>} */
export async function shrink(file) {
  const image = await decode(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob | null} */ const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("picture");
  return blob.arrayBuffer();
}
