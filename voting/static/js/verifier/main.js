// @ts-check
// One script for both: the page of verify.html, and the Worker that the page makes of the same text.
import { start } from "./page.js";
import { serve } from "./worker.js";

if (typeof document === "undefined") serve(self);
else start();
