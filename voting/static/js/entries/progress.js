// @ts-check
import "../pages/progress.js";
