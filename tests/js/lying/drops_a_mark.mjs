// Leaves the first project's 赞成 out and, when challenged, claims what the deputy pressed.
import { Booth } from "../../../voting/static/js/ballot/booth.js";
import { serve } from "../../../voting/static/js/pages/vote/worker.js";

const { seal } = Booth.prototype;
Booth.prototype.seal = function lie(secret, choices) {
  const [[, ...others], against] = choices;
  const hash = seal.call(this, secret, [[0, ...others], against]);
  this.sealed.choices = choices;
  return hash;
};
serve(self);
