import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from './paths.mjs';

const staged = path.join(repository, 'out', 'EcaTools');
const versions = existsSync(staged) ? readdirSync(staged).filter((name) => existsSync(path.join(staged, name, 'EcaTools.psd1'))) : [];

/** Why the module can't be run, or false. */
export const noModule = versions.length === 0
    ? 'the module is not staged: dotnet run --project tools/EcaTools.Build -- stage'
    : spawnSync('pwsh', ['-NoProfile', '-Command', '$PSVersionTable.PSVersion'], { stdio: 'ignore' }).status !== 0 && 'there is no pwsh';

/**
 * Runs a script that has the module, in a build as it seems to itself, so that it opens no browser of its own.
 * @returns text: all that it wrote so far; seen: a promise of the first match of a pattern in it; ended: a promise of its exit code.
 */
export function runScript(t, script) {
    const manifest = path.join(staged, versions.at(-1), 'EcaTools.psd1');
    const engine = spawn('pwsh', ['-NoProfile', '-NonInteractive', '-Command', `$ErrorActionPreference = 'Stop'; Import-Module '${manifest}'; ${script}`], {
        env: { ...process.env, CI: '1', NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.after(() => engine.kill());
    const run = { text: '' };
    const waiting = [];
    const look = () => waiting.forEach(({ pattern, keep }) => pattern.test(run.text) && keep(pattern.exec(run.text)));
    for (const stream of [engine.stdout, engine.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
            run.text += text;
            look();
        });
    }

    run.ended = new Promise((resolve) => { engine.on('close', resolve); });
    run.seen = (pattern) => Promise.race([
        new Promise((keep) => {
            waiting.push({ pattern, keep });
            look();
        }),
        run.ended.then((code) => { throw new Error(`pwsh ended with ${code} and no ${pattern}: ${run.text}`); }),
    ]);
    return run;
}
