// Keeps the true ballot and shows the hash of another: what is cast would not be what was recorded.
import { Booth } from "../../../voting/static/js/ballot/booth.js";
import { serve } from "../../../voting/static/js/pages/vote/worker.js";
import { swap } from "./swap.mjs";

const { seal } = Booth.prototype;
Booth.prototype.seal = function lie(secret, choices) {
  const other = seal.call(this, secret, swap(choices));
  seal.call(this, secret, choices);
  return other;
};
serve(self);
