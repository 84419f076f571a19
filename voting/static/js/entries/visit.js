// @ts-check
import "../pages/visit.js";
