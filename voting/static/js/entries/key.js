// @ts-check
import "../pages/key.js";
