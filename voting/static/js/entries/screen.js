// @ts-check
import "../pages/screen.js";
