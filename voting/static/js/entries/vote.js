// @ts-check
import "../pages/vote/main.js";
