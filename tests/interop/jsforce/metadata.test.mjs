import assert from 'node:assert/strict';
import { test } from 'node:test';
import JSZip from 'jszip';
import { orgWithConnection, zipOf } from '../support/jsforce.mjs';
import { apiVersion, appRecords, appTypes } from '../support/project.mjs';

const name = 'Depot_Display_ECA';

const names = async (connection, type) => [(await connection.metadata.list({ type })) ?? []].flat().map(({ fullName }) => fullName).sort();

test('metadata.describe names the types with their folders', async (t) => {
    const { connection } = await orgWithConnection(t);
    const { metadataObjects, testRequired } = await connection.metadata.describe();
    const folders = new Map(metadataObjects.map((type) => [type.xmlName, type.directoryName]));
    assert.equal(folders.get('ExtlClntAppOauthConfigurablePolicies'), 'extlClntAppOauthPolicies');
    assert.equal(typeof testRequired, 'boolean');
});

test('metadata.list lists several types in one call', async (t) => {
    const { connection } = await orgWithConnection(t);
    const listed = await connection.metadata.list([{ type: 'ConnectedApp' }, { type: 'ExternalClientApplication' }]);
    const counts = Object.fromEntries(Object.entries(Object.groupBy(listed, ({ type }) => type)).map(([type, rows]) => [type, rows.length]));
    assert.deepEqual(counts, { ConnectedApp: 20, ExternalClientApplication: 3 });
    assert.ok(listed.every(({ id, fileName }) => /^\w{18}$/.test(id) && fileName.includes('/')));
});

test('metadata.read gives whole records, and an empty one for what is not there', async (t) => {
    const { connection } = await orgWithConnection(t);
    const [portal, nobody] = await connection.metadata.read('ConnectedApp', ['Customer_Portal', 'Nobody']);
    assert.equal(portal.fullName, 'Customer_Portal');
    assert.equal(portal.oauthConfig.callbackUrl.split('\n').length, 3);
    assert.equal(portal.oauthConfig.isPkceRequired, 'true');
    assert.equal(nobody?.fullName, undefined);
});

test('metadata.upsert makes an app piece by piece, and the org adds the policies', async (t) => {
    const { connection } = await orgWithConnection(t);
    const app = { fullName: name, label: 'Depot Display', distributionState: 'Local' };
    const made = await connection.metadata.upsert('ExternalClientApplication', [app]);
    assert.deepEqual([made].flat().map(({ created, success }) => [created, success]), [[true, true]]);
    const again = await connection.metadata.upsert('ExternalClientApplication', [app]);
    assert.deepEqual([again].flat().map(({ created, success }) => [created, success]), [[false, true]]);

    await connection.metadata.upsert('ExtlClntAppOauthSettings', { fullName: `${name}_oauth`, externalClientApplication: name, commaSeparatedOauthScopes: 'Api' });
    assert.ok((await names(connection, 'ExtlClntAppOauthConfigurablePolicies')).includes(`${name}_oauth_defaultPolicy`));
    const policies = await connection.metadata.read('ExtlClntAppOauthConfigurablePolicies', `${name}_oauth_defaultPolicy`);
    assert.equal(policies.permittedUsersPolicyType, 'AllSelfAuthorized');
});

test('metadata.upsert refuses second policies for the same app', async (t) => {
    const { connection } = await orgWithConnection(t);
    const refused = await connection.metadata.upsert('ExtlClntAppOauthConfigurablePolicies', { fullName: 'Second_policies', externalClientApplication: 'Warehouse_ECA' });
    assert.equal(refused.success, false);
    assert.match(JSON.stringify(refused.errors), /DUPLICATE_VALUE/);
});

