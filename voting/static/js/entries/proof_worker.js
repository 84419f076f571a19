// @ts-check
import { serve } from "../pages/proof.js";

serve(self);
