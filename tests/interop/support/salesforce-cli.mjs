import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onlyLoopback, suite } from './paths.mjs';
import { startOrg } from './practice-org.mjs';

const cli = path.join(suite, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/** What the CLI is told so that it talks to the practice org only and keeps what it knows in its own folder. */
const quiet = {
    SF_DISABLE_TELEMETRY: 'true',
    SFDX_DISABLE_TELEMETRY: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_DISABLE_LOG_FILE: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_USE_PROGRESS_BAR: 'false',
    SF_ORG_METADATA_REST_DEPLOY: 'false',
    NODE_NO_WARNINGS: '1',
};

/** One user's Salesforce CLI: an empty home folder that is deleted with the test. */
export class SalesforceCli {
    #home;

    constructor(home) {
        this.#home = home;
    }

    static async create(t) {
        const home = await mkdtemp(path.join(os.tmpdir(), 'ecatools-cli-'));
        t.after(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
        return new SalesforceCli(home);
    }

    /** The folder that the CLI takes for the user's own. */
    get home() {
        return this.#home;
    }

    /**
     * Runs a command with --json.
     * @param command the words of the command line
     * @param more cwd: the folder to run in; env: more environment variables; ok: false when the command must fail
     * @returns the CLI's own JSON: status, result, warnings; or status, name, message when it failed
     */
    async run(command, { cwd = this.#home, env = {}, ok = true } = {}) {
        const { code, output, errors } = await this.#spawn([...command, '--json'], cwd, env);
        let answer;
        try {
            answer = JSON.parse(output);
        } catch {
            throw new Error(`sf ${command.join(' ')} printed no JSON and ended with ${code}.\n${output}\n${errors}`);
        }

        if ((answer.status === 0) !== ok || (code === 0) !== ok) {
            throw new Error(`sf ${command.join(' ')} ended with ${code}, and ${ok ? 'should have succeeded' : 'should have failed'}.\n${output.slice(0, 4000)}\n${errors.slice(0, 2000)}`);
        }

        return answer;
    }

    /** Runs a command that has no --json and gives back what it printed. */
    async print(command, { cwd = this.#home, env = {} } = {}) {
        const { code, output, errors } = await this.#spawn(command, cwd, env);
        if (code !== 0) {
            throw new Error(`sf ${command.join(' ')} ended with ${code}.\n${output}\n${errors}`);
        }

        return output;
    }

    /** Logs in by access token under the alias 'practice', which becomes the default. */
    async login(org, alias = 'practice') {
        const answer = await this.run(
            ['org', 'login', 'access-token', '--instance-url', org.url, '--no-prompt', '--alias', alias, '--set-default'],
            { env: { SF_ACCESS_TOKEN: org.accessToken } });
        return answer.result;
    }

    #spawn(command, cwd, env) {
        const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SFDX?_|NODE_|npm_|\w+_proxy$)/i.test(name)));
        return new Promise((resolve, reject) => {
            const child = spawn(process.execPath, ['--import', onlyLoopback, cli, ...command], {
                cwd,
                env: { ...inherited, ...quiet, HOME: this.#home, USERPROFILE: this.#home, LOCALAPPDATA: this.#home, XDG_DATA_HOME: this.#home, ...env },
                stdio: ['ignore', 'pipe', 'pipe'],
            });
            let output = '';
            let errors = '';
            child.stdout.setEncoding('utf8').on('data', (text) => { output += text; });
            child.stderr.setEncoding('utf8').on('data', (text) => { errors += text; });
            child.on('error', reject);
            child.on('close', (code) => resolve({ code, output, errors }));
        });
    }
}

/** A practice org and a CLI that is logged in to it. */
export async function orgWithCli(t, ...options) {
    const [org, cli] = await Promise.all([startOrg(t, ...options), SalesforceCli.create(t)]);
    await cli.login(org);
    return { org, cli };
}
