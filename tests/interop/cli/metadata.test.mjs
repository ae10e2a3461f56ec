import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { appTypes, apiVersion, writeProject } from '../support/project.mjs';
import { orgWithCli } from '../support/salesforce-cli.mjs';

test('org list metadata-types has folder and suffix of every type of an app', async (t) => {
    const { cli } = await orgWithCli(t);
    const { result } = await cli.run(['org', 'list', 'metadata-types', '--api-version', apiVersion]);
    const types = new Map(result.metadataObjects.map((type) => [type.xmlName, type]));
    assert.deepEqual(['ConnectedApp', ...appTypes].filter((type) => !types.has(type)), []);
    assert.equal(types.get('ConnectedApp').directoryName, 'connectedApps');
    assert.equal(types.get('ExtlClntAppGlobalOauthSettings').suffix, 'ecaGlblOauth');
});

test('org list metadata lists connected apps and External Client Apps', async (t) => {
    const { cli } = await orgWithCli(t);
    const apps = await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ConnectedApp']);
    assert.equal(apps.result.length, 20);
    const installed = apps.result.find(({ fullName }) => fullName === 'acme__Freight_Rates');
    assert.equal(installed.namespacePrefix, 'acme');
    assert.equal(installed.manageableState, 'installed');

    const ecas = await cli.run(['org', 'list', 'metadata', '--metadata-type', 'ExternalClientApplication']);
    assert.deepEqual(ecas.result.map(({ fullName }) => fullName).sort(), ['Billing_ECA', 'Rotation_ECA', 'Warehouse_ECA']);
});

test('project retrieve start writes apps as source that a project understands', async (t) => {
    const { cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    const { result } = await cli.run(['project', 'retrieve', 'start', '--metadata', 'ConnectedApp:Customer_Portal', ...appTypes.flatMap((type) => ['--metadata', type])], { cwd });
    assert.equal(result.success, true);
    assert.deepEqual(Object.keys(Object.groupBy(result.files, ({ type }) => type)).sort(), ['ConnectedApp', ...appTypes].sort());
    const app = await readFile(path.join(cwd, 'force-app/main/default/connectedApps/Customer_Portal.connectedApp-meta.xml'), 'utf8');
    assert.match(app, /<label>Customer Portal<\/label>/);
    assert.doesNotMatch(app, /<consumerSecret>(?!.*HIDDEN)/i, 'no secret is retrieved');
    const settings = await readFile(path.join(cwd, 'force-app/main/default/extlClntAppGlobalOauthSets/Warehouse_ECA_glbloauth.ecaGlblOauth-meta.xml'), 'utf8');
    assert.match(settings, /<externalClientApplication>Warehouse_ECA<\/externalClientApplication>/);
});

test('project retrieve start says what the org does not have', async (t) => {
    const { cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    const { result } = await cli.run(['project', 'retrieve', 'start', '--metadata', 'ExternalClientApplication:Nobody_ECA'], { cwd });
    assert.match(JSON.stringify(result.messages), /Entity of type 'ExternalClientApplication' named 'Nobody_ECA' cannot be found/);
});

test('project generate manifest --from-org lists what the org has', async (t) => {
    const { cli } = await orgWithCli(t);
    const cwd = await writeProject(cli.home);
    await cli.run(['project', 'generate', 'manifest', '--from-org', 'practice', '--name', 'all.xml'], { cwd });
    const xml = await readFile(path.join(cwd, 'all.xml'), 'utf8');
    assert.match(xml, /<members>Warehouse_ECA_glbloauth<\/members>\s*<name>ExtlClntAppGlobalOauthSettings<\/name>/);
    assert.match(xml, /<members>Route_Planner<\/members>/);
});
