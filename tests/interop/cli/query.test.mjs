import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orgWithCli } from '../support/salesforce-cli.mjs';

const query = (soql, ...flags) => ['data', 'query', '--query', soql, ...flags];

test('data query brings rows, their parents, and the attributes that tell the type', async (t) => {
    const { cli } = await orgWithCli(t);
    const { result } = await cli.run(query("SELECT Id, Name, Profile.Name FROM User WHERE Profile.Name = 'Dispatcher' ORDER BY Name"));
    assert.deepEqual(result.records.map((row) => [row.attributes.type, row.Name, row.Profile.Name]), [
        ['User', 'Dmitri Novak', 'Dispatcher'],
        ['User', 'Elin Berg', 'Dispatcher'],
    ]);
    assert.match(result.records[0].Id, /^005\w{15}$/);
});

test('data query reads every page', async (t) => {
    const { cli } = await orgWithCli(t);
    const count = await cli.run(query('SELECT COUNT() FROM LoginHistory'));
    const rows = await cli.run(query('SELECT Id FROM LoginHistory'));
    assert.ok(count.result.totalSize > 2000, 'one page must not be enough');
    assert.equal(rows.result.records.length, count.result.totalSize);
    assert.equal(new Set(rows.result.records.map(({ Id }) => Id)).size, count.result.totalSize);
});

test('data query --use-tooling-api sees what only Tooling has', async (t) => {
    const { cli } = await orgWithCli(t);
    const soql = 'SELECT DeveloperName, OauthScopesAPI FROM ExtlClntAppOauthSettings ORDER BY DeveloperName';
    const { result } = await cli.run(query(soql, '--use-tooling-api'));
    assert.deepEqual(result.records.map(({ DeveloperName }) => DeveloperName), ['Billing_ECA_oauth', 'Rotation_ECA_oauth', 'Warehouse_ECA_oauth']);

    const refusal = await cli.run(query(soql), { ok: false });
    assert.match(refusal.message, /sObject type 'ExtlClntAppOauthSettings' is not supported/);
});

test('data query shows why a query is wrong', async (t) => {
    const { cli } = await orgWithCli(t);
    const field = await cli.run(query('SELECT Nonsense FROM User'), { ok: false });
    assert.equal(field.name, 'INVALID_FIELD');
    assert.match(field.message, /No such column 'Nonsense' on entity 'User'/);

    const soql = await cli.run(query('SELECT Id FROM User WHERE'), { ok: false });
    assert.equal(soql.name, 'MALFORMED_QUERY');
});

test('data export bulk, the bulk way of a query, is refused clearly', async (t) => {
    const { cli } = await orgWithCli(t);
    const refusal = await cli.run(['data', 'export', 'bulk', '--query', 'SELECT Id FROM User', '--output-file', 'users.csv', '--wait', '1'], { ok: false });
    assert.match(refusal.name + refusal.message, /FEATURENOTENABLED|Bulk API is not enabled/);
});

test('data get record finds a row by id and by its fields', async (t) => {
    const { org, cli } = await orgWithCli(t);
    const byField = await cli.run(['data', 'get', 'record', '--sobject', 'User', '--where', `Username='${org.username}'`]);
    const byId = await cli.run(['data', 'get', 'record', '--sobject', 'User', '--record-id', byField.result.Id]);
    assert.equal(byId.result.Username, org.username);
    assert.equal(byField.result.Username, org.username);
});

test('sobject list and sobject describe tell what there is', async (t) => {
    const { cli } = await orgWithCli(t);
    const list = await cli.run(['sobject', 'list', '--sobject', 'all']);
    assert.ok(list.result.includes('ConnectedApplication'));
    assert.ok(list.result.includes('SetupEntityAccess'));

    const { result } = await cli.run(['sobject', 'describe', '--sobject', 'ConnectedApplication']);
    const fields = new Map(result.fields.map((field) => [field.name, field]));
    assert.equal(result.keyPrefix, '0H4');
    assert.equal(fields.get('OptionsAllowAdminApprovedUsersOnly').type, 'boolean');
    assert.equal(fields.has('ConsumerKey'), false, 'the object has no consumer key');
});

test('org list limits counts the calls of the day', async (t) => {
    const { cli } = await orgWithCli(t);
    const calls = ({ result }) => result.find(({ name }) => name === 'DailyApiRequests');
    const first = calls(await cli.run(['org', 'list', 'limits']));
    const second = calls(await cli.run(['org', 'list', 'limits']));
    assert.ok(second.remaining < first.remaining);
    assert.equal(second.max, first.max);
});

test('api request rest passes on what the org says', async (t) => {
    const { cli } = await orgWithCli(t);
    const versions = JSON.parse(await cli.print(['api', 'request', 'rest', '/services/data/']));
    assert.equal(versions.at(-1).version, '68.0');
    const usage = JSON.parse(await cli.print(['api', 'request', 'rest', '/services/data/v66.0/apps/oauth/usage?pageSize=3']));
    assert.equal(usage.apps.length, 3);
});

test('data create record makes a permission set and grants it an app, and data delete record takes both back', async (t) => {
    const { cli } = await orgWithCli(t);
    const create = async (type, values) => (await cli.run(['data', 'create', 'record', '--sobject', type, '--values', values])).result.id;
    const remove = (type, id) => cli.run(['data', 'delete', 'record', '--sobject', type, '--record-id', id]);
    const set = await create('PermissionSet', "Name='Depot_Access' Label='Depot Access'");
    const app = await cli.run(query("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Warehouse_ECA'"));
    const grant = await create('SetupEntityAccess', `ParentId='${set}' SetupEntityId='${app.result.records[0].Id}'`);
    const grants = await cli.run(query(`SELECT SetupEntityType FROM SetupEntityAccess WHERE ParentId = '${set}'`));
    assert.deepEqual(grants.result.records.map(({ SetupEntityType }) => SetupEntityType), ['ExternalClientApplication']);

    await remove('SetupEntityAccess', grant);
    await remove('PermissionSet', set);
    const gone = await cli.run(query(`SELECT Id FROM PermissionSet WHERE Id = '${set}'`));
    assert.equal(gone.result.totalSize, 0);
});
