// @ts-check
import { serve } from "../pages/challenge/worker.js";

serve(self);
