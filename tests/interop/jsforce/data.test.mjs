import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, orgWithConnection } from '../support/jsforce.mjs';

test('query pages by nextRecordsUrl until done', async (t) => {
    const { connection } = await orgWithConnection(t);
    let page = await connection.query('SELECT Id FROM LoginHistory ORDER BY LoginTime DESC');
    const ids = page.records.map(({ Id }) => Id);
    assert.equal(page.done, false);
    assert.equal(ids.length, 2000);
    while (!page.done) {
        page = await connection.queryMore(page.nextRecordsUrl);
        ids.push(...page.records.map(({ Id }) => Id));
    }

    assert.equal(ids.length, page.totalSize);
    assert.equal(new Set(ids).size, ids.length);
});

test('query with autoFetch brings every row', async (t) => {
    const { connection } = await orgWithConnection(t);
    const { totalSize } = await connection.query('SELECT COUNT() FROM LoginHistory');
    const { records } = await connection.query('SELECT Id, Application, User.Username FROM LoginHistory', { autoFetch: true, maxFetch: totalSize + 1 });
    assert.equal(records.length, totalSize);
    assert.ok(records.every((row) => row.User === null || row.User.Username.includes('@')));
});

test('find, sort, limit and a condition by object make SOQL that the org answers', async (t) => {
    const { connection } = await orgWithConnection(t);
    const rows = await connection.sobject('User').find({ IsActive: true, Username: { $like: '%integration@%' } }, 'Username').sort({ Username: -1 }).limit(2);
    assert.deepEqual(rows.map(({ Username }) => Username.split('@')[0]), ['warehouse.integration', 'route.integration']);
});

test('queryAll and the tooling query answer', async (t) => {
    const { connection } = await orgWithConnection(t);
    const users = await connection.query('SELECT Id FROM User', { scanAll: true });
    assert.ok(users.totalSize > 10);
    const policies = await connection.tooling.query("SELECT DeveloperName FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplication.DeveloperName = 'Warehouse_ECA'");
    assert.deepEqual(policies.records.map(({ DeveloperName }) => DeveloperName), ['Warehouse_ECA_oauthPlcy']);
});

test('an error of the org keeps its code and its words', async (t) => {
    const { connection } = await orgWithConnection(t);
    await assert.rejects(connection.query('SELECT Foo FROM User'), (error) => error.errorCode === 'INVALID_FIELD' && /No such column 'Foo'/.test(error.message));
    await assert.rejects(connection.query('SELECT Id FROM Nothing__c'), (error) => error.errorCode === 'INVALID_TYPE');
    await assert.rejects(connection.query('SELECT FROM'), (error) => error.errorCode === 'MALFORMED_QUERY');
});

test('describe and describeGlobal tell fields and objects', async (t) => {
    const { connection } = await orgWithConnection(t);
    const { sobjects } = await connection.describeGlobal();
    assert.ok(sobjects.some(({ name }) => name === 'ExternalClientApplication'));
    const { fields, keyPrefix } = await connection.describe('ExternalClientApplication');
    assert.ok(fields.some(({ name, type }) => name === 'DeveloperName' && type === 'string'));
    assert.equal(keyPrefix, '0xI');
});

test('retrieve brings one record, and several', async (t) => {
    const { connection } = await orgWithConnection(t);
    const { records } = await connection.query('SELECT Id, Username FROM User ORDER BY Username LIMIT 2');
    const one = await connection.sobject('User').retrieve(records[0].Id);
    assert.equal(one.Username, records[0].Username);
    const both = await connection.sobject('User').retrieve(records.map(({ Id }) => Id));
    assert.deepEqual(both.map(({ Username }) => Username), records.map(({ Username }) => Username));
});

test('a permission set is created, granted an app, and taken back', async (t) => {
    const { connection } = await orgWithConnection(t);
    const created = await connection.sobject('PermissionSet').create({ Name: 'Depot_Access', Label: 'Depot Access' });
    assert.equal(created.success, true);
    const app = await connection.sobject('ExternalClientApplication').findOne({ DeveloperName: 'Warehouse_ECA' }, 'Id');
    const grant = await connection.sobject('SetupEntityAccess').create({ ParentId: created.id, SetupEntityId: app.Id });
    assert.equal(grant.success, true);
    const found = await connection.query(`SELECT SetupEntityType, Parent.Name FROM SetupEntityAccess WHERE SetupEntityId = '${app.Id}' AND ParentId = '${created.id}'`);
    assert.deepEqual(found.records.map((row) => [row.SetupEntityType, row.Parent.Name]), [['ExternalClientApplication', 'Depot_Access']]);

    assert.equal((await connection.sobject('SetupEntityAccess').destroy(grant.id)).success, true);
    assert.equal((await connection.sobject('PermissionSet').destroy(created.id)).success, true);
    assert.equal((await connection.query("SELECT Id FROM PermissionSet WHERE Name = 'Depot_Access'")).totalSize, 0);
});

test('a permission set is updated, and several are made in one call', async (t) => {
    const { connection } = await orgWithConnection(t);
    const sets = connection.sobject('PermissionSet');
    const made = await sets.create([{ Name: 'Depot_One', Label: 'One' }, { Name: 'Depot_Two', Label: 'Two' }]);
    assert.deepEqual(made.map(({ success }) => success), [true, true]);
    await sets.update({ Id: made[0].id, Label: 'First depot' });
    assert.equal((await sets.retrieve(made[0].id)).Label, 'First depot');
});

test('what the org will not write is refused with a code', async (t) => {
    const { connection } = await orgWithConnection(t);
    await assert.rejects(connection.sobject('PermissionSet').create({ Label: 'No name' }), (error) => error.errorCode === 'REQUIRED_FIELD_MISSING' && error.data.fields.includes('Name'));
    await assert.rejects(connection.sobject('ConnectedApplication').create({ Name: 'By hand' }), (error) => /^CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY$|^INVALID_TYPE_FOR_OPERATION$|^METHOD_NOT_ALLOWED$/.test(error.errorCode));
});

test('identity, limits and limitInfo say who calls and how much is left', async (t) => {
    const { org, connection } = await orgWithConnection(t);
    assert.equal((await connection.identity()).username, org.username);
    const { DailyApiRequests } = await connection.limits();
    assert.ok(DailyApiRequests.Remaining < DailyApiRequests.Max);
    assert.equal(connection.limitInfo.apiUsage.limit, DailyApiRequests.Max);
    assert.ok(connection.limitInfo.apiUsage.used > 0);
});

test('logout ends the token', async (t) => {
    const { org, connection } = await orgWithConnection(t);
    await connection.logout();
    await assert.rejects(connect(org).query('SELECT Id FROM User'), (error) => error.errorCode === 'INVALID_SESSION_ID');
});
