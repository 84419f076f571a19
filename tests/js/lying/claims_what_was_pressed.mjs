// Encrypts the first project's opposite and, when challenged, claims what the deputy pressed.
import { Booth } from "../../../voting/static/js/ballot/booth.js";
import { serve } from "../../../voting/static/js/pages/vote/worker.js";
import { swap } from "./swap.mjs";

const { seal } = Booth.prototype;
Booth.prototype.seal = function lie(secret, choices) {
  const hash = seal.call(this, secret, swap(choices));
  this.sealed.choices = choices;
  return hash;
};
serve(self);
