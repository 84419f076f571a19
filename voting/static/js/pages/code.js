// @ts-check
// QR codes drawn in the page, for what no server may see.
import qrcode from "qrcode-generator";

/** A code without a server: the drawing is a path of an SVG element. @param {string} text @param {"L" | "M"} [correction] @returns {SVGElement} */
export function drawCode(text, correction = "M") {
  const code = qrcode(0, correction);
  code.addData(text, "Byte");
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  }
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `-4 -4 ${size + 8} ${size + 8}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("aria-hidden", "true"); // what it says stands beside it as text or link
  const ground = document.createElementNS(space, "rect");
  for (const [name, value] of Object.entries({ x: -4, y: -4, width: size + 8, height: size + 8, fill: "#fff" })) {
    ground.setAttribute(name, String(value));
  }
  const drawing = document.createElementNS(space, "path");
  drawing.setAttribute("d", path);
  svg.append(ground, drawing);
  return svg;
}
