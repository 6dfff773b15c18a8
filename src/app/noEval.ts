// Imported before anything else: the content security policy forbids eval, and zod would try it when the first schema is made.

import { config } from "zod";

config({ jitless: true });
