import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './paths.mjs';

const program = path.join(repository, 'src', 'EcaTools.PracticeOrg', 'bin', 'Debug', 'net8.0', 'EcaTools.PracticeOrg.dll');

/** The day on which every org of a test starts, whatever day it is: before Salesforce retires the first flow. */
export const day = new Date('2026-11-22T12:00:00Z');

/**
 * Starts a practice org as a program of its own, which ends with the test.
 * @returns what its line of JSON says: url, username, password, accessToken, orgId.
 */
export async function startOrg(t, ...options) {
    if (!existsSync(program)) {
        throw new Error(`${program} is missing: run 'dotnet build' first.`);
    }

    const org = spawn('dotnet', [program, '--port', '0', '--now', day.toISOString(), ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    org.stderr.on('data', (text) => { errors += text; });
    const ended = once(org, 'exit');
    t.after(async () => {
        org.stdin.end();
        const [code] = await ended;
        if (code !== 0) {
            throw new Error(`The practice org ended with ${code}: ${errors}`);
        }
    });

    const lines = createInterface({ input: org.stdout });
    const [line] = await Promise.race([once(lines, 'line'), ended.then(([code]) => { throw new Error(`The practice org ended with ${code}: ${errors}`); })]);
    return JSON.parse(line);
}
