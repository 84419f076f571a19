// @ts-check
// What every part of the ballot page shares: the page's data, its sentences, its Worker.
import { openWorker, pageData } from "../dom.js";

export const page = pageData();
export const { texts } = page;
export const ask = openWorker(page.worker);
