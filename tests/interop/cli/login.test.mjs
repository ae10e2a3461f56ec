import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOrg } from '../support/practice-org.mjs';
import { SalesforceCli, orgWithCli } from '../support/salesforce-cli.mjs';

test('org login access-token learns the user and the org', async (t) => {
    const org = await startOrg(t);
    const cli = await SalesforceCli.create(t);
    const login = await cli.login(org);
    assert.equal(login.username, org.username);
    assert.equal(login.orgId, org.orgId);
    assert.equal(new URL(login.instanceUrl).origin, org.url);
});

test('org login access-token refuses a token that the org never gave', async (t) => {
    const org = await startOrg(t);
    const cli = await SalesforceCli.create(t);
    const refusal = await cli.run(
        ['org', 'login', 'access-token', '--instance-url', org.url, '--no-prompt'],
        { env: { SF_ACCESS_TOKEN: `${org.orgId}!AQ0AQNever.Given` }, ok: false });
    assert.match(refusal.message, /Bad_OAuth_Token/);
});

test('org display says Connected, and org list too', async (t) => {
    const { org, cli } = await orgWithCli(t);
    const { result } = await cli.run(['org', 'display', '--target-org', 'practice']);
    assert.equal(result.id, org.orgId);
    assert.equal(result.username, org.username);
    assert.equal(result.alias, 'practice');
    assert.equal(result.connectedStatus, 'Connected');

    const list = await cli.run(['org', 'list']);
    assert.deepEqual(list.result.other.concat(list.result.nonScratchOrgs).map(({ username, connectedStatus }) => [username, connectedStatus]).at(0), [org.username, 'Connected']);
});

test('org display says so when the token was revoked', async (t) => {
    const { org, cli } = await orgWithCli(t);
    const revoked = await fetch(`${org.url}/services/oauth2/revoke`, { method: 'POST', body: new URLSearchParams({ token: org.accessToken }) });
    assert.equal(revoked.status, 200);
    const { result } = await cli.run(['org', 'display']);
    assert.notEqual(result.connectedStatus, 'Connected');
    const refusal = await cli.run(['data', 'query', '--query', 'SELECT Id FROM User'], { ok: false });
    assert.match(refusal.name + refusal.message, /INVALID_SESSION_ID|Session expired or invalid|expired access\/refresh token/);
});

test('org display user and org list users show who works there', async (t) => {
    const { org, cli } = await orgWithCli(t);
    const { result } = await cli.run(['org', 'display', 'user']);
    assert.equal(result.username, org.username);
    assert.equal(result.profileName, 'System Administrator');

    const users = await cli.run(['org', 'list', 'users']);
    assert.deepEqual(users.result.map(({ username }) => username), [org.username]);
});

test('an access token serves in place of a login', async (t) => {
    const org = await startOrg(t);
    const cli = await SalesforceCli.create(t);
    const { result } = await cli.run(
        ['data', 'query', '--target-org', org.accessToken, '--query', 'SELECT Name FROM Organization'],
        { env: { SF_ORG_INSTANCE_URL: org.url } });
    assert.equal(result.records[0].Name, 'Harbourline Freight');
});
