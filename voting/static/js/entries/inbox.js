// @ts-check
import "../pages/inbox.js";
