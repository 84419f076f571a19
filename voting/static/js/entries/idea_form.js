// @ts-check
import "../pages/idea_form.js";
