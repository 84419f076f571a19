// @ts-check
import "../pages/rating_sheet.js";
