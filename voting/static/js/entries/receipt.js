// @ts-check
import "../pages/receipt.js";
