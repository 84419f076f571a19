// @ts-check
import "../pages/print.js";
