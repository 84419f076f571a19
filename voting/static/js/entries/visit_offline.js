// @ts-check
import "../pages/visit_offline.js";
