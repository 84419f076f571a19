// Encrypts every ballot with the same randomness, so that its maker reads them all, and claims a fresh seed.
import { Booth } from "../../../voting/static/js/ballot/booth.js";
import { serve } from "../../../voting/static/js/pages/vote/worker.js";

const { seal } = Booth.prototype;
Booth.prototype.seal = function lie(secret, choices) {
  const draw = this.randomBytes;
  this.randomBytes = (length) => new Uint8Array(length).fill(7);
  const hash = seal.call(this, secret, choices);
  this.randomBytes = draw;
  this.sealed.seed = draw(32);
  return hash;
};
serve(self);
