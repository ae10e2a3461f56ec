import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { noModule, runScript } from '../support/module.mjs';
import { apiVersion, writeProject } from '../support/project.mjs';
import { orgWithCli } from '../support/salesforce-cli.mjs';

const seed = 'enterprise:250';
const leastApps = 200;

/** Every file below a folder by its path, without the CLI's own folders main/default. */
async function filesOf(folder) {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    return new Map(await Promise.all(files.map(async (file) => [path.relative(folder, file).split(path.sep).join('/'), await readFile(file, 'utf8')])));
}

/** A project with the apps of the org as EcaTools converts them. */
async function convertedProject(t, org, cli) {
    const folder = await writeProject(path.join(cli.home, 'converted'));
    const converting = runScript(t, `
        $token = [System.Net.NetworkCredential]::new('', '${org.accessToken}').SecurePassword
        $null = Connect-EcaOrg -InstanceUrl '${org.url}' -AccessToken $token -Alias interop
        $null = Get-ConnectedApp | Test-EcaBlocker | Where-Object CanMigrate |
            New-EcaMetadata -OutputPath '${path.join(folder, 'force-app')}' -ApiVersion ${apiVersion}`);
    assert.equal(await converting.ended, 0, converting.text);
    return folder;
}

test('200 generated apps go from our source to mdapi and back without losing a byte, and deploy', { skip: noModule }, async (t) => {
    const { org, cli } = await orgWithCli(t, '--seed', seed);
    const cwd = await convertedProject(t, org, cli);
    const ours = await filesOf(path.join(cwd, 'force-app'));
    ours.delete('package.xml');
    const apps = [...ours.keys()].filter((name) => name.endsWith('.eca-meta.xml'));
    assert.ok(apps.length >= leastApps, `${apps.length} apps were converted`);

    await cli.run(['project', 'convert', 'source', '--root-dir', 'force-app', '--output-dir', 'mdapi'], { cwd });
    await cli.run(['project', 'convert', 'mdapi', '--root-dir', 'mdapi', '--output-dir', 'back'], { cwd });
    const back = await filesOf(path.join(cwd, 'back'));
    assert.deepEqual([...back.keys()].sort(), [...ours.keys()].sort());
    assert.deepEqual([...ours].filter(([name, text]) => back.get(name) !== text).map(([name]) => name), []);

    const { result } = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd });
    assert.equal(result.status, 'Succeeded');
    assert.equal(result.numberComponentsDeployed, ours.size);
    const listed = await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ExternalClientApplication']);
    const there = new Set(listed.result.map(({ fullName }) => fullName));
    assert.deepEqual(apps.map((name) => path.basename(name, '.eca-meta.xml')).filter((name) => !there.has(name)), []);
});
