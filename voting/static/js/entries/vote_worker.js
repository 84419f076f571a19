// @ts-check
import { serve } from "../pages/vote/worker.js";

serve(self);
