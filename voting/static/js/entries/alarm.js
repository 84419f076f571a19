// @ts-check
import "../pages/alarm.js";
