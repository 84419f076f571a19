// @ts-check
import { serve } from "../ballot/worker.js";

serve(self);
