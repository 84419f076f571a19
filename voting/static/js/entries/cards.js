// @ts-check
import "../pages/cards.js";
