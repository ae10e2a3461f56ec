import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of this suite. */
export const suite = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The folder of the project. */
export const repository = path.resolve(suite, '..', '..');

/** The module that keeps a client on this machine, as node's --import takes it. */
export const onlyLoopback = pathToFileURL(path.join(suite, 'support', 'only-loopback.mjs')).href;