test('metadata.create makes an External Client App and refuses a connected app', async (t) => {
    const { connection } = await orgWithConnection(t);
    const eca = await connection.metadata.create('ExternalClientApplication', { fullName: name, label: 'Depot Display' });
    assert.equal(eca.success, true);
    const app = await connection.metadata.create('ConnectedApp', { fullName: 'By_Hand', label: 'By hand', contactEmail: 'a@example.com' });
    assert.equal(app.success, false);
    assert.match(JSON.stringify(app.errors), /You can(?:'|no)t create a connected app/);
});

test('metadata.update replaces the whole record', async (t) => {
    const { connection } = await orgWithConnection(t);
    await connection.metadata.create('ExternalClientApplication', { fullName: name, label: 'Depot Display', description: 'On every dock' });
    const updated = await connection.metadata.update('ExternalClientApplication', { fullName: name, label: 'Depot Display 2' });
    assert.equal(updated.success, true);
    const now = await connection.metadata.read('ExternalClientApplication', name);
    assert.equal(now.label, 'Depot Display 2');
    assert.equal(now.description, undefined);

    const nobody = await connection.metadata.update('ExternalClientApplication', { fullName: 'Nobody', label: 'Nobody' });
    assert.equal(nobody.success, false);
});

test('metadata.delete takes what belongs to the app', async (t) => {
    const { connection } = await orgWithConnection(t);
    const deleted = await connection.metadata.delete('ExternalClientApplication', 'Warehouse_ECA');
    assert.equal(deleted.success, true);
    assert.deepEqual(await names(connection, 'ExternalClientApplication'), ['Billing_ECA', 'Rotation_ECA']);
    for (const type of appTypes.slice(1)) {
        assert.ok((await names(connection, type)).every((fullName) => /^(Billing|Rotation)_ECA/.test(fullName)), type);
    }
});

test('metadata.deploy carries out a zip and tells of every component', async (t) => {
    const { connection } = await orgWithConnection(t);
    const records = appRecords(name);
    const done = await connection.metadata.deploy(await zipOf(records), { rollbackOnError: true, singlePackage: true }).complete(true);
    assert.equal(done.status, 'Succeeded');
    assert.equal(done.numberComponentsDeployed, records.length);
    const told = done.details.componentSuccesses.filter(({ componentType }) => componentType);
    assert.deepEqual(told.map(({ componentType }) => componentType).sort(), [...appTypes].sort());
    assert.ok((await names(connection, 'ExternalClientApplication')).includes(name));
});

test('metadata.deploy that fails says where and changes nothing', async (t) => {
    const { connection } = await orgWithConnection(t);
    const records = appRecords(name, { ExtlClntAppOauthConfigurablePolicies: { commaSeparatedPermissionSet: 'Nobody_Knows' } });
    const done = await connection.metadata.deploy(await zipOf(records), { rollbackOnError: true, singlePackage: true }).complete(true);
    assert.equal(done.status, 'Failed');
    const [failure] = [done.details.componentFailures].flat();
    assert.equal(failure.fullName, `${name}_oauth_defaultPolicy`);
    assert.match(failure.problem, /Nobody_Knows/);
    assert.ok(!(await names(connection, 'ExternalClientApplication')).includes(name));
});

test('metadata.deployRest validates and deploys', async (t) => {
    const { connection } = await orgWithConnection(t);
    const zip = await zipOf(appRecords(name));
    const complete = async (options) => {
        const { id } = await connection.metadata.deployRest(zip, { rollbackOnError: true, singlePackage: true, ...options });
        for (;;) {
            const status = await connection.metadata.checkDeployStatus(id, true);
            if (status.done) {
                return status;
            }
        }
    };

    const validated = await complete({ checkOnly: true });
    assert.equal(validated.success, true);
    assert.ok(!(await names(connection, 'ExternalClientApplication')).includes(name));
    const deployed = await complete({});
    assert.equal(deployed.success, true);
    assert.ok((await names(connection, 'ExternalClientApplication')).includes(name));
});

test('metadata.deployRecentValidation deploys what was validated, by SOAP and by REST', async (t) => {
    const { connection } = await orgWithConnection(t);
    for (const rest of [false, true]) {
        const app = `${name}_${rest ? 'Rest' : 'Soap'}`;
        const validated = await connection.metadata.deploy(await zipOf(appRecords(app)), { checkOnly: true, rollbackOnError: true, singlePackage: true, testLevel: 'RunLocalTests' }).complete(true);
        assert.equal(validated.success, true);
        const answer = await connection.metadata.deployRecentValidation({ id: validated.id, rest });
        const id = typeof answer === 'string' ? answer : answer.id;
        let status;
        do {
            status = await connection.metadata.checkDeployStatus(id, true);
        } while (!status.done);
        assert.equal(status.success, true);
        assert.ok((await names(connection, 'ExternalClientApplication')).includes(app));
    }
});

test('metadata.retrieve brings a zip with what was asked for', async (t) => {
    const { connection } = await orgWithConnection(t);
    const types = [{ name: 'ConnectedApp', members: ['*'] }, { name: 'ExtlClntAppGlobalOauthSettings', members: ['Warehouse_ECA_glbloauth', 'Nobody_glbloauth'] }];
    const done = await connection.metadata.retrieve({ apiVersion, singlePackage: true, unpackaged: { types, version: apiVersion } }).complete();
    assert.equal(done.success, true);
    assert.match(JSON.stringify(done.messages), /Nobody_glbloauth/);
    const zip = await JSZip.loadAsync(done.zipFile, { base64: true });
    const settings = await zip.file('extlClntAppGlobalOauthSets/Warehouse_ECA_glbloauth.ecaGlblOauth').async('string');
    assert.match(settings, /<isClientCredentialsFlowEnabled>true</);
    assert.equal(zip.file(/^connectedApps\//).length, 19, 'the wildcard leaves the installed app out');
});
