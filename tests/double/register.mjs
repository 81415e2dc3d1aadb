// node --import ./tests/double/register.mjs out/main/electron.js
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
