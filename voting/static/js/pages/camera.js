// @ts-check
// Reading a QR code with the camera; where there is none, or it may not be used, the button stays away and a
// scanner or typing serves.
import jsQR from "jsqr";
import { show } from "./dom.js";

const WIDEST = 1280;

/** Whether this device has a camera that the page may ask for. */
async function hasCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return false;
  const devices = await navigator.mediaDevices.enumerateDevices();
  if (!devices.some(({ kind }) => kind === "videoinput")) return false;
  try {
    const { state } = await navigator.permissions.query({ name: /** @type {any} */ ("camera") });
    return state !== "denied";
  } catch {
    return true; // an engine that cannot say so beforehand asks when the button is pressed
  }
}

/**
 * The button turns the camera on and, pressed again, off; the first code that is read ends it.
 * @param {any} button @param {any} video @param {(text: string) => void} found @param {() => void} failed
 * @returns {() => void} turns it off
 */
export function offerCamera(button, video, found, failed) {
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
  hasCamera().then((there) => show(button, there), () => show(button, false));
  return stop;
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
