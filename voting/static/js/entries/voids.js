// @ts-check
import "../pages/voids.js";
