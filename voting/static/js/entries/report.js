// @ts-check
import "../pages/report.js";
