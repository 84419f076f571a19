// @ts-check
import "../pages/guide.js";
