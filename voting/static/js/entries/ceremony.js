// @ts-check
import "../pages/ceremony.js";
