// Encrypts the first project's opposite and says so when challenged: the hash agrees, the words do not.
import { Booth } from "../../../voting/static/js/ballot/booth.js";
import { serve } from "../../../voting/static/js/pages/vote/worker.js";
import { swap } from "./swap.mjs";

const { seal } = Booth.prototype;
Booth.prototype.seal = function lie(secret, choices) {
  return seal.call(this, secret, swap(choices));
};
serve(self);
