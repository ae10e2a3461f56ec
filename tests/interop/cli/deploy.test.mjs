import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { appRecords, appTypes, writePackage, writeProject } from '../support/project.mjs';
import { orgWithCli } from '../support/salesforce-cli.mjs';

const name = 'Depot_Display_ECA';

async function orgWithProject(t, { more, options = [] } = {}) {
    const { org, cli } = await orgWithCli(t, ...options);
    const cwd = await writeProject(cli.home, appRecords(name, more));
    return { org, cli, cwd };
}

async function appsIn(cli) {
    const { result } = await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ExternalClientApplication']);
    return result.map(({ fullName }) => fullName).sort();
}

const without = ['Billing_ECA', 'Rotation_ECA', 'Warehouse_ECA'];
const withApp = [...without, name].sort();

test('project deploy start creates an app, and a second run finds it unchanged', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const first = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd });
    assert.equal(first.result.status, 'Succeeded');
    assert.deepEqual(first.result.files.map(({ type, state }) => [type, state]).sort(), appTypes.map((type) => [type, 'Created']).sort());
    assert.deepEqual(await appsIn(cli), withApp);

    const second = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd });
    assert.deepEqual([...new Set(second.result.files.map(({ state }) => state))], ['Unchanged']);
});

test('project deploy start shows each component that the org refuses, and nothing is made', async (t) => {
    const { cli, cwd } = await orgWithProject(t, { more: { ExtlClntAppOauthSettings: { commaSeparatedOauthScopes: 'Api, Nonsense' } } });
    const failed = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd, ok: false });
    assert.equal(failed.status, 1);
    assert.equal(failed.result.status, 'Failed');
    assert.equal(failed.result.success, false);
    const refused = failed.result.details.componentFailures;
    assert.ok([refused].flat().some(({ fullName, problem }) => fullName === `${name}_oauth` && /Nonsense/.test(problem)));
    assert.deepEqual(await appsIn(cli), without);
});

test('project deploy start --dry-run checks and makes nothing', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const { result } = await cli.run(['project', 'deploy', 'start', '--dry-run', '--source-dir', 'force-app'], { cwd });
    assert.equal(result.status, 'Succeeded');
    assert.equal(result.checkOnly, true);
    assert.deepEqual(await appsIn(cli), without);
});

test('project deploy start goes the REST way too', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const { result } = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd, env: { SF_ORG_METADATA_REST_DEPLOY: 'true' } });
    assert.equal(result.status, 'Succeeded');
    assert.equal(result.numberComponentsDeployed, 5);
    assert.deepEqual(await appsIn(cli), withApp);
});

test('project deploy start --metadata-dir takes a folder in package format', async (t) => {
    const { cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    await writePackage(path.join(cwd, 'mdapi'), appRecords(name));
    const { result } = await cli.run(['project', 'deploy', 'start', '--metadata-dir', 'mdapi'], { cwd });
    assert.equal(result.status, 'Succeeded');
    assert.deepEqual(await appsIn(cli), withApp);
});

test('project deploy validate, then quick, deploys what was validated', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const validated = await cli.run(['project', 'deploy', 'validate', '--source-dir', 'force-app', '--test-level', 'RunLocalTests'], { cwd });
    assert.equal(validated.result.status, 'Succeeded');
    assert.deepEqual(await appsIn(cli), without);

    const quick = await cli.run(['project', 'deploy', 'quick', '--job-id', validated.result.id], { cwd });
    assert.equal(quick.result.status, 'Succeeded');
    assert.notEqual(quick.result.id, validated.result.id);
    assert.deepEqual(await appsIn(cli), withApp);
});

test('project deploy quick is refused for what was never validated', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const deployed = await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd });
    const refusal = await cli.run(['project', 'deploy', 'quick', '--job-id', deployed.result.id], { cwd, ok: false });
    assert.equal(refusal.name, 'CannotQuickDeployError');
    assert.match(refusal.data.errorCode, /INVALID_ID_FIELD/);
});

test('project deploy start --async, then report, tells how it ended', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const started = await cli.run(['project', 'deploy', 'start', '--async', '--source-dir', 'force-app'], { cwd });
    assert.equal(started.result.done, false);
    const report = await cli.run(['project', 'deploy', 'report', '--job-id', started.result.id, '--wait', '1'], { cwd });
    assert.equal(report.result.id, started.result.id);
    assert.equal(report.result.status, 'Succeeded');
    assert.deepEqual(await appsIn(cli), withApp);
});

test('project deploy resume waits for a deploy that was left', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    const started = await cli.run(['project', 'deploy', 'start', '--async', '--source-dir', 'force-app'], { cwd });
    const { result } = await cli.run(['project', 'deploy', 'resume', '--job-id', started.result.id], { cwd });
    assert.equal(result.status, 'Succeeded');
});

test('project deploy cancel stops a deploy that is under way', async (t) => {
    const { cli, cwd } = await orgWithProject(t, { options: ['--deploy-polls', '5'] });
    const started = await cli.run(['project', 'deploy', 'start', '--async', '--source-dir', 'force-app'], { cwd });
    const { result } = await cli.run(['project', 'deploy', 'cancel', '--job-id', started.result.id], { cwd });
    assert.equal(result.status, 'Canceled');
    assert.deepEqual(await appsIn(cli), without);
});

test('project delete source takes the app and what belongs to it', async (t) => {
    const { cli, cwd } = await orgWithProject(t);
    await cli.run(['project', 'deploy', 'start', '--source-dir', 'force-app'], { cwd });
    const { result } = await cli.run(['project', 'delete', 'source', '--metadata', `ExternalClientApplication:${name}`, '--no-prompt'], { cwd });
    assert.equal(result.status, 'Succeeded');
    assert.deepEqual(await appsIn(cli), without);
    const settings = await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ExtlClntAppOauthSettings']);
    assert.ok(!settings.result.some(({ fullName }) => fullName.startsWith(name)));
});

test('a new connected app is refused in the words of Salesforce', async (t) => {
    const { cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    const folder = path.join(cwd, 'mdapi');
    await writePackage(folder, [{
        type: 'ConnectedApp', fullName: 'Brand_New', path: 'connectedApps/Brand_New.connectedApp',
        xml: '<?xml version="1.0" encoding="UTF-8"?>\n<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@example.com</contactEmail><label>Brand New</label></ConnectedApp>\n',
    }]);
    const failed = await cli.run(['project', 'deploy', 'start', '--metadata-dir', 'mdapi'], { cwd, ok: false });
    assert.match(JSON.stringify(failed.result.details.componentFailures), /You can(?:'|no)t create a connected app|connected app/i);
});
