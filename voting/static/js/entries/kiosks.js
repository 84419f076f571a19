// @ts-check
import "../pages/kiosks.js";
