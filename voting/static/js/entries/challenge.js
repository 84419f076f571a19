// @ts-check
import "../pages/challenge/main.js";
