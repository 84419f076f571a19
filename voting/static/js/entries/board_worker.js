// @ts-check
import { serve } from "../board/worker.js";

serve(self);
