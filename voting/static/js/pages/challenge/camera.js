// @ts-check
// Reading a QR code with the camera; where there is none, the button stays away and a scanner or a paste serves.
import jsQR from "jsqr";
import { show } from "../dom.js";

const WIDEST = 1280;

/**
 * The button turns the camera on and, pressed again, off; the first code that is read ends it.
 * @param {any} button @param {any} video @param {(text: string) => void} found @param {() => void} failed
 */
export function offerCamera(button, video, found, failed) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  const canvas = document.createElement("canvas");
  /** @type {MediaStream | null} */ let stream = null;

  function stop() {
    for (const track of stream?.getTracks() || []) track.stop();
    stream = video.srcObject = null;
    show(video, false);
  }

  function look() {
    if (!stream) return;
    const text = video.videoWidth ? readFrame(video, canvas) : "";
    if (!text) return void requestAnimationFrame(look);
    stop();
    found(text);
  }

  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: WIDEST } } });
    } catch {
      return failed();
    }
    video.srcObject = stream;
    show(video);
    await video.play();
    look();
  });
  show(button);
}

/** @param {any} video @param {HTMLCanvasElement} canvas */
function readFrame(video, canvas) {
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const drawing = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data, width, height } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, width, height)?.data || "";
}
