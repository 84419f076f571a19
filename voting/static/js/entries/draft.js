// @ts-check
import "../pages/draft.js";
