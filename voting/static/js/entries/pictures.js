// @ts-check
import "../pages/pictures.js";
