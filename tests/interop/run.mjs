// Runs the scenarios with node's own test runner, on a Node that the Salesforce CLI accepts.
// Usage: node run.mjs [--junit FILE] [folder or file ...]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onlyLoopback } from './support/paths.mjs';

// undici, which the CLI brings, asks for 22.19.
const oldestMajor = 22;
const here = path.dirname(fileURLToPath(import.meta.url));

/** This Node if it is new enough, or else the one that package-lock.json names for this kind of machine. */
function findNode() {
    if (Number.parseInt(process.versions.node, 10) >= oldestMajor) {
        return process.execPath;
    }

    const kind = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    const locked = path.join(here, 'node_modules', kind, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (!existsSync(locked)) {
        console.error(`The Salesforce CLI needs Node ${oldestMajor} or newer; this is ${process.version}, and there is no ${kind} in node_modules. Run 'npm ci', or install a newer Node.`);
        process.exit(2);
    }

    return locked;
}

function scenarios(target) {
    return statSync(target).isFile()
        ? [target]
        : readdirSync(target, { recursive: true })
            .filter((name) => name.endsWith('.test.mjs') && !name.split(path.sep).includes('node_modules'))
            .sort()
            .map((name) => path.join(target, name));
}

const options = process.argv.slice(2);
const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
if (options[0] === '--junit') {
    const file = path.resolve(options[1]);
    mkdirSync(path.dirname(file), { recursive: true });
    reporters.push('--test-reporter=junit', `--test-reporter-destination=${file}`);
    options.splice(0, 2);
}

const files = (options.length > 0 ? options.map((target) => path.resolve(target)) : [here]).flatMap(scenarios);
// The CLI is started a hundred times, and compiled once.
const env = { ...process.env, NODE_COMPILE_CACHE: path.join(here, 'node_modules', '.cache', 'compiled') };
const run = spawnSync(findNode(), ['--import', onlyLoopback, '--test', '--test-concurrency=3', '--test-timeout=900000', ...reporters, ...files], { cwd: here, env, stdio: 'inherit' });
process.exit(run.status ?? 1);
