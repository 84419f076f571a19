// @ts-check
import "../pages/reconciliation.js";
