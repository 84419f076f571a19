// @ts-check
import "../pages/screen_control.js";
